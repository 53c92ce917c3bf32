"""Nothing that is told of a mistake in a file with people has anybody's address."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from statusgen.read.load import load
from statusgen.report import FORMATS, report

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ANA = "{name: Ana, contacts: [{email: ana.ruiz@acme.example}, {sms: '+491707654321'}], "
PRIVATE = ("ruiz", "7654321", "token", "0170 7", "münch")


def problems(root: Path, people: str, name: str = "subscribers.yaml", *, elsewhere: bool = False):
    (root / "content").mkdir(parents=True)
    (root / "content" / "site.yaml").write_text("name: Acme\nurl: https://status.acme.example/\n", "utf-8")
    path = (root.parent / "private" / name) if elsewhere else root / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(people, "utf-8")
    return load(root, NOW, path if elsewhere else None).problems


MISTAKES = {
    "a wrong field beside": f"subscribers:\n  ana: {ANA}colour: red}}\n",
    "a wrong channel": "subscribers:\n  ana: {name: Ana, contacts: [{mail: ana.ruiz@acme.example}]}\n",
    "an address without @": "subscribers:\n  ana: {name: Ana, contacts: [{email: ana.ruiz acme.example}]}\n",
    "an address in words": "subscribers:\n  ana: {name: Ana, contacts: [{email: ana.ruiz(at)acme.example}]}\n",
    "an address on its own": "subscribers:\n  ana:\n    name: A\n    contacts:\n    - email:\n        ana.ruiz\n",
    "a domain that is none": "subscribers:\n  ana: {name: Ana, contacts: [{email: ana@ruiz_x.example}]}\n",
    "a domain of special use": "subscribers:\n  ana: {name: Ana, contacts: [{email: ana@ruiz.invalid}]}\n",
    "a number": "subscribers:\n  ana: {name: Ana, contacts: [{sms: 0170 7654321}]}\n",
    "a key": f"subscribers:\n  ana.ruiz@acme.example: {ANA}}}\n",
    "a name": "subscribers:\n  ana: {name: Ana <ana.ruiz@acme.example>, colour: red}\n",
    "a want": f"subscribers:\n  ana: {ANA}wants: [{{services: [ana.ruiz@acme.example]}}]}}\n",
    "a comment": "subscribers:\n  ana: {name: Ana, contacts: [{email: x#y}, {email: ana.ruiz@acme.example #b}]}\n",
    "a bracket": f"subscribers:\n  ana: {ANA[:-2]}\n  ben: {{name: [\n",
    "a doubled key": f"subscribers:\n  ana: {ANA}name: Ben}}\n",
    "a webhook": "subscribers:\n  ana: {name: A, contacts: [{webhook: https://hooks.example/token}], colour: red}\n",
    "a control character": "subscribers:\n  ana: {name: Ana, contacts: [{email: ana.ruiz@acme.example\x01}]}\n",
    "a long line": "subscribers:\n  ana: {colour: red, name: "
    + "A" * 359
    + ", contacts: [{x: ana.ruiz@acme.example}]}\n",
    "a follower": f"subscribers:\n  ana: {ANA}follows: [2026-11-21-gone]}}\n",
}


@pytest.mark.parametrize("elsewhere", [False, True])
@pytest.mark.parametrize("people", MISTAKES.values(), ids=MISTAKES)
def test_no_format_tells_an_address(tmp_path, people, elsewhere):
    found = problems(tmp_path / "site", people, elsewhere=elsewhere)
    assert found
    for form in FORMATS:
        assert not [text for text in PRIVATE if text in report(found, form)], form


def test_no_line_of_the_bulk_file_tells_an_address(tmp_path):
    line = json.dumps({"id": "ana", "name": "Ana", "contacts": [{"email": "ana.ruiz@acme.example"}], "colour": "red"})
    found = problems(tmp_path / "site", f"{line}\n{line[:-4]}\n", "subscribers.jsonl")
    assert len(found) >= 2
    assert "ruiz" not in report(found, "text")


def test_marks_stay_where_they_were_and_all_else_can_be_read(tmp_path):
    line = "  ana: {name: A, contacts: [{email: ana.ruiz@acme.example}], colour: red}"
    found = problems(tmp_path / "site", f"subscribers:\n{line}\n")
    shown = report(found, "text").splitlines()
    assert shown[1].endswith(line.replace("ana.ruiz@acme.example", "*" * 21))
    assert shown[2].index("^") == shown[1].index("colour")


def test_a_moment_is_no_number_of_a_telephone(tmp_path):
    people = "subscribers:\n  ana: {name: A, contacts: [], mute_until: 2026-11-22T07:00Z, colour: red}\n"
    assert "mute_until: 2026-11-22T07:00Z" in problems(tmp_path / "site", people)[0].excerpt


def test_an_address_of_the_site_itself_is_shown(tmp_path):
    root = tmp_path / "site"
    (root / "content").mkdir(parents=True)
    settings = "name: Acme\nurl: https://status.acme.example/\nmail: {from: desk@acme.example, colour: red}\n"
    (root / "content" / "site.yaml").write_text(settings, "utf-8")
    assert "desk@acme.example" in report(load(root, NOW).problems, "text")


def test_what_is_wrong_with_an_address_is_still_said(tmp_path):
    people = (
        "subscribers:\n  ana: {name: Ana, contacts: [{email: ana.ruiz(at)acme.example}, {email: 'a b@c.example'}]}\n"
    )
    messages = [one.message for one in problems(tmp_path / "site", people)]
    assert all("this is not an address for email: " in message for message in messages)
    assert all("name@example.com" in one.hint for one in problems(tmp_path / "other", people))
