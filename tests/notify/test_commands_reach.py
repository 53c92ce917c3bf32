"""Who is named as not to be reached, what `notify --dry-run` leaves out as settled, and what it says nobody hears."""

import json
import os
import shutil
import ssl
from pathlib import Path

import pytest
import sink
from offices import EARLY, INCIDENT, LATER, NOW, SETTINGS, Office, begin, office

from statusgen.notify.mail.failures import distrust

INCIDENT_FILE = f"content/incidents/{INCIDENT}/incident.yaml"
WEEKS_LATER = "2026-12-09T12:00:00Z"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return office(tmp_path_factory.mktemp("site"), "ana")


@pytest.fixture
def desk(made: Office, tmp_path: Path) -> Office:
    return Office(Path(shutil.copytree(made.root, tmp_path / "site")))


def with_people(desk: Office, *lines: str) -> None:
    desk.write("subscribers.yaml", "subscribers:\n" + "".join(f"  {line}\n" for line in lines))


def resolve(desk: Office) -> None:
    desk.say("20261121T1430Z-resolved", "2026-11-21T14:30:00Z", "resolved", "All is well.")


ANA = "ana: {name: Ana Meyer, contacts: [{email: ana@acme.example}], wants: [{services: all}]}"
DORA = "dora: {name: Dora Lang, contacts: [{sms: '+12025550142'}], wants: [{services: all}]}"


def test_who_has_no_channel_that_is_set_up_counts_as_unreached_while_it_is_open(desk, tmp_path):
    with_people(desk, ANA, DORA)
    begin(desk)
    with sink.running(tmp_path / "sink") as desk.port:
        done = desk.run("notify", "--json")
        again = desk.run("notify")
    assert json.loads(done.stdout)["unreached"] == {"now": [], "at_all": ["dora"]}
    assert done.stderr == (
        "Told 1 person of 1 thing by email; "
        "1 cannot be reached at all (`statusgen notify --dry-run` says who and why).\n"
    )
    assert (done.returncode, again.returncode) == (5, 5)
    assert (
        "    Dora Lang: cannot be reached: has only sms, and only email is set up\n"
        in desk.run("notify", "--dry-run").stdout
    )


def test_who_refused_for_good_counts_until_the_affair_is_over_and_old(desk, tmp_path):
    begin(desk)
    with sink.running(tmp_path / "sink", "--refuse", "ana@acme.example") as desk.port:
        first, second = desk.run("notify"), desk.run("notify", now=LATER)
        assert (first.returncode, second.returncode) == (5, 5)
        assert first.stderr.startswith("Told nobody; 1 cannot be reached at all (")
        shown = desk.run("notify", "--dry-run", now=LATER)
        assert (
            "Ana Meyer: cannot be reached: email to them was refused for good (550 5.1.1 no such person)"
            in shown.stdout
        )
        assert shown.stderr == "Would tell nobody; 1 cannot be reached at all (see above).\n"
        resolve(desk)
        assert desk.run("notify", now=LATER).returncode == 5
        late = desk.run("notify", now=WEEKS_LATER)
    assert (late.returncode, late.stderr) == (0, "Told nobody.\n")
    assert desk.run("notify", "--dry-run", now=WEEKS_LATER).stdout == ""


def test_what_is_settled_is_not_said_again(desk, tmp_path):
    with_people(
        desk,
        ANA,
        f"ben: {{name: Ben Meyer, contacts: [{{email: b@acme.example}}], ignores: [{INCIDENT}], "
        "wants: [{services: all}]}",
    )
    begin(desk)
    assert "Ben Meyer: ignores it" in desk.run("notify", "--dry-run").stdout
    with sink.running(tmp_path / "sink") as desk.port:
        desk.run("notify")
    done = desk.run("notify", "--dry-run", now=LATER)
    assert (done.stdout, done.stderr) == ("", "Would tell nobody.\n")


def test_a_drill_that_nobody_is_put_on_says_so(desk):
    begin(desk)
    text = (desk.root / INCIDENT_FILE).read_text()
    desk.write(INCIDENT_FILE, f"{text}drill: true\n")
    assert desk.run("notify", "--dry-run").stdout == (
        f"[exercise] Checkout fails ({INCIDENT}), major\n"
        "  told to nobody: an exercise is told only to people and teams in its `stakeholders`, and there are none; "
        "1 person would hear of it if it were real\n"
    )


@pytest.mark.parametrize(
    ("wants", "words"),
    [
        ("", ""),
        ("wants: [{services: all, severity: critical}]", "; 1 person wants to hear only of worse"),
        ("wants: [{services: all, events: [postmortem]}]", "; 1 person wants no news of this kind"),
    ],
)
def test_an_open_incident_that_concerns_nobody_says_why(desk, tmp_path, wants, words):
    with_people(desk, f"ana: {{name: Ana Meyer, contacts: [{{email: ana@acme.example}}], {wants}}}")
    begin(desk)
    shown = (
        f"Checkout fails ({INCIDENT}), major\n"
        f"  told to nobody: nobody is put on it, and no wish, team or rule is about it{words}\n"
    )
    assert desk.run("notify", "--dry-run").stdout == shown
    with sink.running(tmp_path / "sink") as desk.port:
        assert desk.run("notify").returncode == 0
    assert desk.run("notify", "--dry-run", now=LATER).stdout == shown
    resolve(desk)
    with sink.running(tmp_path / "sink2") as desk.port:
        desk.run("notify", now=LATER)
    assert desk.run("notify", "--dry-run", now=LATER).stdout == ""


def test_an_open_incident_of_which_nothing_is_to_be_told_says_so(desk):
    begin(desk)
    file = desk.root / "content/incidents" / INCIDENT / "20261121T1405Z-investigating.md"
    file.write_text(file.read_text().replace("phase:", "notify: false\nphase:"))
    assert "told to nobody: all that was said of it is marked `notify: false`" in desk.run("notify", "--dry-run").stdout


def test_whoever_is_taken_off_was_put_on_it(desk, tmp_path):
    with_people(desk, "ana: {name: Ana Meyer, contacts: [{email: ana@acme.example}]}")
    begin(desk)
    text = (desk.root / INCIDENT_FILE).read_text()
    desk.write(INCIDENT_FILE, f"{text}stakeholders: [ana]\n")
    with sink.running(tmp_path / "sink") as desk.port:
        desk.run("notify")
    desk.write(INCIDENT_FILE, text)
    shown = "Ana Meyer: was put on it, and no longer is"
    assert shown in desk.run("notify", "--dry-run", now=LATER).stdout
    assert (
        "(no longer on it), because: was put on it, and no longer is."
        in desk.run("explain", "ana", INCIDENT, now=LATER).stdout
    )


def test_many_people_are_summed_up(desk):
    lines = [
        f"p{number}: {{name: Person {number:04}, contacts: [{{email: p{number}@acme.example}}], "
        f"wants: [{{services: {'all' if number % 2 else '[checkout]'}}}]}}"
        for number in range(300)
    ]
    with_people(desk, *lines)
    begin(desk)
    done = desk.run("notify", "--dry-run")
    assert done.stdout == (
        f"Checkout fails ({INCIDENT}), major\n"
        "  has begun, 15:05 CET, to 300 people by email:\n"
        "    150 people, such as Person 0000, Person 0002 and Person 0004: want to hear of Checkout\n"
        "    150 people, such as Person 0001, Person 0003 and Person 0005: want to hear of everything\n"
    )
    assert len(json.loads(desk.run("notify", "--dry-run", "--json").stdout)["deliveries"]) == 300


def test_explain_and_deliveries_refuse_the_ledger_of_another_site(desk, tmp_path):
    (tmp_path / "other").mkdir()
    other = office(tmp_path / "other")
    other.write("content/site.yaml", (other.root / "content/site.yaml").read_text().replace("status.acme", "status.b"))
    begin(other)
    other.environment["STATUSGEN_LEDGER"] = str(desk.ledger)
    for command in (("deliveries",), ("explain", "ana", INCIDENT)):
        done = other.run(*command)
        assert (done.returncode, done.stdout) == (3, "")
        assert "is the ledger of https://status.acme.example/" in done.stderr


def test_where_the_settings_are_broken_a_ledger_can_still_be_looked_at_and_nobody_is_told_to_adopt_it(desk):
    begin(desk)
    desk.write("content/site.yaml", SETTINGS.replace("url:", "urll:"))
    assert desk.run("deliveries").returncode == 0
    assert desk.run("explain", "ana", INCIDENT).returncode == 1  # the content has errors, and it says so
    assert doctor(desk)[1]["ledger"]["level"] in ("ok", "warning")
    done = desk.run("notify", "--keep-going")
    assert (done.returncode != 0, "--adopt" in done.stderr) == (True, False)


def test_a_ledger_that_others_can_change_is_refused_or_warned_of(desk):
    desk.ledger.parent.chmod(0o777)
    done = desk.run("notify", now=EARLY)
    assert (done.returncode, "anybody on this machine can" in done.stderr) == (3, True)
    assert "chmod" in doctor(desk)[1]["ledger"]["what"] + doctor(desk)[1]["ledger"]["hint"]
    desk.ledger.parent.chmod(0o700)
    desk.ledger.chmod(0o660)
    others = [group for group in os.getgroups() if group != os.getgid()]
    if os.geteuid() and not others:
        pytest.skip("we can give nothing to a group")
    os.chown(desk.ledger, -1, others[0] if os.geteuid() else 54321)
    assert "can change" in desk.run("notify", now=EARLY).stderr
    assert doctor(desk)[1]["ledger"]["level"] == "warning"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_ledger_of_another_user_is_used_with_a_word_about_it(desk):
    os.chown(desk.ledger, 65534, -1)
    done = desk.run("notify", now=EARLY)
    assert (done.returncode, "belongs to nobody" in done.stderr) == (0, True)
    assert "belongs to nobody" in doctor(desk)[1]["ledger"]["what"]


def test_init_makes_a_folder_that_is_ours_alone(desk):
    shutil.rmtree(desk.ledger.parent)
    desk.run("notify", "init", now=EARLY)
    assert (desk.ledger.parent.stat().st_mode & 0o777, desk.ledger.stat().st_mode & 0o777) == (0o700, 0o600)


def doctor(desk: Office, now: str = NOW) -> tuple[int, dict[str, dict[str, str]]]:
    done = desk.run("doctor", "--json", now=now)
    order = ["ok", "warning", "content", "world"]
    found = sorted(json.loads(done.stdout)["findings"], key=lambda one: order.index(one["level"]))
    return done.returncode, {one["about"]: one for one in found}


# Wrong input


def test_a_relay_that_refuses_everybody_is_quoted(desk, tmp_path):
    begin(desk)
    with sink.running(tmp_path / "sink", "--auth", "a:b") as desk.port:
        done = desk.run("notify")
    first, second = done.stderr.splitlines()
    assert (done.returncode, first) == (5, "Told nobody; 1 refused for now, and tried again later.")
    assert second.startswith("Refused 1 time with: 530 ")
    assert second.endswith("`statusgen deliveries` lists each.")


def test_what_was_refused_for_now_is_said_to_wait_only_while_it_does(desk, tmp_path):
    begin(desk)
    with sink.running(tmp_path / "sink", "--defer", "ana@acme.example") as desk.port:
        assert desk.run("notify").returncode == 5
    soon, later = (desk.run("notify", "--dry-run", now=now).stdout for now in (NOW, "2026-11-21T16:20:00Z"))
    assert "wants to hear of everything; refused for now, and not tried before 15:2" in soon
    assert "wants to hear of everything; refused for now\n" in later


def test_a_file_of_another_kind_is_not_called_a_damaged_ledger_to_be_moved_away(desk):
    other = desk.root / "subscribers.yaml"
    desk.environment["STATUSGEN_LEDGER"] = str(other)
    for command in (("deliveries",), ("notify",), ("notify", "init")):
        done = desk.run(*command)
        assert (done.returncode, "is no ledger" in done.stderr, "move it" in done.stderr) == (3, True, False)


def test_a_key_that_is_too_short_ends_the_preview_of_a_whole_mail(desk):
    begin(desk)
    desk.environment["STATUSGEN_KEY"] = "short"
    done = desk.run("preview-mail", INCIDENT, "--eml")
    assert (done.returncode, done.stderr.startswith("statusgen: STATUSGEN_KEY is shorter than")) == (3, True)


def test_where_people_could_not_be_read_nobody_is_called_unknown_without_saying_so(desk):
    begin(desk)
    desk.environment["STATUSGEN_SUBSCRIBERS"] = "nowhere.yaml"
    for command in (("explain", "ana", INCIDENT), ("replay", "ana", "--since", "2026-11-20")):
        done = desk.run(*command)
        assert (done.returncode, "Not everything could be read: see `statusgen check`" in done.stderr) == (2, True)


def test_preferences_to_try_are_in_a_yaml_file(desk):
    desk.write("ana.yml", "name: Ana\n")
    done = desk.run("replay", str(desk.root / "ana.yml"), "--since", "2026-11-20")
    assert (done.returncode, "ends in .yaml" in done.stderr) == (2, True)


def test_a_ledger_that_cannot_be_made_is_named(desk):
    desk.environment["STATUSGEN_LEDGER"] = str(desk.root / "subscribers.yaml" / "ledger.sqlite")
    done = desk.run("notify", "init")
    assert (done.returncode, "subscribers.yaml is no folder" in done.stderr) == (3, True)
    desk.environment["STATUSGEN_LEDGER"] = "/proc/nobody/ledger.sqlite"
    assert "the ledger /proc/nobody/ledger.sqlite cannot be made: " in desk.run("notify", "init").stderr


@pytest.mark.parametrize(
    ("code", "words"), [(10, "has to renew it"), (62, "as its certificate does"), (18, "set SSL_CERT_FILE")]
)
def test_who_can_mend_a_certificate_depends_on_what_is_wrong_with_it(code, words):
    error = ssl.SSLCertVerificationError()
    error.verify_code, error.verify_message = code, "something is wrong."
    assert distrust(error).startswith("something is wrong; ")
    assert words in distrust(error)
