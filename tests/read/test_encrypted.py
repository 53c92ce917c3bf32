"""People in files that age and sops encrypted: the real tools, real keys made for the test."""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from statusgen.problems import Level
from statusgen.read.load import load
from statusgen.report import FORMATS, report

NOW = datetime(2026, 11, 21, 14, 20, tzinfo=UTC)
PEOPLE = """teams:
  support: {name: Support, members: [ana]}
subscribers:
  ana: {name: Ana Ruiz, contacts: [{email: ana.ruiz@acme.example}], wants: [{services: all}]}
"""
ANA = {"id": "ana", "name": "Ana Ruiz", "contacts": [{"email": "ana.ruiz@acme.example"}]}
KEYS = ("STATUSGEN_AGE_KEY", "STATUSGEN_AGE_KEY_FILE", "SOPS_AGE_KEY", "SOPS_AGE_KEY_FILE")

there = shutil.which("age") and Path(sys.executable).with_name("sops").exists()
pytestmark = pytest.mark.skipif(not there and not os.environ.get("CI"), reason="needs age and sops")


def tool(*command: str | Path, given: bytes = b"") -> bytes:
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout


@pytest.fixture(scope="session")
def identities() -> tuple[str, str]:
    """Two secret keys."""
    first, second = (tool("age-keygen").decode().splitlines()[-1] for _ in range(2))
    return first, second


@pytest.fixture
def key(identities, monkeypatch, tmp_path_factory) -> str:
    """The first one, which nobody is given yet; and a home in which sops finds none."""
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    return identities[0]


def aged(text: str, key: str, *options: str) -> bytes:
    return tool(
        "age", "-r", tool("age-keygen", "-y", given=key.encode()).decode().strip(), *options, given=text.encode()
    )


def sopsed(text: str, key: str) -> bytes:
    recipient = tool("age-keygen", "-y", given=key.encode()).decode().strip()
    types = ("--input-type=yaml", "--output-type=yaml")
    return tool("sops", "encrypt", "--age", recipient, *types, "/dev/stdin", given=text.encode())


@pytest.fixture
def site(tmp_path: Path, key) -> Path:
    put(tmp_path, "content/site.yaml", "name: Acme\nurl: https://status.acme.example/\n")
    put(tmp_path, "content/services/checkout.yaml", "name: Checkout\nowner: team:support\n")
    incident = "title: Checkout fails\nservices: {checkout: partial_outage}\nstakeholders: [ana]\n"
    put(tmp_path, "content/incidents/2026-11-21-a/incident.yaml", incident + "started: 2026-11-21T14:00:00Z\n")
    put(
        tmp_path,
        "content/incidents/2026-11-21-a/1.md",
        "---\nphase: investigating\nat: 2026-11-21T14:05:00Z\n---\nA.\n",
    )
    return tmp_path


def put(root: Path, path: str, content: str | bytes) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(content.encode() if isinstance(content, str) else content)


def told(root: Path) -> list[tuple[str, str]]:
    return [(one.span.path, one.code) for one in load(root, NOW).problems]


def addresses(root: Path, elsewhere: Path | None = None) -> list[str]:
    reading = load(root, NOW, elsewhere)
    assert reading.problems == ()
    return [contact.address.reveal() for one in reading.site.people.subscribers.values() for contact in one.contacts]


@pytest.mark.parametrize("options", [(), ("-a",)], ids=["binary", "armoured"])
@pytest.mark.parametrize("given", ["STATUSGEN_AGE_KEY", "STATUSGEN_AGE_KEY_FILE"])
def test_a_file_of_age_is_read_with_the_key_or_the_file_that_has_it(
    site, key, monkeypatch, options, given, tmp_path_factory
):
    file = tmp_path_factory.mktemp("keys") / "-key.txt"
    file.write_text(f"# a comment\n{key}\n")
    monkeypatch.chdir(file.parent)
    monkeypatch.setenv(given, key if given == "STATUSGEN_AGE_KEY" else file.name)
    put(site, "subscribers.yaml.age", aged(PEOPLE, key, *options))
    assert addresses(site) == ["ana.ruiz@acme.example"]


@pytest.mark.parametrize("name", ["subscribers.yaml", "subscribers.enc.yaml"])
@pytest.mark.parametrize("given", ["SOPS_AGE_KEY", "SOPS_AGE_KEY_FILE"])
def test_a_file_of_sops_is_read_with_the_key_that_sops_finds(site, key, monkeypatch, name, given, tmp_path_factory):
    file = tmp_path_factory.mktemp("keys") / "key.txt"
    file.write_text(key)
    monkeypatch.setenv(given, key if given == "SOPS_AGE_KEY" else str(file))
    put(site, name, sopsed(PEOPLE, key))
    put(site, ".sops.yaml", "this: [is no configuration\n")
    assert addresses(site) == ["ana.ruiz@acme.example"]


def test_single_files_of_a_folder_and_the_bulk_file_can_be_encrypted(site, key, monkeypatch):
    monkeypatch.setenv("STATUSGEN_AGE_KEY", key)
    monkeypatch.setenv("SOPS_AGE_KEY", key)
    put(site, "subscribers/teams/support.yaml", "name: Support\nmembers: [ana, ben, cy]\n")
    put(site, "subscribers/ana.yaml.age", aged("name: Ana\ncontacts: [{email: ana@acme.example}]\n", key))
    put(site, "subscribers/ben.enc.yaml", sopsed("name: Ben\ncontacts: [{email: ben@acme.example}]\n", key))
    line = {"id": "cy", "name": "Cy", "contacts": [{"email": "cy@acme.example"}]}
    put(site, "subscribers.jsonl.age", aged(json.dumps(line), key))
    assert sorted(addresses(site)) == ["ana@acme.example", "ben@acme.example", "cy@acme.example"]


@pytest.mark.parametrize("name", ["people.yaml.age", "people.enc.yaml", "people.jsonl.age", "people/ana.yaml.age"])
def test_what_is_elsewhere_can_be_encrypted_too(site, key, monkeypatch, tmp_path_factory, name):
    monkeypatch.setenv("STATUSGEN_AGE_KEY", key)
    monkeypatch.setenv("SOPS_AGE_KEY", key)
    far = tmp_path_factory.mktemp("far")
    one = json.dumps({name: value for name, value in ANA.items() if name != "id"})
    text = json.dumps(ANA) if "jsonl" in name else one if "/" in name else PEOPLE
    put(far, name, (aged if name.endswith(".age") else sopsed)(text, key))
    put(site, "content/services/checkout.yaml", "name: Checkout\n")
    assert addresses(site, far / name.split("/")[0]) == ["ana.ruiz@acme.example"]


@pytest.mark.parametrize("name", ["subscribers.yaml.age", "subscribers.enc.yaml", "subscribers.jsonl.age"])
def test_without_a_key_all_else_is_checked_and_nobody_counts_as_unknown(site, key, name):
    put(site, name, (aged if name.endswith(".age") else sopsed)(PEOPLE, key))
    put(site, "content/incidents/2026-11-21-a/2.md", "---\nphase: monitered\nat: 2026-11-21T14:06:00Z\n---\nB.\n")
    assert told(site) == [("content/incidents/2026-11-21-a/2.md", "bad-value"), (name, "no-key")]
    reading = load(site, NOW)
    assert (reading.site.people.locked, reading.problems[-1].level) == ((name,), Level.WARNING)


def test_without_a_key_a_folder_is_told_of_once_and_what_is_plain_is_read(site, key):
    put(site, "subscribers/teams/support.yaml", "name: Support\nmembers: [ana, ben, cyy]\n")
    for name in ("ana", "ben"):
        put(site, f"subscribers/{name}.yaml.age", aged("name: X\ncontacts: [{email: a@acme.example}]\n", key))
    put(site, "subscribers/cy.yaml", "name: Cy\ncontacts: [{email: cy@acme.example}]\n")
    assert told(site) == [("subscribers/ana.yaml.age", "no-key"), ("subscribers/teams/support.yaml", "unknown-person")]
    assert "and 1 more" in load(site, NOW).problems[0].message


def cut(data: bytes) -> bytes:
    return data[:-20]


def changed(data: bytes) -> bytes:
    return data.replace(b"data:", b"data:A", 1)


BROKEN = {
    "another key": ("subscribers.yaml.age", lambda data: data, 1, "no key given here opens it"),
    "cut off": ("subscribers.yaml.age", cut, 0, "damaged, or its end is missing"),
    "cut off at once": ("subscribers.yaml.age", lambda data: data[:60], 0, "no file of age, or its beginning"),
    "never encrypted": ("subscribers.yaml.age", lambda _: PEOPLE.encode(), 0, "no file of age"),
    "empty": ("subscribers.yaml.age", lambda _: b"", 0, "no file of age"),
    "sops, another key": ("subscribers.enc.yaml", lambda data: data, 1, "no key that sops finds"),
    "sops, changed": ("subscribers.enc.yaml", changed, 0, "not what sops wrote"),
    "sops, cut off": ("subscribers.enc.yaml", cut, 0, "cannot decrypt|not as sops writes it|not what sops wrote"),
    "sops, never encrypted": (
        "subscribers.enc.yaml",
        lambda _: PEOPLE.encode(),
        0,
        "not encrypted, and its name says so",
    ),
}


@pytest.mark.parametrize(("name", "breaking", "which", "words"), BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_opened_is_one_error_of_that_file(
    site, key, identities, monkeypatch, name, breaking, which, words
):
    monkeypatch.setenv("STATUSGEN_AGE_KEY", identities[which])
    monkeypatch.setenv("SOPS_AGE_KEY", identities[which])
    put(site, name, breaking((aged if name.endswith(".age") else sopsed)(PEOPLE, key)))
    (problem,) = load(site, NOW).problems
    assert (problem.span.path, problem.code) == (name, "cannot-decrypt")
    assert any(one in problem.message for one in words.split("|")), problem.message


@pytest.mark.parametrize("name", ["subscribers.yaml.age", "subscribers.enc.yaml"])
def test_with_a_key_but_no_tool_the_tool_is_asked_for(site, key, monkeypatch, tmp_path_factory, name):
    put(site, name, (aged if name.endswith(".age") else sopsed)(PEOPLE, key))
    monkeypatch.setenv("STATUSGEN_AGE_KEY", key)
    monkeypatch.setenv("SOPS_AGE_KEY", key)
    monkeypatch.setenv("PATH", str(tmp_path_factory.mktemp("nothing")))
    (problem,) = load(site, NOW).problems
    assert problem.code == "cannot-decrypt"
    assert problem.hint.startswith("install ")


@pytest.mark.parametrize("wrong", ["not a key", "AGE-SECRET-KEY-1CANARY", "x" * 40_000])
def test_a_key_that_is_none_is_said_without_it(site, key, monkeypatch, wrong):
    put(site, "subscribers.yaml.age", aged(PEOPLE, key))
    monkeypatch.setenv("STATUSGEN_AGE_KEY", wrong)
    (problem,) = load(site, NOW).problems
    assert "key" in problem.message
    assert wrong not in f"{problem}"


@pytest.mark.parametrize("second", ["subscribers.yaml", "subscribers.enc.yaml"])
def test_in_plain_and_encrypted_is_a_mistake_whatever_the_key(site, key, second):
    put(site, "subscribers.yaml.age", aged(PEOPLE, key))
    put(site, second, PEOPLE)
    assert [code for _, code in told(site)] == ["encrypted-twice"]
    assert load(site, NOW).site.people.subscribers == {}


def test_in_a_folder_in_plain_and_encrypted_is_one_id_twice(site, key, monkeypatch):
    monkeypatch.setenv("STATUSGEN_AGE_KEY", key)
    put(site, "subscribers/teams/support.yaml", "name: Support\nmembers: [ana]\n")
    put(site, "subscribers/ana.yaml", "name: Ana\ncontacts: [{email: a@acme.example}]\n")
    put(site, "subscribers/ana.yaml.age", aged("name: Ana\ncontacts: [{email: a@acme.example}]\n", key))
    assert told(site) == [("subscribers/ana.yaml.age", "id-clash")]


@pytest.mark.parametrize(
    "name", ["subscribers.age", "subscribers.enc.yml", "subscribers.yml.age", "subscribers.sops.yaml"]
)
def test_a_name_that_is_not_read_is_a_mistake(site, name):
    put(site, name, "x")
    assert (name, "misnamed-file") in told(site)


MISTAKES = {
    "a field": ("canary1: canary2", 4, "unknown-field"),
    "a value": ("kind: canary3", 4, "bad-value"),
    "an address": ("contacts: [{email: canary4 canary5}]", 4, "bad-address"),
    "a channel": ("contacts: [{canary6: a@b.example}]", 4, "bad-value"),
    "a service": ("wants: [{services: [canary7]}]", 4, "unknown-service"),
    "a member": ("list: true, members: [canary8]", 4, "unknown-person"),
    "an incident": ("follows: [canary9]", 4, "unknown-incident"),
    "a time": ("mute_until: canary10", 4, "bad-time"),
    "a bracket": ("labels: [canary11", 4, "yaml-syntax"),
    "an alias": ("kind: *canary12", 4, "yaml-feature"),
    "a tag": ("kind: !canary13 x", 4, "yaml-feature"),
    "a comment": ("kind: internal #canary14", 4, "swallowed-comment"),
    "twice": ("name: canary15", 4, "duplicate-key"),
    "a zone": ("timezone: Canary16", 4, "bad-value"),
    "a language": ("language: canary17-x", 4, "bad-value"),
    "a clock": ("digest: 'canary18'", 4, "bad-time"),
}


@pytest.mark.parametrize(("mistake", "line", "code"), MISTAKES.values(), ids=MISTAKES)
@pytest.mark.parametrize("name", ["subscribers.yaml.age", "subscribers.enc.yaml"])
def test_a_mistake_is_told_by_line_and_nothing_of_the_text_is(site, key, monkeypatch, name, mistake, line, code):
    monkeypatch.setenv("STATUSGEN_AGE_KEY", key)
    monkeypatch.setenv("SOPS_AGE_KEY", key)
    text = PEOPLE.replace("name: Ana Ruiz,", f"name: Ana Ruiz, {mistake},")
    if "contacts" in mistake:
        text = text.replace(", contacts: [{email: ana.ruiz@acme.example}]", "")
    if "wants" in mistake:
        text = text.replace(", wants: [{services: all}]", "")
    if name.endswith(".age"):
        put(site, name, aged(text, key))
    else:
        monkeypatch.setattr("statusgen.read.encrypted.with_sops", lambda _: text.encode())  # sops tidies most of these
        put(site, name, sopsed(PEOPLE, key))
    found = load(site, NOW).problems
    assert (line, code) in [(one.span.line, one.code) for one in found if one.span.path == name]
    for form in FORMATS:
        shown = report(found, form)
        assert not [word for word in ("canary", "Canary", "ruiz", "Ruiz") if word in shown], form


STRANGERS = ("kms", "gcp_kms", "azure_kv", "hc_vault", "hckms", "canary_cloud")


@pytest.mark.parametrize("kind", STRANGERS)
@pytest.mark.parametrize("place", ["beside", "in a group"])
def test_no_file_says_which_server_is_asked_for_a_key(site, key, monkeypatch, kind, place):
    """sops would go there with the tokens of this machine, and a pull request can change the file."""
    monkeypatch.setenv("SOPS_AGE_KEY", key)
    monkeypatch.setattr("statusgen.read.encrypted.with_sops", lambda _: pytest.fail("sops was run"))
    entry = f"{kind}:\n        - vault_address: http://127.0.0.1:9/\n          enc: x\n"
    added = f"\nsops:\n    {entry}" if place == "beside" else f"\nsops:\n    key_groups:\n    - {entry}"
    put(site, "subscribers.yaml", sopsed(PEOPLE, key).replace(b"\nsops:\n", added.encode()))
    (problem,) = load(site, NOW).problems
    assert problem.code == "cannot-decrypt"
    assert "which server is asked for a key" in problem.message
    assert "canary" not in f"{problem}"


def test_what_is_written_otherwise_than_sops_writes_it_never_reaches_sops(site, key, monkeypatch):
    monkeypatch.setenv("SOPS_AGE_KEY", key)
    monkeypatch.setattr("statusgen.read.encrypted.with_sops", lambda _: pytest.fail("sops was run"))
    encrypted = sopsed(PEOPLE, key).decode()
    head, tail = encrypted.split("\nsops:\n")
    vault = '{hc_vault: [{vault_address: "http://127.0.0.1:9"}], mac: m}'
    hidden = f'{head}\n"x": "\nsops:\n  age: []\n"\n"sops": {vault}\n'
    for text in (hidden, f"{encrypted}---\nsops: {{}}\n", f"{encrypted}sops: {{}}\n", f"&a {encrypted}"):
        put(site, "subscribers.yaml", text)
        assert {code for _, code in told(site)} & {"cannot-decrypt", "yaml-feature", "unknown-field"}, text
    assert tail


def test_what_was_decrypted_is_on_no_disk(site, key, monkeypatch, tmp_path_factory):
    """Every file that the program or the tools open for writing, by strace."""
    if not shutil.which("strace"):
        pytest.skip("needs strace")
    put(site, "subscribers.yaml.age", aged(PEOPLE, key))
    log = tmp_path_factory.mktemp("log") / "trace"
    environment = {**os.environ, "STATUSGEN_AGE_KEY": key, "PYTHONDONTWRITEBYTECODE": "1"}
    traced = ["strace", "-f", "-qq", "-o", log, "-e", "trace=openat,open,creat,memfd_create,connect,execve"]
    command = [sys.executable, "-m", "statusgen", "-C", site, "--now", "2026-11-21T14:20:00Z", "check"]
    done = subprocess.run([*traced, *command], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, "age" in log.read_text()) == (0, True), done.stderr
    lines = log.read_text().splitlines()
    writing = [one for one in lines if ("O_WRONLY" in one or "O_RDWR" in one or "O_CREAT" in one) and "= -1" not in one]
    assert not [one for one in writing if "/dev/null" not in one and "/dev/tty" not in one], writing
    assert not [one for one in lines if "connect(" in one and "AF_INET" in one]
    assert not [one for one in lines if "execve(" in one and key in one]


def test_what_is_said_of_a_file_that_cannot_be_opened_is_said_in_full(site, key, monkeypatch, tmp_path):
    (site / "subscribers.yaml.age").write_bytes(aged(PEOPLE, key))
    monkeypatch.setenv("STATUSGEN_AGE_KEY_FILE", str(tmp_path / "nowhere"))
    (gone,) = load(site, NOW).problems
    assert gone.message == "the file that STATUSGEN_AGE_KEY_FILE names cannot be opened"
    monkeypatch.delenv("STATUSGEN_AGE_KEY_FILE")
    monkeypatch.setenv("STATUSGEN_AGE_KEY", "AGE-SECRET-KEY-1NONE")
    (wrong,) = load(site, NOW).problems
    assert wrong.hint == "`age-keygen` makes one: AGE-SECRET-KEY-1…"


@pytest.mark.parametrize("entry", [".", "", "bin"])
def test_no_tool_is_run_that_lies_in_the_folder_that_is_read(site, key, monkeypatch, entry):
    (site / "subscribers.yaml.age").write_bytes(aged(PEOPLE, key))
    place = site / entry / "age"
    place.parent.mkdir(exist_ok=True)
    place.write_text(f"#!/bin/sh\ntouch '{site}/ran'\n")
    place.chmod(0o755)
    monkeypatch.setenv("STATUSGEN_AGE_KEY", key)
    monkeypatch.setenv("PATH", f"{entry}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(site)
    assert not load(site, NOW).problems
    assert not (site / "ran").exists()
