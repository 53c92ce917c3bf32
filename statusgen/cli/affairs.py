"""Which incident or planned work is meant, by as little of its id as will do."""

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import NamedTuple

import click

from statusgen.cli.find import left_out, refuse_broken
from statusgen.cli.here import Here
from statusgen.model.course import is_open
from statusgen.model.incident import Incident
from statusgen.model.maintenance import Maintenance
from statusgen.model.occurrences import present
from statusgen.model.plans import planned
from statusgen.read.load import Reading
from statusgen.report.terminal import safe

Affair = Incident | Maintenance
_MANY = 5


class Wanted(NamedTuple):
    """Those that a command is usually about, and what they are called."""

    fits: Callable[[Affair], bool]
    noun: str


def affair_named(here: Here, reading: Reading, name: str | None, wanted: Wanted, known: Sequence[Affair]) -> Affair:
    """The one of that id, or the only one with such a part in it: first among those that are wanted, then among all.

    Without a name, the only one that is wanted. Otherwise the command ends, and says what there is.
    """
    if name is None:
        return _only([one for one in known if wanted.fits(one)], wanted)
    found = next((one for one in known if one.id == name), None)
    if found:
        return found
    near = [one for one in known if name.lower() in one.id]
    near = [one for one in near if wanted.fits(one)] or near
    if len(near) == 1:
        return near[0]
    if near:
        raise click.UsageError(f"{name!r} may be {_either(near)}: write more of the id.")
    refuse_broken_part(here, reading, name)
    raise click.UsageError(f"There is nothing with {name!r} in its id.{similar(name, [one.id for one in known])}")


def incidents_of(reading: Reading, here: Here) -> list[Affair]:
    """All that have begun, newest first."""
    return [one for one in reading.site.incidents if one.started <= here.now]


def works_of(reading: Reading) -> list[Affair]:
    return list(reading.site.maintenances)


def open_incidents(here: Here) -> Wanted:
    return Wanted(lambda one: isinstance(one, Incident) and is_open(one, here.now), "open incident")


def resolved_incidents(here: Here) -> Wanted:
    return Wanted(lambda one: isinstance(one, Incident) and not is_open(one, here.now), "resolved incident")


def coming_works(reading: Reading, here: Here) -> Wanted:
    """Planned work that runs or is still to come, called off or not."""
    zone = reading.site.settings.zone

    def fits(one: Affair) -> bool:
        return isinstance(one, Maintenance) and planned(present(one, zone, here.now), here.now)[1] > here.now

    return Wanted(fits, "planned work ahead")


def similar(name: str, ids: Iterable[str]) -> str:
    """` Did you mean …?` by the id, what follows the date in it, or a word of that; nothing if none is like it."""
    short = {part: one for one in ids for part in (*one[11:].split("-"), one[11:], one) if len(part) > 2}
    close = get_close_matches(name.lower(), list(short), n=1)
    return f" Did you mean {short[close[0]]!r}?" if close else ""


def refuse_broken_part(here: Here, reading: Reading, name: str) -> None:
    """Ends the command with the errors of what is meant, if that has any."""
    for one in left_out(reading.site):
        if one["id"] and name.lower() in str(one["id"]):
            refuse_broken(here, reading, str(one["id"]), here.now)


def _only(found: Sequence[Affair], wanted: Wanted) -> Affair:
    if len(found) == 1:
        return found[0]
    if not found:
        raise click.UsageError(f"There is no {wanted.noun}: which one is meant? `statusgen list` names all.")
    raise click.UsageError(f"There is more than one {wanted.noun}: name {_either(found)}.")


def _either(found: Sequence[Affair]) -> str:
    named = [safe(one.id) for one in found[:_MANY]]
    more = f" or {len(found) - _MANY} more" if len(found) > _MANY else ""
    return " or ".join(named) + more
