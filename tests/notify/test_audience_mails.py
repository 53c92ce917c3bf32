"""Non-interference of telling: with and without something restricted, whoever may not see it gets the very same mails
at the very same moments, and the ledger has the very same rows about them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from canary import ID, heard
from canary import SITE as SUNG
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgers import KEYS, Clock
from restricted import KNOWN, NOW, RESTRICTED, SITE, THINGS, Affair, affairs, written

from statusgen.model.access import readers_of
from statusgen.model.site import Site
from statusgen.notify.ledger.rows import Outcome, Row, State
from statusgen.notify.ledger.sqlite import create_ledger, open_ledger
from statusgen.notify.mail.letters import Addressee, cohort, post
from statusgen.notify.sending.channel import Tray
from statusgen.notify.sending.outbox import Outbox
from statusgen.notify.writing.messages import facts, message
from statusgen.notify.writing.press import Press
from statusgen.problems import errors
from statusgen.read.load import load

# Right away; in the middle of quiet hours; behind them; and when summaries are due.
MOMENTS = tuple(NOW + timedelta(hours=hours) for hours in (0, 2, 4, 18))
Files = Mapping[str, str]


@dataclass
class Told:
    """By person: letters with the moment they left at, as they came, and rows of the ledger, in no order."""

    site: Site = field(default_factory=Site)
    letters: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    rows: dict[str, set[Row]] = field(default_factory=lambda: defaultdict(set))

    def of(self, people: Iterable[str]) -> tuple[dict[str, list[bytes]], dict[str, set[Row]]]:
        return {one: sorted(self.letters[one]) for one in people}, {one: self.rows[one] for one in people}


@dataclass
class Mailroom:
    """A channel that makes each letter as it goes to a relay, and keeps it."""

    told: Told
    press: Press
    clock: Clock

    def deliver(self, tray: Tray) -> None:
        letterhead = post(self.told.site.settings, KEYS, self.clock())
        while jobs := tray.take(1):
            notification, row, address = jobs[0].notification, jobs[0].row, jobs[0].contact.address.reveal()
            said = message(notification, self.told.site, self.clock(), self.press)
            shared = cohort(said, facts(notification, self.told.site, self.clock()), letterhead)
            to = Addressee(
                row.event, row.thread, notification.subscriber, address, row.duplicate, row.attempts, row.key
            )
            parcel = shared.parcel(to)
            tray.write(armed=[row.key])
            self.told.letters[notification.subscriber.id].append(parcel.content + repr(parcel.sender).encode())
            tray.write(settled=[Outcome(row.key, State.SENT, "250 taken")])


def told(root: Path, contents: Iterable[Files]) -> Told:
    """What people get of these contents, one after the other, each in force at a moment; at first there was nothing."""
    found, clock, ledger_at = Told(), Clock(), root / "ledger" / "ledger.sqlite"
    create_ledger(ledger_at, (), ())
    for moment, files in zip(MOMENTS, contents, strict=True):
        clock.at = moment
        with written(root / "site", dict(files)):
            reading = load(root / "site", moment)
        assert not errors(reading.problems)
        found.site = reading.site
        with closing(open_ledger(ledger_at, clock, clock)) as ledger:
            ledger.begin()
            room = Mailroom(found, Press(root, reading.site.settings), clock)
            Outbox(ledger, KEYS, {"email": room}, clock, limit=1000).run(reading.site)
            ledger.end()
    with closing(open_ledger(ledger_at, clock, clock)) as ledger:
        for row in ledger.export():
            found.rows[row.subscriber].add(row)
    return found


def others(site: Site, audience: Iterable[str]) -> list[str]:
    """Who may not see what is for these."""
    return [one for one in site.people.subscribers if readers_of(site, one).isdisjoint(audience)]


@settings(deadline=None, max_examples=8)
@given(
    st.lists(affairs(st.just(("everyone",)) | RESTRICTED), min_size=1, max_size=2),
    affairs(RESTRICTED),
    st.none() | affairs(RESTRICTED),
)
def test_a_restricted_incident_changes_no_mail_and_no_row_of_others(
    tmp_path_factory: pytest.TempPathFactory, there: list[Affair], secret: Affair, otherwise: Affair | None
) -> None:
    """It is there, then it is another one for the same readers or gone, then gone for good."""
    base = SITE | {path: text for number, one in enumerate(there) for path, text in one.files(f"known-{number}")}
    first = base | dict(secret.files("secret"))
    second = base | (dict(otherwise._replace(audience=secret.audience).files("secret")) if otherwise else {})
    having = told(tmp_path_factory.mktemp("having"), (first, first, second, base))
    lacking = told(tmp_path_factory.mktemp("lacking"), (base,) * len(MOMENTS))
    people = others(having.site, secret.audience)
    assert {"cy", "dot", "eve", "flo", "gus", "all-hands"} <= {*people}
    assert having.of(people) == lacking.of(people)


def test_nor_does_anything_else_that_is_restricted(tmp_path: Path) -> None:
    base = SITE | KNOWN
    more = base | {path: text for one in THINGS.values() for path, text in one.items()}
    having, lacking = (
        told(tmp_path / name, (files,) * len(MOMENTS)) for name, files in (("more", more), ("base", base))
    )
    people = others(having.site, ("red",))
    assert having.of(people) == lacking.of(people)
    assert having.of(["ana"]) != lacking.of(["ana"])
    assert len(lacking.letters["cy"]) > 0 and b"\r\nDate: Sun, 22 Nov" in b"\r\n" + lacking.letters["dot"][0]


OUTSIDE = (
    "  zoe: {name: Zoe, contacts: [{email: zoe@acme.example}], wants: [{services: all}]}\n"
    "  yan: {name: Yan, contacts: [{email: yan@acme.example}], wants: [{services: all}], language: de,\n"
    "        digest: '08:00'}\n"
)


@pytest.fixture(scope="module")
def sung(tmp_path_factory: pytest.TempPathFactory) -> Told:
    root = tmp_path_factory.mktemp("sung")
    site = SUNG | {
        "content/site.yaml": SUNG["content/site.yaml"] + "mail: {from: Acme <status@acme.example>}\n",
        "subscribers.yaml": SUNG["subscribers.yaml"] + OUTSIDE,
    }
    return told(root, (site,) * len(MOMENTS))


def test_no_letter_to_others_holds_the_canary_in_any_form(sung) -> None:
    assert all(len(sung.letters[one]) > 0 for one in ("zoe", "yan", f"{ID}-ana"))
    assert not [found for one in ("zoe", "yan") for letter in sung.letters[one] if (found := heard("", letter))]
    assert all(heard("", letter) for letter in sung.letters[f"{ID}-ana"])


def test_nor_does_a_row_of_theirs_in_the_ledger(sung) -> None:
    assert all(sung.rows[one] for one in ("zoe", "yan", f"{ID}-ana"))
    assert not [row for one in ("zoe", "yan") for row in sung.rows[one] if heard("", repr(row).encode())]
