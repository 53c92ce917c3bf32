"""`statusgen ledger`: whether the ledger is whole, and all that it has."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from statusgen.cli.clock import clock
from statusgen.cli.codes import FINE, WORLD
from statusgen.cli.deliveries import facts
from statusgen.cli.here import Here
from statusgen.cli.output import data, say
from statusgen.cli.sending import in_exit_codes, key_if_fit
from statusgen.cli.site import read_site
from statusgen.cli.store import acquaint, ledger_place, opened
from statusgen.notify.ledger.fetching import examine_git_ledger
from statusgen.notify.ledger.forge import GitPlace
from statusgen.notify.ledger.rows import Row
from statusgen.notify.ledger.sqlite import open_ledger
from statusgen.report.json import document
from statusgen.report.terminal import safe


@dataclass(frozen=True, slots=True)
class Verdict:
    """`segments` is None where the ledger has none; `sealed` whether the seals could be looked at."""

    where: str
    deliveries: int
    faults: tuple[str, ...]
    segments: int | None = None
    sealed: bool = False


@click.group()
def command() -> None:
    """Say whether the ledger is whole, or print all that it has."""


@command.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def verify(here: Here, *, as_json: bool) -> int:
    """Say whether the ledger is whole.

    A file is examined by SQLite, and a ref segment by segment: none may be gone, changed or in another place. In both
    nobody may have been told of one thing twice, and nothing may have happened to a delivery that was settled. The exit
    code is 3 if something is wrong. Changes nothing.
    """
    root, _ = read_site(here)
    with in_exit_codes():
        verdict = _verdict(here, root)
    if as_json:
        data(document(_facts(verdict)))
    else:
        data("".join(f"{safe(fault)}\n" for fault in verdict.faults))
        say(_sentence(verdict))
    return WORLD if verdict.faults else FINE


@command.command("export")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, in place of a line for each delivery.")
@click.pass_obj
def export(here: Here, *, as_json: bool) -> int:
    """Print every delivery as a JSON object on a line, oldest first. No addresses are in it."""
    root, reading = read_site(here)
    with in_exit_codes(), closing(opened(here, root)) as ledger:
        acquaint(ledger, reading.site, key_if_fit(here), only_looks=True)
        if as_json:
            data(document({"deliveries": [_row(row) for row in ledger.export()]}))
        else:
            data("".join(_lines(ledger.export())))
    return FINE


def _verdict(here: Here, root: Path) -> Verdict:
    place = ledger_place(here, root)
    if isinstance(place, GitPlace):
        key = key_if_fit(here)
        whole = examine_git_ledger(place, key)
        return Verdict(str(place), len(whole.standing.rows), whole.faults, len(whole.segments), key is not None)
    with closing(open_ledger(place, here.clock, clock)) as ledger:
        return Verdict(str(place), sum(1 for _ in ledger.export()), tuple(ledger.faults()))


def _facts(verdict: Verdict) -> dict[str, Any]:
    return {
        "ledger": verdict.where,
        "deliveries": verdict.deliveries,
        "segments": verdict.segments,
        "faults": list(verdict.faults),
    }


def _sentence(verdict: Verdict) -> str:
    if verdict.faults:
        number = len(verdict.faults)
        return f"{verdict.where} is damaged: {number:,} {'fault' if number == 1 else 'faults'}."
    inside = "" if verdict.segments is None else f" in {verdict.segments:,} segments"
    unsure = verdict.segments is not None and not verdict.sealed
    seals = "; without STATUSGEN_KEY nobody can say whether its seals are right" if unsure else ""
    return f"{verdict.where} is whole: {verdict.deliveries:,} deliveries{inside}{seals}."


def _lines(rows: Iterator[Row]) -> Iterator[str]:
    return (f"{json.dumps(_row(row), ensure_ascii=False)}\n" for row in rows)


def _row(row: Row) -> dict[str, Any]:
    """As docs/ledger.md describes it: a delivery as everywhere, and by what the ledger knows it and its address."""
    return {"key": row.key} | facts(row) | {"place": row.place}
