"""Pages of single people: who has one, and at which address."""

from datetime import datetime
from pathlib import Path

from statusgen.cli.codes import WORLD, Failure
from statusgen.cli.here import Here
from statusgen.cli.sending import keys
from statusgen.cli.site import locked
from statusgen.model.access import readers_by_person
from statusgen.model.keys import Keys, WeakKey
from statusgen.model.languages import published_in
from statusgen.model.people import Subscriber
from statusgen.model.service import EVERYONE
from statusgen.model.site import Settings, Site
from statusgen.notify.routing.concerned import concerned
from statusgen.publish.artefact import Artefact
from statusgen.publish.private import Address, Reader, private_artefacts
from statusgen.render.addresses import private_page


def private_pages(here: Here, site: Site, now: datetime, root: Path) -> tuple[Artefact, ...]:
    """Of every person, from the whole site."""
    key = key_for_addresses(here)
    if site.people.locked:  # else the pages of those who are not known now would be taken away
        raise Failure(WORLD, f"who has a private page is not known: {locked(site)}; nothing was written")
    readers, found = readers_by_person(site), concerned(site, now)
    people = {}
    for id_, affairs in found.items():
        person = site.people.subscribers[id_]
        language = published_in(site.settings, person.language or site.settings.language) or site.settings.language
        zone = person.timezone or site.settings.timezone
        may_read = readers.get(id_, frozenset(EVERYONE))
        people[Address(key.link(id_, person.link), key.reader(id_))] = Reader(may_read, affairs, language, zone)
    blank = Address(key.blank("link"), key.blank("reader")[:16])
    return private_artefacts(site, now, root, people, blank)


def key_for_addresses(here: Here) -> Keys:
    """Raises Failure where there is none, or one that can be guessed."""
    try:
        return keys(here)
    except WeakKey as error:
        what = "`private_pages` in content/site.yaml gives people secret addresses, which are made with STATUSGEN_KEY"
        raise Failure(WORLD, f"{what}: {error}") from error


def address_of(person: Subscriber, settings: Settings, key: Keys) -> str:
    """Of their own page."""
    return private_page(settings, key.link(person.id, person.link))
