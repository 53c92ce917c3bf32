"""What is fuzzed of reading: files of every kind, their names, Markdown, and the pages of what could be read."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from fuzz_inputs import documents, lines_of, mutated, nested, prose, scalars, torn
from fuzz_site import (
    ANNOUNCEMENT,
    BODY_SERVICE,
    BULK,
    CORRECTION,
    FILES,
    INCIDENT,
    LINES,
    LOGO,
    MAINTENANCE,
    NOW,
    PEOPLE,
    PLAN,
    SERVICE,
    SETTINGS,
    SOPS,
    TEMPLATE,
    TRANSLATION,
    UPDATE,
)
from hypothesis import strategies as st

from statusgen.codes import CODES
from statusgen.lint.rules import findings
from statusgen.problems import Span
from statusgen.publish.gates import site_for
from statusgen.publish.plan import plan
from statusgen.read.load import Reading, load
from statusgen.read.prose import prose_problems
from statusgen.render.markup import html, plain
from statusgen.report import FORMATS, report

Files = Mapping[str, bytes]

KINDS = {
    "settings": (SETTINGS, "site"),
    "service": (SERVICE, "service"),
    "service-text": (BODY_SERVICE, "service"),
    "incident": (INCIDENT, "incident"),
    "update": (UPDATE, "update"),
    "correction": (CORRECTION, "update"),
    "maintenance": (MAINTENANCE, "maintenance"),
    "plan": (PLAN, "maintenance-update"),
    "announcement": (ANNOUNCEMENT, "announcement"),
    "template": (TEMPLATE, "template"),
    "people": (PEOPLE, "subscribers"),
}
_FOLDERS = (
    "content", "content/services", "content/incidents", "content/incidents/slow", "content/templates", "subscribers",
    "content/announcements", "content/maintenance/move", "content/incidents/{}", "subscribers/teams",
)  # fmt: skip
_SUFFIXES = (".yaml", ".md", ".yml", "", ".de.md", ".MD", ".md~", ".jsonl", ".x.y.md")
_UNFIT = set("\x00\x07\x0b\x1b\r\x85\x9b\u2028\u2029")  # to be shown on a terminal, or in the log of a forge


@cache
def base() -> Path:
    """The site on the disk, for the whole run."""
    root = Path(tempfile.mkdtemp(prefix="statusgen-fuzz-"))
    for path, text in FILES.items():
        _put(root / path, text.encode())
    return root


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@contextmanager
def changed(files: Mapping[str, bytes]) -> Iterator[Path]:
    """The site with these files, until it is as it was."""
    root = base()
    try:
        for path, content in files.items():
            _put(root / path, content)
        yield root
    finally:
        for path in files:
            if path in FILES:
                _put(root / path, FILES[path].encode())
            else:
                (root / path).unlink(missing_ok=True)
                with suppress(OSError):
                    (root / path).parent.rmdir()


def check_reading(files: Files) -> None:
    with changed(files) as root:
        read(root)


def read(root: Path) -> Reading:
    """What was read, every problem of it located and fit to be shown; its wording looked at, too."""
    reading = load(root, NOW)
    for problem in reading.problems:
        assert problem.code in CODES and problem.span.path and problem.span.line >= 0, problem
    for name in FORMATS:
        assert not _UNFIT & set(report(reading.problems, name)), name
    assert all(finding.code in CODES for finding in findings(reading.site, NOW, everything=True))
    return reading


def check_pages(files: Files) -> None:
    """What can be read is built for everyone and for one audience, and each file of these sites can be made."""
    with changed(files) as root:
        site = load(root, NOW).site
        if not site.settings.name:
            return
        for audience in ("everyone", *(one.id for one in site.settings.audiences[:1])):
            for artefact in plan(site_for(site, audience), NOW, root):
                artefact.make()


def check_markdown(text: str) -> None:
    """What `check` lets through is shown, on a page and as plain text; what it refuses is looked at, and no more."""
    if not [one for one in prose_problems(text, Span("content/x.md", 1, 1)) if one.code != "raw-html"]:
        assert isinstance(html(text), str)
        assert isinstance(plain(text), str)


# --- inputs


def one_file(path: str, kind: str) -> st.SearchStrategy[Files]:
    """A file of the site, in any of the ways in which it may be wrong."""
    others = [text for name, text in FILES.items() if Path(name).suffix == Path(path).suffix]
    fields = documents(kind)
    if path.endswith(".md"):
        fields = st.builds("---\n{}---\n{}".format, fields, prose())
    texts = st.one_of(mutated([FILES[path]]), mutated(others), fields, fields).map(_utf8)
    return st.one_of(texts, texts, torn([FILES[path].encode()]), nested().map(_utf8)).map(lambda one: {path: one})


def translations() -> st.SearchStrategy[Files]:
    texts = st.one_of(prose(), mutated([FILES[TRANSLATION]])).map(_utf8)
    return st.one_of(texts, torn([FILES[TRANSLATION].encode()])).map(lambda one: {TRANSLATION: one})


def logos() -> st.SearchStrategy[Files]:
    other = '<?xml version="1.0"?><svg><style>a{b:url(x)}</style><use href="#a"/><!-- c --></svg>'
    texts = st.one_of(mutated([FILES[LOGO], other]), nested()).map(_utf8)
    return st.one_of(texts, torn([FILES[LOGO].encode()])).map(lambda one: {LOGO: one})


def encrypted() -> st.SearchStrategy[Files]:
    others = [
        SOPS.replace("kms: []", "kms: [{arn: x}]"),
        SOPS.replace("    kms: []", "    key_groups: [{age: [], hc: [1]}]"),
    ]
    return st.one_of(mutated([SOPS, *others]).map(_utf8), torn([SOPS.encode()])).map(lambda one: {PEOPLE: one})


def bulk() -> st.SearchStrategy[Files]:
    texts = st.one_of(mutated([LINES]), lines_of("subscriber-line"), nested()).map(_utf8)
    return st.one_of(texts, torn([LINES.encode()])).map(lambda one: {BULK: one})


def names() -> st.SearchStrategy[Files]:
    """Files that are fine, but for what they are called."""
    called = st.one_of(scalars(), st.text(max_size=120)).map(_as_name).filter(bool)
    made = st.builds(_path, st.sampled_from(_FOLDERS), called, st.sampled_from(_SUFFIXES))
    return st.dictionaries(made.filter(lambda path: path not in FILES), st.just(FILES[UPDATE].encode()), max_size=4)


def several() -> st.SearchStrategy[Files]:
    """Two files at once, each by its schema: what each says alone may be right."""
    one = st.one_of([one_file(path, kind) for path, kind in KINDS.values()])
    return st.builds(lambda first, second: {**first, **second}, one, one)


def _path(folder: str, name: str, suffix: str) -> str:
    return f"{folder.format(name)}/{name}{suffix}"


def _as_name(text: str) -> str:
    """What a file can be called here, or nothing."""
    name = text.replace("/", "").replace("\0", "").encode("utf-8", "ignore").decode()
    return "" if name in {".", ".."} or len(name.encode()) > 200 else name


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
