"""All that one message is made of: the news as its reader may see it, in their language, and how to speak to them."""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from statusgen.model.access import Readers, readers_of, seen_by
from statusgen.model.affair import Affair, reference
from statusgen.model.course import Entry, entries
from statusgen.model.incident import Incident
from statusgen.model.languages import in_language
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.people import People
from statusgen.model.private import shown_at
from statusgen.model.site import Site
from statusgen.notify.news import Kind, News
from statusgen.notify.notification import Notification
from statusgen.notify.writing.press import Press, Voice, language_for, zone_for
from statusgen.render.addresses import home_of, private_page
from statusgen.render.theme import Theme

# What a reader hears of for the first time, or after long: the summary helps.
FIRST = frozenset({Kind.OPENED, Kind.REAL, Kind.ADDED, Kind.SCHEDULED, Kind.REVIVED, Kind.REMINDER, Kind.STARTED})


@dataclass(frozen=True, slots=True)
class Matter:
    """One affair and the news of it. `site` holds only that affair, as its reader may see it, in their language.

    `entries` is what was said, oldest first; `told` is the one that is the news, if somebody said it. `home` is the
    front page of the site that shows its reader most of it, `audience` whose that is, empty if everyone's, and `url`
    its page there.
    """

    news: News
    kind: Kind
    affair: Affair
    site: Site
    entries: tuple[Entry, ...]
    told: Entry | None
    audience: str
    home: str
    url: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """`matter` is the one of the notification, `others` are those that a summary tells of besides. `people` are all.

    `own` is the address of the reader's private page, with a blank in it; empty if there is none.
    """

    notification: Notification
    matter: Matter
    others: tuple[Matter, ...]
    people: People
    home: str
    own: str
    voice: Voice
    theme: Theme
    now: datetime

    @property
    def kind(self) -> Kind:
        return self.notification.kind


def occasion(notification: Notification, site: Site, now: datetime, press: Press) -> Occasion:
    reader = notification.subscriber
    language, zone = language_for(reader, site.settings), ZoneInfo(zone_for(reader, site.settings))
    home = home_of(site.settings, language)
    readers = readers_of(site, reader.id)
    theme = press.theme(language)
    return Occasion(
        notification=notification,
        matter=_matter(notification.news, notification.kind, site, readers, (language, now)),
        others=tuple(_matter(news, news.kind, site, readers, (language, now)) for news in notification.others),
        people=site.people,
        home=home,
        own=private_page(site.settings, press.blank) if press.blank and not reader.is_list else "",
        voice=Voice(theme.words, zone, now.astimezone(zone).date()),
        theme=theme,
        now=now,
    )


def _matter(news: News, kind: Kind, site: Site, readers: Readers, how: tuple[str, datetime]) -> Matter:
    language, now = how
    seen = in_language(seen_by(_only(site, news.affair), readers), language)
    if not seen.affairs:
        raise ValueError("nothing of the news may be seen by whom it is addressed to")  # nor its id: it tells too
    affair = seen.affairs[0]
    spoken = () if isinstance(affair, Announcement) else entries(affair.updates, now)
    audience = shown_at(affair, site.settings, readers)
    home = home_of(site.settings, language, audience)
    return Matter(news, kind, affair, seen, spoken, _told(news, spoken), audience, home, f"{home}{reference(affair)}/")


def _only(site: Site, affair: Affair) -> Site:
    """The site as if there were nothing else: what is cut and translated is this alone."""
    return replace(
        site,
        incidents=(affair,) if isinstance(affair, Incident) else (),
        maintenances=(affair,) if isinstance(affair, Maintenance) else (),
        announcements=(affair,) if isinstance(affair, Announcement) else (),
    )


def _told(news: News, spoken: tuple[Entry, ...]) -> Entry | None:
    if news.update is None:
        return None
    return next(
        (one for one in spoken if news.update.id in {update.id for update in (one.update, *one.corrections)}), None
    )


def heard(notification: Notification) -> str:
    """The last update that the reader can have heard of, by its id; empty if none. All that depends on when they were
    told depends on this alone, so that people who were told seconds apart get the same bytes."""
    since, affair = notification.since, notification.news.affair
    if since is None or isinstance(affair, Announcement):
        return ""
    said = (one for one in reversed(affair.updates) if not one.corrects)  # a correction is no step of its own
    return next((one.id for one in said if one.at <= since), "")


def unheard(occasion: Occasion) -> tuple[tuple[Entry, ...], Entry | None]:
    """What was said since the reader last heard, without what is the news; and what they heard last, if anything."""
    matter, last = occasion.matter, heard(occasion.notification)
    known = [number for number, one in enumerate(matter.entries) if one.update.id == last]
    since = matter.entries[known[-1]] if known else None
    fresh = matter.entries[known[-1] + 1 :] if known else matter.entries
    return tuple(one for one in fresh if one is not matter.told), since
