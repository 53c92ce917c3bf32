"""A company's history, commit by commit: what the review of each foretells is what a run on it then sends."""

import json
import os
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import pytest
from repositories import Repository, git

from statusgen.author.importers import import_history
from statusgen.model.keys import keys_from
from statusgen.model.site import Site
from statusgen.notify.events.renaming import mark
from statusgen.notify.events.telling import news
from statusgen.notify.ledger.rows import Outcome, State
from statusgen.notify.ledger.sqlite import create_ledger, open_ledger
from statusgen.notify.notification import Past
from statusgen.notify.routing.route import route
from statusgen.notify.sending.channel import Tray
from statusgen.notify.sending.outbox import Outbox
from statusgen.notify.sending.planning import counted_as_told
from statusgen.read.load import load

# For a look at more than there is time for each time.
COMPANY = os.environ.get("REVIEW_COMPANY", "hashicorp")
COMMITS = int(os.environ.get("REVIEW_COMMITS", "20"))
KEYS = keys_from("a key for tests only")
EMAIL = frozenset({"email"})

Delivery = tuple[str, str, str, str]  # event, kind, subscriber, channel


class Moment(NamedTuple):
    at: datetime
    commit: str
    site: Site


class Mail:
    """A channel through which everything arrives."""

    def deliver(self, tray: Tray) -> None:
        while jobs := tray.take(100):
            tray.write(armed=[job.row.key for job in jobs])
            tray.write(settled=[Outcome(job.row.key, State.SENT) for job in jobs])


def people(services: list[str]) -> str:
    """Thirty: some want everything, some a few services or only what is bad, some are left in peace at night."""
    lines = [
        "teams:",
        "  support: {name: Support, members: [p0, p1, p28], defaults: {wants: [{services: all}]}}",
        "subscribers:",
    ]
    for number in range(30):
        mine = "all" if number % 6 == 0 else [one for one in services if (crc32(one.encode()) + number) % 4 == 0]
        severity = ("none", "none", "minor", "major")[number % 4]
        events = ("", "", ", events: [opened, resolved]", ", events: [updated]", ", events: [resolved]")[number % 5]
        wants = (
            f", wants: [{{services: {json.dumps(mine)}, severity: {severity}{events}}}]"
            if mine and number != 28
            else ""
        )
        peace = {5: ', quiet_hours: {from: "22:00", to: "07:00"}', 7: ', digest: "08:00"'}.get(number, "")
        lines.append(f"  p{number}: {{name: P, contacts: [{{email: p{number}@acme.example}}]{wants}{peace}}}")
    return "\n".join(lines) + "\n"


def moments(history: Path, repository: Repository, source: Path) -> Iterator[Moment]:
    """Each commit of the history as one of ours, and the site as it is read then."""
    for line in history.read_text(encoding="utf-8").splitlines()[: COMMITS + 1]:
        commit = json.loads(line)
        for change in commit["changes"]:
            path = source / change["path"].removeprefix(f"showcases/{COMPANY}/")
            path.parent.mkdir(parents=True, exist_ok=True)
            if change["status"] == "D":
                path.unlink(missing_ok=True)
            elif path.is_relative_to(source):
                path.write_text(change["content"], encoding="utf-8")
        now = datetime.fromisoformat(commit["date"]).astimezone(UTC)
        import_history("stactus", source, repository.root, now)
        services = sorted(one.stem for one in (repository.root / "content/services").iterdir())
        found = repository.commit({"subscribers.yaml": people(services)}, now)
        yield Moment(now, found, load(repository.root, now).site)


@pytest.fixture
def history(shared_data: Path, tmp_path: Path) -> Path:
    with tarfile.open(shared_data / "stactus-nine-companies.tar.xz") as packed:
        packed.extractall(tmp_path / "data", filter="data")
    return tmp_path / f"data/stactus-showcase/history/{COMPANY}.jsonl"


def begin(path: Path, first: Moment) -> None:
    current = news(first.site, first.at)
    rows = counted_as_told(route(first.site, current, Past(), EMAIL, first.at), KEYS, first.at)
    create_ledger(path, tuple(rows), [(one.id, mark(one)) for one in current])


def sent(path: Path, before: Moment, after: Moment) -> set[Delivery]:
    """By the first run after the commit; a run just before it has told whatever the clock had to tell."""
    clock = lambda: after.at  # noqa: E731 - a clock that stands still
    ledger = open_ledger(path, clock, clock)
    ledger.begin()
    outbox = Outbox(ledger, KEYS, {"email": Mail()}, clock, 10_000)
    outbox.run(before.site)
    done = outbox.run(after.site)
    ledger.end()
    ledger.close()
    return {
        (job.row.event, job.notification.kind.value, job.row.subscriber, job.row.channel) for job in done.jobs.values()
    }


def foretold(review, before: Moment, after: Moment) -> set[Delivery]:
    now = f"{after.at:%Y-%m-%dT%H:%M:%SZ}"
    said = review(f"--base={before.commit}", f"--head={after.commit}", "--format=json", "--show-people", now=now)
    return {
        (group["event"], group["kind"], person, group["channel"])
        for affair in json.loads(said.out)["affairs"]
        for group in affair["told"]
        for person in group["subscribers"]
    }


@pytest.mark.slow
def test_a_review_foretells_person_by_person_what_the_next_run_sends(
    history, repository, review, tmp_path, record_property
):
    git(repository.root, "rm", "-q", "-r", "content", "subscribers.yaml")
    ledger, before, total, differ = tmp_path / "ledger.sqlite", None, 0, []
    for after in moments(history, repository, tmp_path / "source"):
        if before is None:
            begin(ledger, after)
        else:
            wanted = sent(ledger, before, after)
            total += len(wanted)
            if foretold(review, before, after) != wanted:
                differ.append(after.commit)
        before = after
    print(f"{COMPANY}: {COMMITS} commits, {total} deliveries, {len(differ)} commits differ")
    assert total > COMMITS
    assert not differ
