"""New addresses of private pages: one number in each person's entry, and no other byte."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.author.draft import Refused
from statusgen.author.editing import Unchangeable
from statusgen.author.rotating import files_of, rotated
from statusgen.model.people import Contact, Subscriber
from statusgen.model.secret import Secret
from statusgen.problems import Span

ONE_FILE = """\
# ours
subscribers:
  ana:   # the liaison
    name: Ana Ruiz
    contacts:
      - email: ana@acme.example   # work
  bo: {name: Bo, contacts: [{email: bo@acme.example}], link: 7}

  cy:
    link: 3
    name: Cy
    contacts: [{email: cy@acme.example}]
teams: {}
"""


def person(id_, path="subscribers.yaml", line=1, link=1):
    return Subscriber(id_, id_, (Contact("email", Secret(f"{id_}@acme.example")),), span=Span(path, line), link=link)


def edited(text, *people):
    path = people[0].span.path
    return rotated(files_of(Path(), people), {path: text}).edited[path]


def test_the_number_is_written_below_what_is_there_and_nothing_else_changes():
    assert edited(ONE_FILE, person("ana")) == ONE_FILE.replace(
        "- email: ana@acme.example   # work\n", "- email: ana@acme.example   # work\n    link: 2\n"
    )


def test_a_number_that_is_there_goes_up():
    assert edited(ONE_FILE, person("bo", link=7), person("cy", link=3)) == ONE_FILE.replace(": 7", ": 8").replace(
        ": 3", ": 4"
    )


def test_everybody_in_one_file_is_changed_at_once():
    changed = edited(ONE_FILE, person("ana"), person("bo", link=7), person("cy", link=3))
    assert [line for line in changed.splitlines() if line not in ONE_FILE.splitlines()] == [
        "    link: 2",
        "  bo: {name: Bo, contacts: [{email: bo@acme.example}], link: 8}",
        "    link: 4",
    ]


def test_in_braces_the_number_is_written_behind_what_is_there():
    text = "subscribers: {ana: {name: Ana, wants: [{services: [a, b,], }] # all\n  }, bo: {name: Bo}}\n"
    assert edited(text, person("ana"), person("bo")) == (
        "subscribers: {ana: {name: Ana, wants: [{services: [a, b,], }], link: 2 # all\n  }, bo: {name: Bo, link: 2}}\n"
    )


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_ends_of_lines_and_a_byte_order_mark_stay(eol, mark):
    text = mark + "name: Ana".replace("\n", eol) + eol + "contacts: [{email: ana@acme.example}]" + eol
    assert edited(text, person("ana", "subscribers/ana.yaml")) == f"{text}link: 2{eol}"


def test_a_file_without_an_end_of_line_gets_the_number_all_the_same():
    text = "subscribers:\n  ana:\n    name: Ana\n    contacts: [{email: a@acme.example}]"
    assert edited(text, person("ana")) == f"{text}\n    link: 2"


def test_what_cannot_be_changed_alone_is_said_and_nothing_is_changed():
    text = "subscribers:\n  ana:\n    name: Ana\n    link: >-\n      7\n"
    with pytest.raises(Unchangeable, match="link: 8"):
        edited(text, person("ana", link=7))


def test_encrypted_entries_are_left_to_whoever_has_the_key():
    with pytest.raises(Refused, match="decrypt it, write `link: 2` for ana"):
        files_of(Path(), [person("ana", "subscribers.yaml.age")])


def test_a_file_of_sops_keeps_what_sops_signed(tmp_path):
    (tmp_path / "subscribers.yaml").write_text("a: ENC[AES256_GCM,data:x,type:str]\nsops:\n  mac: x\n")
    with pytest.raises(Refused, match="encrypted"):
        files_of(tmp_path, [person("ana")])


LINES = '{"id": "ana", "name": "Ana", "link": 4}\n\n{ "name":"Bo", "note": "\\"link\\": 9", "id":"bo" }\r\n'


def test_a_line_of_the_bulk_file_keeps_every_other_byte():
    ana, bo = person("ana", "subscribers.jsonl", 1, 4), person("bo", "subscribers.jsonl", 3)
    assert edited(LINES, ana) == LINES.replace('"link": 4', '"link": 5')
    assert edited(LINES, ana, bo) == (
        '{"id": "ana", "name": "Ana", "link": 5}\n\n{ "name":"Bo", "note": "\\"link\\": 9", "id":"bo", "link": 2}\r\n'
    )


texts = st.text(st.sampled_from('ab "{}:,#\\é-'), max_size=12)


@given(st.lists(st.tuples(texts, st.integers(0, 3)), min_size=1, max_size=5))
def test_in_any_bulk_file_the_numbers_go_up_and_all_else_is_read_as_before(entries):
    lines = [
        {"id": f"p{number}", "name": name} | ({"link": link} if link else {})
        for number, (name, link) in enumerate(entries)
    ]
    text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    people = [
        person(line["id"], "subscribers.jsonl", number, line.get("link", 1)) for number, line in enumerate(lines, 1)
    ]
    after = [json.loads(line) for line in edited(text, *people).splitlines()]
    assert after == [line | {"link": line.get("link", 1) + 1} for line in lines]


@given(st.lists(st.tuples(texts, st.integers(0, 3), st.booleans()), min_size=1, max_size=5))
def test_in_any_yaml_the_numbers_go_up_and_every_line_stays(entries):
    text = "subscribers:\n"
    people = []
    for number, (name, link, flow) in enumerate(entries):
        written = json.dumps(name, ensure_ascii=False)
        numbered = f"link: {link}" if link else ""
        if flow:
            text += f"  p{number}: {{name: {written}{', ' if link else ''}{numbered}}}\n"
        else:
            text += f"  p{number}:\n    name: {written}\n" + (f"    {numbered}\n" if link else "") + "\n# a remark\n"
        people.append(person(f"p{number}", link=link or 1))
    changed = edited(text, *people).split("\n")
    assert len(changed) == len(text.split("\n")) + sum(not link and not flow for _, link, flow in entries)
    for (_, link, _), who in zip(entries, people, strict=True):
        assert "\n".join(changed).count(f"link: {who.link + 1}") >= 1, link
