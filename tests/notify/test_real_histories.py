"""A company's history, commit by commit through import and routing, with fifty people: each is told each thing once."""

import json
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scenes import Ledger

from statusgen.author.importers import import_history
from statusgen.model.incident import Severity
from statusgen.model.people import Contact, Event, People, Subscriber, Want
from statusgen.model.secret import Secret
from statusgen.model.site import Site
from statusgen.notify.events.telling import news
from statusgen.notify.ledger.rows import State
from statusgen.notify.news import News
from statusgen.notify.notification import Routing
from statusgen.notify.routing.route import route
from statusgen.read.load import load

EMAIL = frozenset({"email"})


def people(services: list[str]) -> People:
    """Fifty: ten who want everything, the others a service or two, some of them only what is bad, or how it ends."""
    wants = [Want(("all",))] * 10
    for number in range(40):
        chosen = {services[number % len(services)], services[(number * 7 + 3) % len(services)]}
        severity = (Severity.NONE, Severity.NONE, Severity.MINOR, Severity.MAJOR)[number % 4]
        events = ((), (), (Event.OPENED, Event.RESOLVED), (Event.UPDATED,), (Event.RESOLVED,))[number % 5]
        wants.append(Want(tuple(sorted(chosen)), severity, events))
    ids = [f"all-{number}" if number < 10 else f"some-{number}" for number in range(50)]
    found = (
        Subscriber(id_, id_, (Contact("email", Secret(f"{id_}@acme.example")),), wants=(want,))
        for id_, want in zip(ids, wants, strict=True)
    )
    return People({}, {one.id: one for one in found})


@pytest.fixture(scope="module")
def histories(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("histories")
    with tarfile.open(shared_data / "stactus-nine-companies.tar.xz") as packed:
        packed.extractall(folder, filter="data")
    return folder / "stactus-showcase/history"


def moments(history: Path, company: str, folder: Path) -> Iterator[tuple[datetime, Site]]:
    """The site after each commit, as it is read at that time."""
    source, root = folder / "source", folder / "site"
    for line in history.read_text().splitlines():
        commit = json.loads(line)
        for change in commit["changes"]:
            path = source / change["path"].removeprefix(f"showcases/{company}/")
            path.parent.mkdir(parents=True, exist_ok=True)
            if change["status"] == "D":
                path.unlink(missing_ok=True)
            elif path.is_relative_to(source):
                path.write_text(change["content"])
        now = datetime.fromisoformat(commit["date"]).astimezone(UTC)
        import_history("stactus", source, root, now)
        yield now, load(root, now).site


def begin(ledger: Ledger, routing: Routing) -> None:
    """What was there before counts as told."""
    ledger.known |= {one.id for one in routing.news}
    silent = Routing(routing.notifications, (), routing.news)
    ledger.write(silent, datetime(2000, 1, 1, tzinfo=UTC), state=State.SKIPPED)


def done(ledger: Ledger) -> dict[tuple[str, str], str]:
    """By news and person: `sent`, or why it was skipped."""
    found: dict[tuple[str, str], str] = {}
    for rows in ledger.rows.values():
        for row in rows:
            assert (row.event, row.subscriber) not in found
            found[row.event, row.subscriber] = row.detail or row.state.value
    return found


def stories(found: tuple[News, ...]) -> dict[str, set[str]]:
    """Ids of the news of each thread."""
    threads: dict[str, set[str]] = {}
    for one in found:
        threads.setdefault(one.thread, set()).add(one.id)
    return threads


class Witness:
    """What a run may tell, given what the run before it saw."""

    def __init__(self) -> None:
        self.before: dict[str, set[str]] = {}
        self.titles: dict[str, str] = {}
        self.retitled = self.told = 0

    def check(self, site: Site, current: tuple[News, ...], routing: Routing) -> None:
        threads = stories(current)
        for one in routing.notifications:
            if threads[one.news.thread] <= self.before.get(one.news.thread, set()):
                assert one.kind == "added", "an edit told someone who knew of it"
                assert not one.subscriber.id.startswith("all-"), "an edit told someone who wants everything"
        self.retitled += sum(self.titles.get(one.id, one.title) != one.title for one in site.incidents)
        self.titles |= {one.id: one.title for one in site.incidents}
        self.told += len(routing.notifications)
        self.before |= threads


@pytest.mark.slow
@pytest.mark.parametrize(("company", "retitled"), [("hashicorp", 1), ("figma", 1)])
def test_each_is_told_each_thing_once_and_of_no_edit(company, retitled, histories, tmp_path):
    ledger, witness, fresh = Ledger(), Witness(), dict[str, News]()
    for now, read in moments(histories / f"{company}.jsonl", company, tmp_path):
        site = replace(read, people=people(sorted(read.services)))
        current = news(site, now)
        routing = route(site, current, ledger.past, EMAIL, now)
        if not ledger.known:
            begin(ledger, routing)
            witness.before = stories(current)
            continue
        assert not {(one.news.id, one.subscriber.id) for one in routing.notifications} & done(ledger).keys()
        witness.check(site, current, routing)
        fresh |= {one.id: one for one in current if one.id not in ledger.known}
        ledger.write(routing, now)
        assert not route(site, current, ledger.past, EMAIL, now).notifications
    outcome = done(ledger)
    assert witness.told > 500
    assert witness.retitled == retitled
    assert {outcome[one, "all-0"] for one in fresh} <= {"sent", "superseded", "too_old"}
    assert sum(outcome[one, "all-0"] == "sent" for one in fresh) > len(fresh) / 2
