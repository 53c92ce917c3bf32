"""`statusgen access link` and `rotate`: addresses of private pages, told to who asks, and made anew."""

from collections.abc import Sequence
from pathlib import Path

import click

from statusgen.author.draft import Refused
from statusgen.author.putting import put, text_of
from statusgen.author.rotating import files_of, rotated
from statusgen.cli.codes import FINE, WORLD, Failure
from statusgen.cli.explain import subscriber_named
from statusgen.cli.here import Here
from statusgen.cli.output import data, say
from statusgen.cli.private import address_of, key_for_addresses
from statusgen.cli.site import locked, read_site
from statusgen.model.people import Subscriber
from statusgen.model.site import Site
from statusgen.report.terminal import safe


@click.command("link")
@click.argument("person", metavar="PERSON")
@click.pass_obj
def link(here: Here, person: str) -> int:
    """Print the address of a person's private page.

    Whoever has it can read the page: pass it on to nobody else. It needs STATUSGEN_KEY.
    """
    _root, reading = read_site(here)
    one = _person(reading.site, person)
    if not reading.site.settings.private_pages:
        raise Failure(WORLD, "there are no private pages: set `private_pages: true` in content/site.yaml")
    data(address_of(one, reading.site.settings, key_for_addresses(here)) + "\n")
    return FINE


@click.command("rotate")
@click.argument("people", metavar="[PERSON]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Everybody, in place of naming them.")
@click.pass_obj
def rotate(here: Here, people: tuple[str, ...], *, every: bool) -> int:
    """Give people new addresses for their private pages.

    It raises `link` in their entry, and changes no other byte. The next `build --all-audiences` writes the pages at the
    new addresses and takes those at the old ones away; mails lead to the new ones from then on.
    """
    if every is bool(people):
        raise click.UsageError("Name the people, or everybody with --all.")
    root, reading = read_site(here)
    chosen = _everybody(reading.site) if every else [_person(reading.site, one) for one in dict.fromkeys(people)]
    base = here.subscribers.parent if here.subscribers else root
    _raise(base, chosen)
    who = "1 person gets" if len(chosen) == 1 else f"{len(chosen):,} people get"
    say(f"{who} a new address with the next `statusgen build --all-audiences`; until then the old one holds.")
    return FINE


def _person(site: Site, name: str) -> Subscriber:
    one = subscriber_named(site, name)
    if one.is_list:
        raise click.UsageError(f"{name} is a list: only people have private pages.")
    return one


def _everybody(site: Site) -> list[Subscriber]:
    if site.people.locked:
        raise Failure(WORLD, f"not everybody is known: {locked(site)}; nothing was written")
    return [one for one in site.people.subscribers.values() if not one.is_list]


def _raise(base: Path, people: Sequence[Subscriber]) -> None:
    """In all files or in none."""
    try:
        files = files_of(base, people)
        draft = rotated(files, {path: text_of(base, path) for path in files})
    except Refused as error:
        raise click.UsageError(f"{error} (nothing was written)") from error
    data("".join(f"{safe(str(path))}\n" for path in put(base, draft)))
