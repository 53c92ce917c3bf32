"""Files with people that may be encrypted: what they are called, and opening them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from statusgen.problems import Problem, Span
from statusgen.read import yaml
from statusgen.read.decrypting import NoKey, NotDecrypted, with_age, with_sops
from statusgen.read.source import MAX_BYTES, Source, bytes_of, is_there, source_of, unreadable

AGE = ".age"
_YAML, _BULK, _MARKED = ".yaml", ".jsonl", ".enc.yaml"

# Keys that are on this machine or nowhere. For all others sops would ask whatever server the file names.
_LOCAL = frozenset({"age", "pgp"})
_REMOTE = ("kms", "gcp_kms", "azure_kv", "hc_vault", "hckms")
_OTHERWISE = frozenset(
    {"lastmodified", "mac", "version", "key_groups", "shamir_threshold", "mac_only_encrypted"}
    | {f"{one}_{kind}" for one in ("encrypted", "unencrypted") for kind in ("suffix", "regex", "comment_regex")}
)


def plain_name(name: str) -> str:
    """What a file would be called if it were not encrypted: `ana.yaml` for `ana.yaml.age` and `ana.enc.yaml`."""
    name = name.removesuffix(AGE)
    return name.removesuffix(_MARKED) + _YAML if name.endswith(_MARKED) else name


def stem_of(name: str) -> str:
    """The name of a file or folder with people without any ending that those may have."""
    return plain_name(name).removesuffix(_YAML).removesuffix(_BULK)


def forms(name: str) -> tuple[str, ...]:
    """The names that a file of this plain name may have, the plain one first."""
    marked = (name.removesuffix(_YAML) + _MARKED,) if name.endswith(_YAML) else ()
    return (name, name + AGE, *marked)


def people_files(stem: str) -> tuple[str, ...]:
    """All that people may lie in: the folder, the file, and the bulk file, in plain and encrypted."""
    return (stem, *forms(stem + _YAML), *forms(stem + _BULK))


def is_encrypted(path: Path) -> bool:
    """Whether the file is, by its name or by what is in it. False where there is none."""
    try:
        return path.name.endswith(AGE) or _is_of_sops(bytes_of(path))
    except OSError:
        return False


@dataclass(slots=True)
class Opener:
    """Opens what is encrypted. `encrypted` are the paths of such files, `locked` those for which there is no key."""

    problems: list[Problem]
    encrypted: set[str] = field(default_factory=set)
    locked: dict[str, str] = field(default_factory=dict)  # with what is to have the key
    clashing: bool = False  # some file is there twice

    def source(self, base: Path, path: str) -> Source | None:
        """The YAML file at base/path, decrypted. None where nothing of it can be used."""
        data = self.data(base, path, MAX_BYTES)
        if data is None:
            return None
        source, found = source_of(path, data)
        self.problems.extend(found)
        return source

    def data(self, base: Path, path: str, limit: int) -> bytes | None:
        """The same as bytes, of which there may be `limit` at most. None where there are none to be had."""
        try:
            data = bytes_of(base / path, 2 * limit if path.endswith(AGE) else limit)
        except OSError as error:
            self.problems.append(Source(path, "").problem(*unreadable(error)))
            return None
        try:
            data = self._opened(path, data)
        except NoKey as error:
            self.locked[path] = str(error)
            return None
        except NotDecrypted as error:
            self.problems.append(Problem(Span(path), "cannot-decrypt", str(error), error.hint))
            return None
        if len(data) > limit:
            size = f"{limit // 1_000_000} MB" if limit > MAX_BYTES else f"{limit // 1000:,} kB"
            self.problems.append(Problem(Span(path), "file-too-large", f"is larger than {size}"))
            return None
        return data

    def one_of(self, base: Path, name: str) -> str | None:
        """Which form of the file of this plain name is there; None also where there are several, which is a mistake."""
        there = [one for one in forms(name) if is_there(base / one)]
        self.clashing |= len(there) > 1
        for one in there[1:]:
            message = f"this stands beside `{there[0]}`, and only one of them can be meant"
            hint = "delete the older one; what was in git in plain stays in its history"
            self.problems.append(Problem(Span(one), "encrypted-twice", message, hint))
        return there[0] if len(there) == 1 else None

    def tell(self) -> None:
        """Says once what could not be read here."""
        if self.locked:
            path, key = min(self.locked.items())
            others = f" (and {len(self.locked) - 1:,} more)" if len(self.locked) > 1 else ""
            message = f"is encrypted{others}, and there is no key for it here, so nobody in it is known"
            hint = f"{key}; all else was checked"
            self.problems.append(Problem(Span(path), "no-key", message, hint))

    def _opened(self, path: str, data: bytes) -> bytes:
        if path.endswith(AGE):
            self.encrypted.add(path)
            return with_age(data)
        if _is_of_sops(data):
            self.encrypted.add(path)
            _refuse_strangers(path, data)
            return with_sops(data)
        if path.endswith(_MARKED):
            hint = "encrypt it: `sops encrypt --in-place FILE`. If it was pushed like this, the addresses are out"
            raise NotDecrypted("this is not encrypted, and its name says so", hint)
        return data


def _is_of_sops(data: bytes) -> bool:
    """What sops makes of YAML has the key `sops` at its end. Written in any other way, it is an unknown field."""
    return b"ENC[AES256_GCM," in data and b"\nsops:" in data


def _refuse_strangers(path: str, data: bytes) -> None:
    """No content decides which server is asked for a key, and with which token. Raises NotDecrypted."""
    source, problems = source_of(path, data)
    node, wrong = yaml.parse(source.text, path) if source and not problems else (None, problems)
    described = yaml.to_plain(node.get("sops")) if isinstance(node, yaml.Mapping) and not wrong else None
    if not isinstance(described, dict):
        raise NotDecrypted("this is not as sops writes it, or has more than 256 kB", "with age there is room for more")
    if strangers := sorted(set(_strangers(described))):
        kinds = ", ".join(one for one in strangers if one in _REMOTE) or "something unknown"
        what = f"this names keys of {kinds}, and no file says here which server is asked for a key"
        raise NotDecrypted(what, "encrypt it for age or pgp alone, or decrypt it before: STATUSGEN_SUBSCRIBERS")


def _strangers(described: Mapping[str, object]) -> Iterator[str]:
    for key, value in described.items():
        if key not in _LOCAL | _OTHERWISE and value:
            yield key
    groups = described.get("key_groups")
    for group in groups if isinstance(groups, Iterable) else ():
        yield from _strangers(group) if isinstance(group, Mapping) else ("a group",)
