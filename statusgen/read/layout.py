"""Which files are content, and what their names say. Touches listings, and the beginning of what is ignored."""

import difflib
import os
import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from re import Pattern

from statusgen.problems import Problem, Span
from statusgen.read.fields import ID, LANGUAGE, UPDATE_ID, id_fault
from statusgen.read.source import bytes_of

_TRANSLATION = re.compile(rf"([^.]+)[.]({LANGUAGE.pattern})[.]md")

# What editors call what we read, and what they leave beside it.
_MEANT = {".yml": ".yaml", ".markdown": ".md", ".mdown": ".md", ".mkd": ".md", ".text": ".md", ".txt": ".md"}
_COPY = re.compile(r"[.](?:md|ya?ml)[.~][^/]*$", re.IGNORECASE)

# What people call the file with people, encrypted or not.
_PEOPLE = {
    "subscribers.yml": "subscribers.yaml",
    "subscribers.age": "subscribers.yaml.age",
    "subscribers.yml.age": "subscribers.yaml.age",
    "subscribers.enc.yml": "subscribers.enc.yaml",
    "subscribers.sops.yaml": "subscribers.enc.yaml",
}

READ = ("site.yaml", "services", "incidents", "maintenance", "announcements", "templates")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing: its id, the file that describes it, and what was said about it.

    `translations` are the files (language, path) of its text in other languages: `<id>.de.md` beside `<id>.md`.
    """

    id: str
    path: str
    updates: tuple["Entry", ...] = ()
    translations: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Layout:
    """Looks through the folders below `root`, and collects what should not be there."""

    root: Path
    problems: list[Problem] = field(default_factory=list)
    ignored: tuple[str, ...] = ()
    unlisted: set[str] = field(default_factory=set)  # folders that cannot be looked into

    def files(
        self, folder: str, *suffixes: str, translated: bool = False, plain: Callable[[str], str] = str
    ) -> Iterator[Entry]:
        """Files `<id><suffix>` of the folder; two suffixes of one id clash. `translated`: with texts `<id>.de.md`.

        `plain` is what a file would be called if it were not encrypted.
        """
        seen: dict[str, str] = {}
        beside = _Translations()
        for entry in self._listing(folder):
            path, (stem, suffix) = f"{folder}/{entry.name}", _parts(plain(entry.name))
            if entry.name in self.ignored or (translated and beside.take(path, entry.name)):
                continue
            if suffix not in suffixes or entry.is_dir(follow_symlinks=False):
                self._ignore(path, f"only {' and '.join(suffixes)} files are read here", suffixes)
            elif self._is_id(path, stem, ID):
                if stem in seen:
                    self._report(path, "id-clash", f"`{stem}` is already {seen[stem]}")
                else:
                    seen[stem] = path
        yield from (Entry(stem, path, translations=beside.of(path)) for stem, path in seen.items())
        self._orphans(beside)

    def folders(self, folder: str, main: str) -> Iterator[Entry]:
        """Folders `<id>/` with the file `main` and updates `<update>.md` in them."""
        for entry in self._listing(folder):
            path = f"{folder}/{entry.name}"
            if entry.is_symlink():
                self._report(path, "symlink", "this is a symbolic link", "put the folder itself here")
            elif not entry.is_dir():
                hint = f"make it {folder}/{_parts(entry.name)[0]}/{main}"
                self._ignore(path, f"each thing here is a folder with its {main} in it", (".yaml",), hint)
            elif self._is_id(path, entry.name, ID):
                yield from self._folder(entry.name, path, main)

    def strays(self, named: Container[str] | None, prefix: str = "") -> None:
        """Reports what stands directly in content/ and is neither read as such nor named by the settings, if these
        could be read. `prefix` leads to the source whose content/ it is."""
        for name, meant in _PEOPLE.items() if not prefix else ():
            if os.path.isfile(self.root / name):  # noqa: PTH113 - False where nobody may look
                self._report(name, "misnamed-file", "people are not read from here", f"rename it to {meant}")
        for entry in self._listing(f"{prefix}content"):
            if entry.name in READ or (named and entry.name in named):
                continue
            if entry.name.lower() in ("site.yml", "site.yaml"):
                self._ignore(f"{prefix}content/{entry.name}", "settings are not read from here", (".yaml",))
                continue
            close = difflib.get_close_matches(entry.name, READ, n=1, cutoff=0.6)
            hint = f"did you mean {prefix}content/{close[0]}?" if close else ""
            if close or named is not None:
                self._report(f"{prefix}content/{entry.name}", "unexpected-file", "nothing is read from here", hint)

    def _folder(self, name: str, path: str, main: str) -> Iterator[Entry]:
        updates, seen, has_main = [], dict[str, str](), False
        beside = _Translations()
        for entry in self._listing(path):
            stem, suffix = _parts(entry.name)
            if beside.take(f"{path}/{entry.name}", entry.name):
                continue
            if entry.name == main:
                has_main = True
            elif suffix != ".md":
                similar = difflib.get_close_matches(entry.name, [main], cutoff=0.7)
                hint = f"did you mean `{main}`?" if similar else ""
                self._ignore(f"{path}/{entry.name}", f"only {main} and .md files are read here", (".md",), hint)
            elif self._is_id(f"{path}/{entry.name}", stem, UPDATE_ID):
                if clash := seen.get(stem.lower()):
                    self._report(f"{path}/{entry.name}", "id-clash", f"`{clash}` differs only in upper and lower case")
                seen[stem.lower()] = stem
                updates.append((stem, f"{path}/{entry.name}"))
        told = tuple(Entry(stem, where, translations=beside.of(where)) for stem, where in updates)
        self._orphans(beside)
        if has_main:
            yield Entry(name, f"{path}/{main}", told)
        elif path not in self.unlisted:
            self._report(f"{path}/{main}", "missing-file", f"{path}/ has no {main}")

    def _ignore(self, path: str, message: str, suffixes: tuple[str, ...], hint: str = "") -> None:
        """Reports a file that is not read. It is an error where it reads like content: somebody believes it is said."""
        stem, suffix = _parts(PurePath(path).name)
        meant = _MEANT.get(suffix.lower(), suffix.lower())
        is_copy = meant not in suffixes and _COPY.search(path)
        is_content = meant in suffixes if meant == ".yaml" else not is_copy and self._has_front_matter(path)
        if not hint and (meant in suffixes or is_content):
            ending = meant if meant in suffixes else ".md"
            hint = f"rename it to {stem if stem.endswith(ending) else stem + ending}"
        self._report(path, "misnamed-file" if is_content else "unexpected-file", message, hint)

    def _has_front_matter(self, path: str) -> bool:
        try:
            return bytes_of(self.root / path, 100).lstrip().startswith(b"---")
        except OSError:
            return False

    def _orphans(self, beside: "_Translations") -> None:
        for path, original in beside.orphans():
            hint = f"write {original} first, or correct the name"
            self._report(path, "translation-of-nothing", f"there is no text {original} to translate", hint)

    def _listing(self, folder: str) -> list[os.DirEntry[str]]:
        """By name; hidden files, which editors and git leave, are passed over."""
        try:
            if (self.root / folder).is_symlink():
                self._report(folder, "symlink", "this is a symbolic link", "put the folder itself here")
                return []
            with os.scandir(self.root / folder) as entries:
                return sorted((e for e in entries if not e.name.startswith(".")), key=lambda entry: entry.name)
        except FileNotFoundError:
            return []
        except OSError as error:
            self._report(folder, "unreadable-file", f"cannot be listed: {error.strerror or error}")
            self.unlisted.add(folder)
            return []

    def _is_id(self, path: str, name: str, pattern: Pattern[str]) -> bool:
        fault = id_fault(_printable(name), pattern)
        if fault:
            self._report(path, "bad-id", *fault)
        return fault is None

    def _report(self, path: str, code: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(Span(_printable(path)), code, message, hint))


def _parts(name: str) -> tuple[str, str]:
    """Stem and suffix of a file name."""
    return PurePath(name).stem, PurePath(name).suffix


def _printable(name: str) -> str:
    """A file name as text that any terminal and any report can carry."""
    return "".join(c if c.isprintable() else f"\\x{ord(c) & 0xFF:02x}" for c in name)


@dataclass(slots=True)
class _Translations:
    """Files `<id>.<language>.md` of a folder, by the path of the text that they translate."""

    found: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)

    def take(self, path: str, name: str) -> bool:
        """Whether a file is a translation, which is kept for later."""
        parts = _TRANSLATION.fullmatch(name)
        if not parts:
            return False
        original = f"{path.removesuffix(name)}{parts[1]}.md"
        self.found.setdefault(original, []).append((parts[2], path))
        return True

    def of(self, original: str) -> tuple[tuple[str, str], ...]:
        self.known.add(original)
        return tuple(self.found.get(original, ()))

    def orphans(self) -> Iterator[tuple[str, str]]:
        """Translations of what nobody asked for, and what that would be."""
        for original, files in self.found.items():
            if original not in self.known:
                yield from ((path, original) for _, path in files)
