"""Pages and feeds of single people, each at an address that is a secret: `f/<token>/`.

What equal readers see is made once, with blanks where something is of one person alone, and filled in for each.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from statusgen.model.access import Readers, seen_by
from statusgen.model.affair import reference
from statusgen.model.history import by_month
from statusgen.model.languages import in_language
from statusgen.model.occurrences import maintenances_at
from statusgen.model.private import Affairs, only, shown_at
from statusgen.model.site import Settings, Site
from statusgen.model.status import status_at
from statusgen.publish.artefact import Artefact, digest, of_bytes
from statusgen.publish.calendar import NAME as CALENDAR
from statusgen.publish.calendar import calendar, events_of
from statusgen.publish.feedfile import Entry
from statusgen.publish.feeds import FEEDS, Press, entry_of, press_key
from statusgen.publish.feedtext import Voice
from statusgen.publish.freshness import stale_after, unsettled
from statusgen.publish.plan import theme_in
from statusgen.publish.program import program
from statusgen.publish.refusals import AUDIENCE
from statusgen.publish.scopes import Scope
from statusgen.publish.stories import Line, Stories, Story, newest_first, stories_of
from statusgen.publish.threads import Thread, threads
from statusgen.publish.views.frame import Frame, feeds_in, frame
from statusgen.publish.views.paths import INDEX, language_folder
from statusgen.publish.views.private import private_view
from statusgen.publish.views.scene import Scene
from statusgen.render.addresses import PRIVATE, home_of, place, private_page
from statusgen.render.blanks import FOLD, form
from statusgen.render.theme import Theme

_TEMPLATE = "private.html"


class Reader(NamedTuple):
    """All that a private page depends on beside the site and the moment. `affairs` are those that concern them."""

    readers: Readers
    affairs: Affairs
    language: str
    timezone: str


class Address(NamedTuple):
    """What is of one person alone: the `token` of the page's address, and the `seal` in the ids of its feeds."""

    token: str
    seal: str


def private_artefacts(
    whole: Site, now: datetime, root: Path, people: Mapping[Address, Reader], blank: Address
) -> tuple[Artefact, ...]:
    """The tree below which `f/` is served, by path. `blank` are texts of the same length as those of any address, that
    can stand nowhere else."""
    groups: dict[Reader, list[Address]] = {}
    for address, reader in people.items():
        groups.setdefault(reader, []).append(address)
    stages = cache(partial(_stage, whole, now, cache(partial(_theme, root, whole)), blank))
    files = [of_bytes(AUDIENCE, f"{PRIVATE}/\n".encode())]
    for reader, addresses in groups.items():
        for made in _made(stages(reader._replace(affairs=frozenset())), reader.affairs):
            shared = replace(made, make=cache(made.make)) if len(addresses) > 1 else made
            files += [_filled(shared, blank, address) for address in addresses]
    return tuple(sorted(files, key=lambda one: one.path))


def _filled(made: Artefact, blank: Address, address: Address) -> Artefact:
    def make() -> bytes:
        content = made.make()
        for there, theirs in zip(blank, address, strict=True):
            content = form(content, there, FOLD if made.path == CALENDAR else b"").filled(theirs)
        return content

    return Artefact(f"{PRIVATE}/{address.token}/{made.path}", digest(program(), made.key, *address), make)


# What people with the same rights, language and zone share


@dataclass(frozen=True, slots=True)
class _Stage:
    """`site` is all that they may see, at the address of the site for everyone. What feeds tell is made once for each
    affair. By its reference: `homes` are the audiences whose sites show most of it, empty for that for everyone; `urls`
    the front pages of these sites; `threads` what was said of it. `unsettled` are incidents by id.
    """

    site: Site
    now: datetime
    theme: Theme
    blank: Address
    homes: Mapping[str, str]
    urls: Mapping[str, str]
    threads: Mapping[str, Thread]
    unsettled: frozenset[str]
    press: Press
    stories: dict[str, Stories] = field(default_factory=dict)

    def lead(self, affair: str) -> str:
        """From the top of all pages of the language to those of the site that has this one."""
        home = self.homes[affair]
        folder = language_folder(self.site.settings)
        return f"{'../' if folder else ''}{place(home)}/{folder}" if home else ""

    def stories_of(self, affair: str) -> Stories:
        if affair not in self.stories:
            self.stories[affair] = stories_of(self.threads[affair], Line.UPDATES) if affair in self.threads else ()
        return self.stories[affair]


def _theme(root: Path, whole: Site, language: str, timezone: str) -> Theme:
    return theme_in(root, replace(whole.settings, timezone=timezone), language)


def _stage(whole: Site, now: datetime, themes: Callable[[str, str], Theme], blank: Address, for_: Reader) -> _Stage:
    seen = seen_by(whole, for_.readers)
    seen = in_language(replace(seen, settings=replace(seen.settings, timezone=for_.timezone)), for_.language)
    homes = {reference(one): shown_at(one, whole.settings, for_.readers) for one in whole.affairs}
    theme = themes(for_.language, for_.timezone)
    own = _own(seen.settings, blank)
    urls = {name: home_of(seen.settings, for_.language, home) for name, home in homes.items()}
    entry = cache(partial(_entry, own, urls, theme))
    press = Press(own, theme.words, press_key(own, theme.words), entry)
    told = {f"{one.folder}/{one.id}": one for one in threads(seen, now)}
    return _Stage(seen, now, theme, blank, homes, urls, told, unsettled(seen, now), press)


def _own(settings: Settings, blank: Address) -> Settings:
    """Those by which feeds name themselves and what is in them."""
    return replace(settings, url=private_page(settings, blank.token), tag=f"{settings.tag}.{blank.seal}", index=False)


def _entry(own: Settings, urls: Mapping[str, str], theme: Theme, story: Story) -> Entry:
    there = replace(own, url=urls[f"{story.thread.folder}/{story.thread.id}"])
    return entry_of(there, Voice(theme.words, own.zone), story)


# What one of them gets


def _made(stage: _Stage, affairs: Affairs) -> Iterator[Artefact]:
    site = only(stage.site, affairs)
    own = replace(site, settings=_own(site.settings, stage.blank))
    scope = Scope(name=stage.theme.words.say("private.title"))
    count = site.settings.history.feed_entries
    told = newest_first(chain.from_iterable(map(stage.stories_of, affairs)))[:count]
    files = [stage.press.artefact(kind, scope, told) for kind in FEEDS if kind.single]
    urls = {one.id: stage.urls[reference(one)] for one in site.maintenances}
    files.append(calendar(own.settings, stage.theme.words, scope, events_of(own, stage.now), urls))
    yield from files
    yield _page(stage, site, [one.path for one in files])


def _page(stage: _Stage, site: Site, feeds: list[str]) -> Artefact:
    folder = f"{PRIVATE}/{stage.blank.token}/"
    shown = _scene(stage, site, frozenset(folder + name for name in feeds))
    view = private_view(shown, stage.lead)
    around = _frame(shown, folder)
    key = digest(stage.theme.digest, repr(around), repr(view))
    return Artefact(INDEX, key, lambda: stage.theme.page(_TEMPLATE, page=view, frame=around).encode())


def _scene(stage: _Stage, site: Site, files: frozenset[str]) -> Scene:
    """Without what the page does not show: days and uptime of services."""
    lively = replace(site, incidents=tuple(one for one in site.incidents if one.id in stage.unsettled))
    return Scene(
        site=site,
        now=stage.now,
        words=stage.theme.words,
        status=status_at(site, stage.now),
        days={},
        uptimes={},
        works=maintenances_at(site, stage.now),
        told=(),
        months=by_month(site, stage.now),
        stale_after=stale_after(lively, stage.now),
        files=files,
    )


def _frame(shown: Scene, folder: str) -> Frame:
    """It lies at the top, whatever its language: what leads to other pages leads to those of the language."""
    settings = shown.site.settings
    return replace(
        frame(shown, folder + INDEX),
        root=f"../../{language_folder(settings)}",
        top="../../",
        canonical=f"{settings.url}{folder}",
        feeds=(),
        site_feeds=feeds_in(shown, folder),
        indexed=False,
    )
