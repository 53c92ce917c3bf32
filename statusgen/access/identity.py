"""Someone to ask a site as: a name, the groups that they are in, and what their browser would send."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from statusgen.access.listing import Tree, Unusable
from statusgen.model.secret import Secret

_FORM = re.compile(r"(?P<name>[A-Za-z0-9._-]+)=(?P<groups>\S*):(?P<header>[A-Za-z0-9-]+): +(?P<value>\S.*)", re.ASCII)
_VARIABLE = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)", re.ASCII)
_SENDABLE = re.compile(r"[\x20-\x7e]+")

Read = Callable[[Path], str]


@dataclass(frozen=True, slots=True)
class Identity:
    """The values of `headers` are sent, and shown nowhere."""

    name: str
    groups: frozenset[str] = frozenset()
    headers: tuple[tuple[str, Secret], ...] = ()

    def may_read(self, tree: Tree) -> bool:
        return tree.audience == "everyone" or not self.groups.isdisjoint(tree.groups)


OUTSIDER = Identity("outsider")


def identities(given: Iterable[str], environ: Mapping[str, str], read: Read) -> tuple[Identity, ...]:
    """The outsider, and everyone of the form `NAME=GROUPS:HEADER: VALUE`; who is named again has one more header.

    A value `@FILE` is read from there, `$VARIABLE` from the environment. Mistakes are Unusable and repeat no value.
    """
    found = {OUTSIDER.name: OUTSIDER}
    for text in given:
        one = _identity(text, environ, read)
        before = found.get(one.name)
        if before and (before is OUTSIDER or before.groups != one.groups):
            raise Unusable(f"{one.name} is somebody else already: give the same groups each time")
        found[one.name] = replace(one, headers=(*before.headers, *one.headers)) if before else one
    return tuple(found.values())


def _identity(text: str, environ: Mapping[str, str], read: Read) -> Identity:
    parts = _FORM.fullmatch(text)
    if not parts:
        raise Unusable("an identity is of the form NAME=GROUPS:HEADER: VALUE, as in 'kim=payments,ops:Cookie: @FILE'")
    value = _value(parts["name"], parts["value"], environ, read)
    if not _SENDABLE.fullmatch(value):
        raise Unusable(f"what {parts['name']} sends in {parts['header']} is empty, or no single line of ASCII")
    groups = frozenset(filter(None, parts["groups"].split(",")))
    return Identity(parts["name"], groups, ((parts["header"], Secret(value)),))


def _value(name: str, value: str, environ: Mapping[str, str], read: Read) -> str:
    if value.startswith("@"):
        return read(Path(value[1:])).strip()
    variable = _VARIABLE.fullmatch(value)
    if not variable:
        return value
    if variable[1] not in environ:
        raise Unusable(f"{name} is to send what ${variable[1]} holds, and there is no such variable")
    return environ[variable[1]].strip()
