"""The small site of fuzzing with some files of it made hostile, on the disk and read."""

import sys
from collections.abc import Mapping
from pathlib import Path

from statusgen.problems import Problem, errors
from statusgen.read.load import Reading, load
from statusgen.report import FORMATS, report

sys.path.insert(0, str(Path(__file__).parents[1] / "fuzz"))
from fuzz_limits import limited
from fuzz_reading import changed
from fuzz_site import FILES, NOW

__all__ = ["FILES", "NOW", "SECONDS", "errors_in", "hostile", "limited", "reading", "unrefused", "write"]

SECONDS = 4.0  # of the processor: CI may share it with others, and what hangs takes minutes
_UNFIT = set("\x00\x07\x0b\x1b\r\x85\x9b\u2028\u2029\u202e")


def write(root: Path, files: Mapping[str, str | bytes]) -> Path:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(_bytes(content))
    return root


def _bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")


def reading(root: Path) -> Reading:
    """In time and memory; what is said of it is fit for a terminal, and for the log of a forge."""
    with limited(SECONDS):
        found = load(root, NOW)
        for name in FORMATS:
            assert not _UNFIT & set(report(found.problems, name)), name
    return found


def hostile(files: Mapping[str, str | bytes]) -> Reading:
    """The site with these files in place of its own."""
    with changed({path: _bytes(content) for path, content in files.items()}) as root:
        return reading(root)


def errors_in(found: Reading, path: str) -> list[Problem]:
    return [one for one in errors(found.problems) if one.span.path == path]


def unrefused(forms: Mapping[str, str], value: str) -> set[tuple[str, int]]:
    """Where the value may stand, of all `{}` in the files: path and line. It is written between double quotes.

    A file that is no YAML any more has one error, and no more is known of it.
    """
    quoted = f'"{value}"'
    files = {path: form.format(*[quoted] * form.count("{}")) for path, form in forms.items()}
    found = errors(hostile(files).problems)
    wanted = {(path, n) for path, text in files.items() for n, line in enumerate(text.split("\n"), 1) if quoted in line}
    broken = {one.span.path for one in found if one.code == "yaml-syntax" and one.span.line}
    return {one for one in wanted if one[0] not in broken} - {(one.span.path, one.span.line) for one in found}
