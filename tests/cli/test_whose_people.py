"""STATUSGEN_SUBSCRIBERS as people set it: a file, a folder, a bulk file, and whatever is wrong with any of them."""

import json

import pytest

ANA = {"name": "Ana Far", "contacts": [{"email": "ana@far.example"}], "wants": [{"services": "all"}]}
FILE = json.dumps({"subscribers": {"ana": ANA}})


@pytest.fixture
def far(site, monkeypatch, tmp_path_factory):
    """A folder for people outside of the site, and what a dry run says when the variable names something in it."""
    folder = tmp_path_factory.mktemp("private")
    (site / "subscribers.yaml").unlink(missing_ok=True)
    monkeypatch.setenv("STATUSGEN_LEDGER", str(folder / "no-ledger.sqlite"))
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def looks(site, run, monkeypatch):
    def dry(named: str):
        monkeypatch.setenv("STATUSGEN_SUBSCRIBERS", named)
        return run("-C", str(site), "notify", "--dry-run")

    return dry


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("people.yaml", FILE),
        ("people.yml", FILE),
        ("people", FILE),
        ("people/ana.yaml", json.dumps(ANA)),
        ("people.jsonl", json.dumps({"id": "ana", **ANA})),
    ],
)
def test_any_of_them_can_be_named_from_where_the_command_is_run(far, looks, name, text):
    (far / name).parent.mkdir(exist_ok=True)
    (far / name).write_text(text)
    named = name.split("/")[0]
    for way in (named, f"./{named}", str(far / named)):
        done = looks(way)
        assert (done.code, "Ana Far" in done.out) == (0, True), done.err
        assert "(STATUSGEN_SUBSCRIBERS)" not in done.err


@pytest.mark.parametrize(
    ("put", "named", "said"),
    [
        ({}, "people.yaml", "people.yaml: error unreadable-file: STATUSGEN_SUBSCRIBERS names it, and there is nothing"),
        ({}, "no/people", "no/people: error unreadable-file: STATUSGEN_SUBSCRIBERS names it, and there is nothing"),
        ({}, "~/people", "hint: a path that is not absolute begins where the command is run"),
        ({"people.yaml": FILE}, "people", "hint: there is `people.yaml`"),
        ({"a/people.yaml": ""}, "a/people.yaml", "a/people.yaml:1:1: error empty-file"),
        ({"a/people.jsonl": '{"id": "Ana"}\n'}, "a/people.jsonl", "a/people.jsonl:1:8: error bad-id"),
        ({"a/ana.yaml": "name: Ana\n"}, "a", "a/ana.yaml:1:1: error missing-field"),
        ({"a/people.yaml": FILE, "a/people.jsonl": json.dumps({"id": "ana", **ANA})}, "a/people.yaml",
         "a/people.jsonl:1:8: error id-clash"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_the_way_there_and_nobody_is_told(far, looks, put, named, said):
    for name, text in put.items():
        (far / name).parent.mkdir(exist_ok=True)
        (far / name).write_text(text)
    done = looks(named)
    assert (done.code, said in done.err) == (1, True), done.err
    assert "far.example" not in done.err


def test_an_empty_place_is_said_to_be_empty(far, looks):
    (far / "people").mkdir()
    assert "nobody is in people; without subscribers nobody is told anything" in looks("people").err


def test_that_the_sites_own_people_are_not_read_is_said(far, looks, site):
    (far / "people.yaml").write_text(FILE)
    (site / "subscribers.yaml").write_text(FILE.replace("Ana Far", "Ana Near"))
    done = looks("people.yaml")
    assert "the people are those of people.yaml (STATUSGEN_SUBSCRIBERS), not of subscribers.yaml here" in done.err
    assert "Ana Far" in done.out
    assert "Ana Near" not in done.out


def test_the_folder_in_which_one_stands_can_be_named(far, looks):
    (far / "ana.yaml").write_text(json.dumps(ANA))
    assert "Ana Far" in looks(".").out
