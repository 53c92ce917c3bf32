"""`subscribers.jsonl`. Each test's own file stands in it as it would on disk."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from statusgen.model.people import Subscriber
from statusgen.problems import Problem
from statusgen.read import bulk
from statusgen.read.load import Reading, load

NOW = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
ANA = {"id": "ana", "name": "Ana", "contacts": [{"email": "ana@acme.example"}]}
BO = {"id": "bo", "name": "Bo", "contacts": [{"email": "bo@acme.example"}]}
CY = {"id": "cy", "name": "Cy", "contacts": [{"email": "cy@acme.example"}]}


def loaded(root: Path, *lines: object, elsewhere: str = "", yaml: str = "") -> Reading:
    """A site with a service and these lines: objects, texts or bytes."""
    (root / "content/services").mkdir(parents=True, exist_ok=True)
    groups = "groups: [{id: core, name: Core}]\n"
    (root / "content/site.yaml").write_text(f"name: Acme\nurl: https://acme.example/\n{groups}")
    (root / "content/services/shop.yaml").write_text("name: Shop\ngroup: core\naliases: [till]\n")
    if yaml:
        (root / "subscribers.yaml").write_text(yaml)
    data = b"".join(_line(line) for line in lines)
    (root / (elsewhere or "subscribers.jsonl")).write_bytes(data)
    return load(root, NOW, root / elsewhere if elsewhere else None)


def _line(line: object) -> bytes:
    if isinstance(line, bytes):
        return line + b"\n"
    return (line if isinstance(line, str) else json.dumps(line)).encode() + b"\n"


def people(reading: Reading) -> dict[str, Subscriber]:
    assert not reading.problems
    return dict(reading.site.people.subscribers)


def only(reading: Reading) -> Problem:
    (problem,) = reading.problems
    return problem


def test_a_line_says_what_yaml_says(tmp_path):
    line = ANA | {
        "kind": "external",
        "timezone": "Europe/Madrid",
        "language": "es",
        "wants": [{"services": ["shop", "group:core"], "severity": "major", "events": ["opened"], "via": "email"}],
        "quiet_hours": {"from": "22:00", "to": "07:00", "except": "critical"},
        "digest": "08:00",
        "mute_until": "2026-12-24T00:00:00Z",
        "own_updates": False,
    }
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    from_bulk = people(loaded(tmp_path / "a", line))
    yaml = "subscribers: " + json.dumps({"ana": {key: value for key, value in line.items() if key != "id"}})
    assert people(loaded(tmp_path / "b", yaml=yaml)) == from_bulk


def test_null_says_nothing_and_flags_are_flags(tmp_path):
    found = people(loaded(tmp_path, ANA | {"digest": None, "list": True}))
    assert (found["ana"].is_list, found["ana"].digest) == (True, None)


def test_empty_lines_and_windows_line_ends_are_nothing(tmp_path):
    assert set(people(loaded(tmp_path, "", json.dumps(ANA) + "\r", ""))) == {"ana"}


def test_teams_stay_in_yaml_and_know_everyone(tmp_path):
    teams = "teams: {support: {name: Support, members: [ana, bo]}}\n"
    yaml = teams + "subscribers: {bo: {name: Bo, contacts: [sms: '+12025550142']}}"
    reading = loaded(tmp_path, ANA, yaml=yaml)
    assert set(people(reading)) == {"ana", "bo"}
    assert reading.site.people.teams["support"].members == ("ana", "bo")


@pytest.mark.parametrize("named", ["people.jsonl", "people.yaml"])
def test_what_has_the_same_name_elsewhere_is_read_as_well(tmp_path, named):
    loaded(tmp_path, ANA, elsewhere="people.jsonl")
    (tmp_path / "people.yaml").write_text("subscribers: {bo: {name: Bo, contacts: [email: bo@acme.example]}}\n")
    assert set(load(tmp_path, NOW, tmp_path / named).site.people.subscribers) == {"ana", "bo"}


def test_an_earlier_name_of_a_service_is_understood(tmp_path):
    found = people(loaded(tmp_path, ANA | {"wants": [{"services": "till"}]}))
    assert found["ana"].wants[0].services == ("shop",)


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        ('{"id": "bo"', "json-syntax", 12),
        ('{"id": "bo"},', "json-syntax", 13),
        ('["bo"]', "json-syntax", 1),
        ("[" * 60_000, "json-syntax", 1),
        (json.dumps(ANA | {"id": "bo", "name": "x" * 65_000}), "file-too-large", 1),
        ('{"id": "bo", "id": "bo"}', "duplicate-key", 1),
        (json.dumps(ANA | {"id": "Bo"}), "bad-id", 8),
        (json.dumps(ANA | {"id": "bo", "name": ""}), "missing-field", 22),
        ('{"id": "bo", "name": "Bo"}', "missing-field", 1),
        ('{"id":"bo","name":"Bo","contact":[],"contacts":[{"sms":"+12025550142"}]}', "unknown-field", 24),
        ('{"id":"bo","name":"Bo","contacts":[{"email":"a@b.example,c@d.example"}]}', "bad-address", 36),
        ('{"id":"bo","name":"Bo","contacts":[{"sms":"030 1234"}]}', "bad-address", 36),
        ('{"id":"bo","name":"=?utf-8?q?=0D=0ABcc:x?=","contacts":[{"sms":"+12025550142"}]}', "bad-value", 19),
        ('{"id":"bo","name":"B\\u0000","contacts":[{"sms":"+12025550142"}]}', "control-character", 1),
        ('{"id":"bo","name":"B\u2028","contacts":[{"sms":"+12025550142"}]}', "control-character", 1),
        ('{"id":"bo","name":"B\\r\\nBcc: x","contacts":[{"sms":"+12025550142"}]}', "control-character", 1),
        (b'{"id": "b\xff"}', "not-utf8", 10),
        (json.dumps(BO | {"wants": [{"services": ["shpo"]}]}), "unknown-service", 96),
        (json.dumps(ANA), "id-clash", 8),
    ],
)
def test_a_mistake_is_reported_with_its_place_and_the_others_are_used(tmp_path, line, code, column):
    reading = loaded(tmp_path, ANA, line, CY)
    problem = only(reading)
    assert (problem.code, problem.span.line, problem.span.column) == (code, 2, column)
    assert {"ana", "cy"} <= reading.site.people.subscribers.keys()
    assert reading.site.left_out


def test_who_stands_in_both_files_is_a_mistake(tmp_path):
    yaml = "subscribers: {ana: {name: Ana, contacts: [email: ana@acme.example]}}\n"
    problem = only(loaded(tmp_path, ANA | {"name": "Otherwise"}, yaml=yaml))
    assert (problem.code, problem.span.path, problem.span.line) == ("id-clash", "subscribers.jsonl", 1)


def test_whoever_was_refused_is_not_missed_by_others(tmp_path):
    yaml = "teams: {support: {name: Support, members: [bo]}}\n"
    assert only(loaded(tmp_path, ANA, '{"id": "bo"', yaml=yaml)).code == "json-syntax"


def test_a_name_that_is_empty_is_a_mistake_in_yaml_too(tmp_path):
    yaml = 'subscribers: {ana: {name: "", contacts: [email: ana@acme.example]}}\n'
    assert only(loaded(tmp_path, yaml=yaml)).code == "missing-field"


def test_a_thousand_mistakes_are_a_hundred(tmp_path):
    assert len(loaded(tmp_path, *["{"] * 1000).problems) == bulk.MOST_WRONG


def test_a_named_file_that_is_not_there_is_a_mistake(tmp_path):
    loaded(tmp_path, ANA)
    assert [one.code for one in load(tmp_path, NOW, tmp_path / "people.jsonl").problems] == ["unreadable-file"]


def test_no_address_is_repeated_in_a_message(tmp_path):
    problem = only(loaded(tmp_path, ANA | {"contacts": [{"email": "canary at acme"}]}))
    assert "canary" not in problem.message + problem.hint
