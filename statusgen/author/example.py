"""Ready-made sites: the example with four months of history, and the small one that `init` begins with.

Both lie in the program as plain files written around ANCHOR, and are moved so that ANCHOR becomes now.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

from statusgen.author.forges import REQUIREMENTS, pipeline_files
from statusgen.author.placing import place
from statusgen.bundled import bundled
from statusgen.read.schema import KINDS, json_schema

# The moment at which the files were "written": their open incident is 22 minutes old (15 in the starter).
ANCHOR = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)

_STARTER = Path(__file__).parent / "starter"
_SCHEMAS = ".statusgen/schemas"

# Schema -> the files that it describes, as the YAML language server of editors wants it (no front matter).
_DESCRIBED = {
    "site": "/content/site.yaml",
    "service": "/content/services/*.yaml",
    "incident": "/content/incidents/*/incident.yaml",
    "maintenance": "/content/maintenance/*/maintenance.yaml",
    "subscribers": "/subscribers.yaml",
    "team": "/subscribers/teams/*.yaml",
    "subscriber": "/subscribers/*.yaml",
}

# A new repository usually has these already; they stay as they are.
_KEPT = frozenset({"README.md", ".gitignore", REQUIREMENTS})


class InTheWayError(Exception):
    """The folder holds what the new site would overwrite: `paths`, relative to it."""

    def __init__(self, target: Path, paths: tuple[str, ...]) -> None:
        self.target, self.paths = target, paths
        named = ", ".join(paths[:4]) + (f" and {len(paths) - 4} more" if len(paths) > 4 else "")
        super().__init__(f"{target} already holds {named}; nothing was written, choose another folder or move it away")


def write_example(target: Path, now: datetime) -> tuple[Path, ...]:
    """Write the example as if written `now` (aware); the paths written. Raises InTheWayError, OSError."""
    return _write(target, example_files(now))


def write_starter(target: Path, now: datetime, forge: str = "") -> tuple[Path, ...]:
    """Write the small site of `statusgen init`, with what this forge builds and publishes it with; the paths written.
    Raises InTheWayError, OSError.
    """
    return _write(target, starter_files(now) | (pipeline_files(forge) if forge else {}))


def write_pipeline(target: Path, forge: str) -> tuple[Path, ...]:
    """Write what a forge builds and publishes a site with that is there already. Raises InTheWayError, OSError."""
    return _write(target, pipeline_files(forge))


def example_files(now: datetime) -> dict[str, str]:
    """Relative path -> text of the example site."""
    return moved(_files(bundled("example"), ("content", "subscribers.yaml")), now)


def starter_files(now: datetime) -> dict[str, str]:
    """Relative path -> text of the small site, with what editors need to complete its fields."""
    files = moved(_files(_STARTER, ("content", "subscribers.yaml", "README.md", "gitignore")), now)
    files[".gitignore"] = files.pop("gitignore")  # under its real name it would act on our own repository
    return files | _editor_files()


def _editor_files() -> dict[str, str]:
    schemas = {f"{_SCHEMAS}/{kind}.json": json_schema(kind) for kind in KINDS}
    associations = {f"./{_SCHEMAS}/{kind}.json": pattern for kind, pattern in _DESCRIBED.items()}
    documents = schemas | {".vscode/settings.json": {"yaml.schemas": associations}}
    return {path: json.dumps(document, indent=2) + "\n" for path, document in documents.items()}


def _files(root: Path, names: tuple[str, ...]) -> dict[str, str]:
    """Text of every named file, and of all YAML and Markdown below every named folder."""
    found = [
        path for name in names for path in ([root / name] if (root / name).is_file() else (root / name).rglob("*"))
    ]
    wanted = sorted(path for path in found if path.parent == root or path.suffix in (".yaml", ".md"))
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in wanted}


# Moving in time

_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
_STAMP = r"\d{8}T\d{4}Z"  # begins the id of an update
_NAME = r"\d{4}-\d\d-\d\d-[a-z0-9-]*[a-z0-9]"  # id of an incident, a maintenance, an announcement
_DATE = r"\d{4}-\d\d-\d\d"
_MOVING = re.compile(rf"(?<![\w-])(?:{_TIME}|{_STAMP}|{_NAME}|{_DATE})")


def moved(files: Mapping[str, str], now: datetime) -> dict[str, str]:
    """The same files, later by as many minutes as `now` is after ANCHOR: times, dates, ids and references."""
    shift = now.astimezone(UTC).replace(second=0, microsecond=0) - ANCHOR
    names = _moved_names(files, shift)

    def move(found: re.Match[str]) -> str:
        return names.get(found[0]) or _moved_time(found[0], shift)

    return {_MOVING.sub(move, path): _MOVING.sub(move, text) for path, text in files.items()}


def _moved_time(text: str, shift: timedelta) -> str:
    if re.fullmatch(_DATE, text):
        return f"{datetime.fromisoformat(text) + timedelta(days=shift.days):%Y-%m-%d}"
    moment = datetime.fromisoformat(text) + shift
    return f"{moment:%Y%m%dT%H%MZ}" if re.fullmatch(_STAMP, text) else f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _moved_names(files: Mapping[str, str], shift: timedelta) -> dict[str, str]:
    """Old id -> new id. Its date is the day on which the thing began: the first time in its own file."""
    names = {}
    for path, text in files.items():
        name = _name_of(PurePosixPath(path))
        if name and (began := re.search(_TIME, text)):
            names[name] = f"{datetime.fromisoformat(began[0]) + shift:%Y-%m-%d}{name[10:]}"
    return names


def _name_of(path: PurePosixPath) -> str | None:
    """The dated id that this file gives: its folder's, or for an announcement its own."""
    own = path.parent.name if path.name in ("incident.yaml", "maintenance.yaml") else path.stem
    return own if re.fullmatch(_NAME, own) else None


# Writing


def _write(target: Path, files: Mapping[str, str]) -> tuple[Path, ...]:
    new = {name: text for name, text in files.items() if not (name in _KEPT and _is_there(target / name))}
    tops = ("content" if name.startswith("content/") else name for name in new)
    if taken := [name for name in dict.fromkeys(tops) if _is_there(target / name)]:
        raise InTheWayError(target, tuple(taken))
    place(target, new)
    return tuple(target / name for name in new)


def _is_there(path: Path) -> bool:
    return path.is_symlink() or path.exists()
