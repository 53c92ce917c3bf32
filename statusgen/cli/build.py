"""`statusgen build`: the site for everyone, or those of audiences, as files."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from statusgen.cli.codes import CONTENT, FINE, LOCKED, WORLD, Failure
from statusgen.cli.here import Here
from statusgen.cli.origin import Commit
from statusgen.cli.output import data, say, write
from statusgen.cli.private import private_pages
from statusgen.cli.readers import concerning, places, readers_of_site, whose
from statusgen.cli.site import AT, locked, placed, root_of, say_left_out, seen, stopping
from statusgen.cli.sources import refuse_missing, refuse_mixing, say_missing
from statusgen.model.site import Settings, Site
from statusgen.problems import NOWHERE
from statusgen.publish.artefact import Artefact
from statusgen.publish.gates import OF_PEOPLE, gates, listing, site_for
from statusgen.publish.lock import Busy
from statusgen.publish.output import Written, dry_run
from statusgen.publish.output import write as write_output
from statusgen.publish.plan import plan
from statusgen.publish.refusals import OutputError
from statusgen.publish.several import beside_each_other, give_up, put_listing
from statusgen.read.commit_links import with_commit_links
from statusgen.read.load import Reading, load
from statusgen.read.root import SETTINGS
from statusgen.render.theme import ThemeError
from statusgen.report import report
from statusgen.report.json import counts, document
from statusgen.report.terminal import safe

_WAIT = 30.0  # seconds for another build to end


@click.command()
@click.option(
    "-o",
    "--out",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the site there. Default: public/ in the site's root.",
)
@whose
@AT
@click.option("--dry-run", "dry", is_flag=True, help="Write nothing, and say what would change.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document about what was written.")
@click.option("--keep-going", is_flag=True, help="Leave out what has errors, say so, and build the rest.")
@click.option("--strict", is_flag=True, help="Refuse to build where there are warnings, too.")
@click.option("--allow-older", is_flag=True, help="Replace a site even if it was built from a newer commit.")
@click.pass_obj
def command(here: Here, /, *, out: Path | None, at: datetime | None, as_json: bool, **how: Any) -> int:
    """Write the site.

    It holds what is for everyone, and nothing else. With --audience it is the site of one audience, which belongs at
    `a/<audience>/` below the address of the site; with --all-audiences all of them are written, and beside them
    `access.json`, from which `access config` makes the configuration of a web server. See docs/audiences.md. With
    `private_pages` in the settings that is also where each person's own page is written, which needs STATUSGEN_KEY.

    Where what is for its readers has errors nothing is written and the exit code is 1. Only files that an earlier
    build made are ever replaced or removed.

    `--at` is the time machine. It goes by the times that are written in the content: what was edited without a trace
    is shown as it reads today. Such a site needs a folder of its own, named with `--out`, and says on every page
    which moment it shows. It never takes the place of the present one, nor the present one its place.
    """
    if how["keep_going"] and how["strict"]:
        raise click.UsageError("--keep-going and --strict contradict each other.")
    if at is not None and out is None:
        raise click.UsageError("--at shows the past: name a folder for it with --out, beside that of the present site.")
    _check_whose(out, how)
    root = root_of(here)
    reading = _reading(here, root, how)
    if refused(here, reading, keep_going=how["keep_going"], strict=how["strict"]):
        return CONTENT
    _check_people(reading.site, how)
    out = out or root / "public"
    _check_sources(reading.site, root, out, how)
    commit = None if how["dry"] else Commit(root, reading.site, allow_older=how["allow_older"])
    # The past has no commits: what is there now may have been written otherwise then.
    traced = with_commit_links(reading.site, root) if at is None else reading.site
    sites = []
    for audience, place in places(reading.site.settings, out, how["audience"], every=how["every"]):
        site, now = seen(site_for(traced, audience), here, at)
        sites.append(Planned(audience, place, _planned(plan, site, now, root, past=at is not None)))
    settings = traced.settings
    if how["every"] and at is not None:
        settings = replace(settings, private_pages=False)  # of who was to hear what then, nothing is known
    if how["every"] and settings.private_pages:
        sites.append(Planned(None, out / OF_PEOPLE, _planned(private_pages, here, traced, here.now, root)))
    written = _publish_all(sites, out, settings, commit) if how["every"] else [_publish(sites[0], commit)]
    if as_json:
        facts = [_facts(*each) for each in zip(sites, written, strict=True)]
        told = {"out": str(out), "trees": facts} if how["every"] else facts[0]
        data(document(told | {"problems": counts(reading.problems)}))
    return FINE


def _check_whose(out: Path | None, how: Mapping[str, Any]) -> None:
    if how["every"] and how["audience"]:
        raise click.UsageError("--audience and --all-audiences contradict each other.")
    if out is None and (how["every"] or how["audience"]):
        raise click.UsageError(
            "What is not for everyone must not lie where everyone looks: name a folder for it with --out, beside that "
            "of the site for everyone."
        )


def _check_people(site: Site, how: Mapping[str, Any]) -> None:
    """What people do not stand in is not to vanish from a site because a key is not there."""
    if site.people.may_lack_teams and not how["keep_going"]:
        what = "and pages and feeds of teams would be missing; nothing was written (--keep-going builds without them)"
        raise Failure(WORLD, f"{locked(site)}, {what}")


def _check_sources(site: Site, root: Path, out: Path, how: Mapping[str, Any]) -> None:
    every = [one.id for one in site.settings.audiences] if how["every"] else []
    otherwise = "a site for its readers cannot be built without it; nothing was written"
    refuse_missing(site, root, [*every, *filter(None, [how["audience"]])], otherwise)
    refuse_mixing(out, root, site.settings)
    say_missing(site, root)


def _reading(here: Here, root: Path, how: Mapping[str, Any]) -> Reading:
    """What was read there, with the problems that are the business of those whose site is built."""
    if how["every"]:
        reading = load(root, here.now, here.subscribers)
    else:
        readers = readers_of_site(how["audience"])
        reading = concerning(load(root, here.now, here.subscribers, readers), readers)
    return replace(reading, problems=placed(reading.problems, root))


def refused(here: Here, reading: Reading, *, keep_going: bool, strict: bool) -> bool:
    """Whether the content is no ground to build on. Says what is wrong with it either way."""
    grave = stopping(reading.problems, strict=strict)
    if grave:
        write(sys.stderr, report(grave, "text", color=here.colors(sys.stderr)))
    if passed_over := len(reading.problems) - len(grave):
        say(f"{passed_over:,} warning{'' if passed_over == 1 else 's'}: see statusgen check")
    if keep_going:
        left_out = [span.path for span in reading.site.left_out if span != NOWHERE]
        if left_out and SETTINGS not in left_out:
            say_left_out(left_out)
        return SETTINGS in left_out  # without its settings a site has neither name nor address
    return bool(grave)


@dataclass(frozen=True, slots=True)
class Planned:
    """The site of an audience, and the folder that it goes to. No audience: the pages of single people."""

    audience: str | None
    out: Path
    artefacts: tuple[Artefact, ...]


def _planned(planning: Callable[..., tuple[Artefact, ...]], *about: Any, **how: Any) -> tuple[Artefact, ...]:
    try:
        return planning(*about, **how)
    except ThemeError as error:
        raise Failure(CONTENT, str(error)) from error


def _publish_all(sites: Sequence[Planned], out: Path, settings: Settings, commit: Commit | None) -> list[Written]:
    """One tree after the other, the one for everyone first: what nobody may see any more is gone first."""
    if commit is None:
        return [_publish(site, None) for site in sites]
    folders = [gate.folder for gate in gates(settings)] + ([OF_PEOPLE] if settings.private_pages else [])
    with _failing(), beside_each_other(out, folders[1:], _WAIT) as home:
        written = [_publish(site, commit) for site in sites]
        put_listing(out, listing(settings), home)
        for folder in give_up(out, folders, _WAIT):
            why = "private pages are off" if folder == OF_PEOPLE else "there is no such audience any more"
            say(f"Emptied {_shown(out / folder)}/: {why}")
    return written


def _publish(site: Planned, commit: Commit | None) -> Written:
    """What was written; without a commit, what would be. Says so, too."""
    waiting = f"Another build is writing {_shown(site.out)}/: waiting for it to end, for {_WAIT:g} s at most"
    with _failing():
        if commit is None:
            written = dry_run(site.artefacts, site.out)
        else:
            written = write_output(
                site.artefacts,
                site.out,
                stamp=commit.stamp(site.audience),
                wait=_WAIT,
                guard=partial(commit.guard, site.audience),
                waiting=lambda: say(waiting),
            )
    say(_sentence(site, written, dry=commit is None))
    return written


@contextmanager
def _failing() -> Iterator[None]:
    """What keeps a site from being written, as the end of the command."""
    try:
        yield
    except ThemeError as error:
        raise Failure(CONTENT, str(error)) from error
    except Busy as error:
        raise Failure(LOCKED, str(error)) from error
    except OutputError as error:
        raise Failure(WORLD, str(error)) from error


def _facts(site: Planned, written: Written) -> dict[str, Any]:
    """Of pages of single people no path: each has a secret in it."""
    if site.audience is None:
        counts = {"written": len(written.written), "unchanged": written.unchanged, "removed": len(written.removed)}
        return {"audience": None, "out": str(site.out), "artefacts": len(site.artefacts), **counts}
    return {
        "audience": site.audience,
        "out": str(site.out),
        "artefacts": [{"path": artefact.path, "key": artefact.key} for artefact in site.artefacts],
        "written": list(written.written),
        "unchanged": written.unchanged,
        "removed": list(written.removed),
    }


def _sentence(site: Planned, written: Written, *, dry: bool) -> str:
    pages = sum(artefact.path.endswith(".html") for artefact in site.artefacts)
    changes = f"{len(written.written):,} written, {written.unchanged:,} unchanged, {len(written.removed):,} removed"
    begin = "Would build" if dry else "Built"
    return f"{begin} {pages:,} pages in {len(site.artefacts):,} files: {changes} in {_shown(site.out)}/"


def _shown(out: Path) -> str:
    """As one would name it from here."""
    here = Path.cwd()
    return safe(str(out.relative_to(here) if out.is_relative_to(here) else out))
