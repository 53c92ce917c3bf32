"""`access.json`: which folder of a build is served under which prefix, and to which groups."""

import json
import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import SplitResult, urlsplit

# All of it ends up in configurations of web servers: no blank, quote, brace, `$` or `;` can get there. A comma parts
# groups in the identity service's answer, and so is in the name of none.
_GROUP = re.compile(r"[A-Za-z0-9/][A-Za-z0-9._@:/+-]{0,127}", re.ASCII)
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)
_PREFIX = re.compile(r"/(?:[A-Za-z0-9][A-Za-z0-9._~-]*/)*", re.ASCII)
OWN_PAGE = "[0-9a-f]{32}"  # the name of a private page, as a regular expression
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?", re.ASCII)


class Unusable(ValueError):
    """No listing that a configuration may be made from; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Tree:
    """One complete site. `prefix` begins and ends with a slash; `folder` is below the build's; no groups: nobody."""

    prefix: str
    folder: str
    audience: str
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class Private:
    """Pages of single people: below `prefix` and in `folder` each has a folder of its own, whose name is a secret."""

    prefix: str
    folder: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The site for everyone, and one for each audience; `restricted` is the prefix that all of these stand under.

    `private` is None where nobody has a page of their own.
    """

    scheme: str
    host: str
    everyone: Tree
    trees: tuple[Tree, ...]
    private: Private | None = None

    @property
    def restricted(self) -> str:
        return f"{self.everyone.prefix}a/"


def listing(text: str) -> Listing:
    """The listing that a build wrote. Refuses, as Unusable, whatever is not exactly of that form."""
    try:
        return _whole(json.loads(text))
    except Unusable:
        raise
    except (KeyError, RecursionError, TypeError, ValueError) as error:
        raise Unusable(f"it is not a listing that `build --all-audiences` writes ({error})") from error


def _whole(found: dict[str, Any]) -> Listing:
    if found["version"] != 1:
        raise Unusable(f"version {found['version']!r} is none that this statusgen knows")
    plain = _listing(_address(found["url"]), tuple(_tree(one) for one in found["trees"]))
    return replace(plain, private=_private(found["private"], plain)) if "private" in found else plain


def _listing(address: SplitResult, trees: tuple[Tree, ...]) -> Listing:
    public = [tree for tree in trees if tree.audience == "everyone"]
    if len(public) != 1:
        raise Unusable("exactly one tree is for everyone")
    everyone = public[0]
    if (everyone.prefix, everyone.folder, everyone.groups) != (f"{address.path.rstrip('/')}/", "everyone", frozenset()):
        raise Unusable("the tree for everyone is at the site's own address, in `everyone`, and has no groups")
    restricted = tuple(tree for tree in trees if tree is not everyone)
    for tree in restricted:
        if (tree.prefix, tree.folder) != (f"{everyone.prefix}a/{tree.audience}/", f"a/{tree.audience}"):
            raise Unusable(f"the tree of {tree.audience!r} is not at `a/{tree.audience}/`")
    if len({tree.audience for tree in restricted}) < len(restricted):
        raise Unusable("an audience has two trees")
    return Listing(address.scheme, address.netloc, everyone, restricted)


def _private(found: dict[str, Any], plain: Listing) -> Private:
    """It says nothing that is not known, so that a configuration made from it can serve nothing else."""
    private = Private(_text(found["prefix"]), _text(found["folder"]))
    if private != Private(f"{plain.everyone.prefix}f/", "private/f"):
        raise Unusable("pages of single people are at `f/`, and in `private/f`")
    return private


def _address(url: object) -> SplitResult:
    try:
        address = urlsplit(_text(url))
        host, _port = address.hostname, address.port
    except ValueError as error:
        raise Unusable(f"{url!r} is no address") from error
    named = _HOST.fullmatch(host or "") and address.netloc.rpartition("@")[1] == ""
    if not named or address.scheme not in {"http", "https"} or address.query or address.fragment:
        raise Unusable(f"{url!r} is no address of a site")
    return address


def _tree(found: dict[str, Any]) -> Tree:
    audience = _matching(_ID, found["audience"], "an audience")
    groups = found["groups"]
    if not isinstance(groups, list):
        raise Unusable(f"the groups of {audience!r} are no list")
    return Tree(
        prefix=_matching(_PREFIX, found["prefix"], "a prefix"),
        folder=_text(found["folder"]),
        audience=audience,
        groups=frozenset(_matching(_GROUP, group, "a group") for group in groups),
    )


def _matching(pattern: re.Pattern[str], value: object, what: str) -> str:
    text = _text(value)
    if not pattern.fullmatch(text):
        raise Unusable(f"{text!r} cannot be the name of {what} in a configuration (allowed: {pattern.pattern})")
    return text


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Unusable(f"{value!r} is no text")
    return value
