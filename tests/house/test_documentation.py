"""The documentation is complete, current and true: generated parts are compared, examples of problems are read."""

import re
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from write_docs import BEGIN, DOCS, pages

from statusgen.cli.commands import COMMANDS
from statusgen.codes import CODES
from statusgen.lint.placing import located
from statusgen.lint.rules import findings
from statusgen.read.load import load

NOW = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
SITE = {
    "content/site.yaml": (
        "name: Acme status\nurl: https://status.acme.example/\ntimezone: Europe/Berlin\nlanguages: [en, de]\n"
        "updates: {promise: 30m}\n"
        "groups: [{id: core, name: Core}]\naudiences: {leadership: {name: Leadership, members: [ana]}}\n"
        "sources: [{path: ., readers: leadership}, {path: private, readers: leadership}]\n"
    ),
    "private/content/.gitkeep": "",
    "content/services/checkout.yaml": "name: Checkout\ngroup: core\n",
    "content/services/payments.yaml": "name: Payments\n",
    "content/incidents/2026-11-21-checkout-errors/incident.yaml": (
        "title: Checkout fails for some customers\nstarted: 2026-11-21T13:58:00Z\n"
        "services: {checkout: partial_outage, payments: degraded_performance}\n"
    ),
    "content/incidents/2026-11-21-checkout-errors/20261121T1405Z-investigating.md": (
        "---\nphase: investigating\nat: 2026-11-21T14:05:00Z\n---\nWe are looking into it.\n"
    ),
    "content/maintenance/2026-12-01-db-upgrade/maintenance.yaml": (
        "title: Database upgrade\nservices: {checkout: under_maintenance}\n"
        "starts: 2026-12-01T22:00:00Z\nends: 2026-12-01T23:00:00Z\nrepeats: FREQ=MONTHLY;BYDAY=1TU\n"
    ),
    "content/maintenance/2026-12-01-db-upgrade/20261120T0800Z-scheduled.md": (
        "---\nphase: scheduled\nat: 2026-11-20T08:00:00Z\n---\nOrdering is read-only.\n"
    ),
    "subscribers.yaml": (
        "teams:\n  support: {name: Support, members: [ana]}\n"
        "subscribers:\n  ana: {name: Ana, contacts: [{email: ana@acme.example}]}\n"
    ),
}
# A page cannot show them; the sections say in words what to do.
WITHOUT_EXAMPLE = {
    "unreadable-file",
    "merge-conflict",
    "symlink",
    "file-too-large",
    "not-utf8",
    "byte-order-mark",
    "empty-file",
    "no-key",  # these three are about encrypted files
    "cannot-decrypt",
    "encrypted-twice",
    "yaml-limit",
    "markdown-limit",
    "unclear-audience",  # only `build` says so, in the place of others
    "unknown-readers",  # it takes two files: the settings, and something for few
    "edited-update",  # these four are about a change, and no single site has them
    "vanished-id",
    "renamed-id",
    "backdated-update",
}


class Example(NamedTuple):
    """`right` mends `wrong`: it stands in its place, or where it says beside it."""

    wrong_path: str
    wrong: str
    right_path: str
    right: str


_BLOCK = r"\n\n```[a-z]+\n(?P<%s>.*?)```\n"
_EXAMPLE = re.compile(
    rf"Wrong, `(?P<wrong_path>[^`]+)`:{_BLOCK % 'wrong'}\nRight(?:, `(?P<right_path>[^`]+)`)?:{_BLOCK % 'right'}",
    re.DOTALL,
)


def sections() -> dict[str, str]:
    """Code -> what the page says of it."""
    text = (DOCS / "problems.md").read_text(encoding="utf-8")
    heads = [*re.finditer(r"^##+ ([a-z0-9-]+)$|^## |\Z", text, re.MULTILINE)]
    return {head[1]: text[head.end() : after.start()] for head, after in pairwise(heads) if head[1]}


def example(code: str) -> Example | None:
    found = _EXAMPLE.search(sections()[code])
    return found and Example(**found.groupdict(default=found["wrong_path"]))


def codes_of(root: Path) -> set[str]:
    reading = load(root, NOW)
    notes = located(findings(reading.site, NOW), root)
    return {problem.code for problem in (*reading.problems, *notes)}


def put(root: Path, path: str, text: str) -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for path, text in SITE.items():
        put(tmp_path, path, text)
    return tmp_path


@pytest.mark.parametrize("name", ["commands.md", "fields.md", "problems.md", "themes.md"])
def test_generated_documentation_is_current(name):
    """If this fails: `python -m tests.house.write_docs`."""
    assert (DOCS / name).read_text(encoding="utf-8") == pages()[name]


def test_every_command_and_option_is_documented():
    written = (DOCS / "commands.md").read_text(encoding="utf-8").split(BEGIN)[1]
    assert re.findall(r"^## statusgen ([a-z-]+)$", written, re.MULTILINE) == list(COMMANDS)
    assert "None" not in written  # an option without help


def test_every_field_has_a_description():
    rows = [line for line in (DOCS / "fields.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    assert not [row for row in rows if row.endswith("|  |")]
    assert not [row for row in rows if "|  |" in row.replace("|  | ", "", 1)]


def test_every_problem_is_documented_once_and_no_other():
    assert sorted(sections()) == sorted(CODES)


@pytest.mark.parametrize("code", CODES)
def test_every_problem_has_an_example_unless_none_can_be_shown(code):
    assert bool(example(code)) is (code not in WITHOUT_EXAMPLE)


def test_the_site_of_the_examples_has_no_problem_of_its_own(site):
    assert codes_of(site) == set()


@pytest.mark.parametrize("code", [code for code in CODES if code not in WITHOUT_EXAMPLE])
def test_the_wrong_example_has_the_problem_and_the_right_one_none(site, code):
    shown = example(code)
    assert shown
    wrong = put(site, shown.wrong_path, shown.wrong)
    assert code in codes_of(site)
    if code in {"bad-id", "misnamed-file", "unexpected-file"}:
        wrong.unlink()  # it gets another name
    put(site, shown.right_path, shown.right)
    assert codes_of(site) == set()


def test_links_between_pages_lead_somewhere():
    for page in DOCS.glob("*.md"):
        for target, anchor in re.findall(r"\]\(([a-z-]+\.md)?(?:#([a-z0-9-]+))?\)", page.read_text(encoding="utf-8")):
            text = (DOCS / target if target else page).read_text(encoding="utf-8")
            anchors = {re.sub(r"[^a-z0-9 -]", "", head.lower()).replace(" ", "-") for head in headings(text)}
            assert not anchor or anchor in anchors, f"{page.name}: {target}#{anchor}"


def headings(text: str) -> list[str]:
    return re.findall(r"^#+ (.+)$", text, re.MULTILINE)
