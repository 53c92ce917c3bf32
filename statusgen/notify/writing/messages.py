"""Notification -> message: the same words for a mail, for chat and for an SMS, as long as each can bear."""

from dataclasses import replace
from datetime import datetime

from statusgen.model.access import Readers, may_see, readers_of
from statusgen.model.affair import Affair
from statusgen.model.course import phase_at, worst_effects
from statusgen.model.incident import Incident, Phase
from statusgen.model.languages import languages_of
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.site import Site
from statusgen.model.windows import is_ahead, maintenance_phase_at
from statusgen.notify.message import Facts, Message
from statusgen.notify.news import Kind, thread_of
from statusgen.notify.notification import Notification
from statusgen.notify.writing.brief import preheader_of, short_of, subject_of
from statusgen.notify.writing.composing import frame_of, news_mail, summary_mail
from statusgen.notify.writing.occasion import Occasion, heard, occasion
from statusgen.notify.writing.plaintext import news_text, summary_text
from statusgen.notify.writing.press import Press, language_for, zone_for
from statusgen.notify.writing.reasons import named, sentence
from statusgen.notify.writing.room import Room, one_line
from statusgen.notify.writing.standing import foremost, upcoming
from statusgen.render.addresses import home_of
from statusgen.render.events import event, published
from statusgen.render.words import words

# Characters of each text, from what nearly all have to what always fits.
SIZES = (12_000, 3_000, 800, 200)
NOTHING = "none"  # a header must say something
LIMIT = 100_000  # bytes of HTML: Gmail cuts what is longer


def message(notification: Notification, site: Site, now: datetime, press: Press) -> Message:
    """What this person is told. `site` is whole: what they may not see is cut from it here. Raises ThemeError."""
    made = occasion(notification, site, now, press)
    subject, preheader = subject_of(made), preheader_of(made)
    text, html = _bodies(made, subject, preheader)
    return Message(
        subject=subject,
        preheader=preheader,
        short=short_of(made),
        text=text,
        html=html,
        link=made.home if made.kind is Kind.SUMMARY else made.matter.url,
        calendar=_calendar(made),
    )


def _bodies(made: Occasion, subject: str, preheader: str) -> tuple[str, str]:
    """Plain and HTML: both as long as the HTML may be."""
    frame, text, html = frame_of(made, subject, preheader), "", ""
    for size in SIZES:
        room = Room(size)
        if made.kind is Kind.SUMMARY:
            summary = summary_mail(made, room)
            text = summary_text(frame, summary, made.voice.words)
            html = made.theme.mail("mail/summary.html", made.home, frame=frame, page=summary)
        else:
            page = news_mail(made, room)
            text = news_text(frame, page, made.voice.words)
            html = made.theme.mail("mail/news.html", made.matter.url, frame=frame, page=page)
        if len(html.encode()) < LIMIT:
            break
    return text, html


def _calendar(made: Occasion) -> bytes:
    """The events that calendars should know: what lies ahead, or was called off. A drill is no date."""
    affair, now = made.matter.affair, made.now
    if not isinstance(affair, Maintenance) or affair.drill or made.kind in {Kind.SUMMARY, Kind.REMOVED}:
        return b""
    of_series = upcoming(affair, made.matter.site, now)
    matters = is_ahead(affair, now) or maintenance_phase_at(affair, now) is Phase.CANCELLED
    each = of_series or ((affair,) if matters and not (affair.repeats and not affair.occurrence) else ())
    site = made.matter.site
    home = home_of(site.settings, languages_of(site.settings)[0], made.matter.audience)
    settings = replace(site.settings, timezone=made.voice.zone.key, url=home)
    return published((event(one, site, now) for one in each), settings, made.voice.words) if each else b""


def cohort_key(notification: Notification, site: Site) -> tuple[object, ...]:
    """All that the message depends on beside the site and the moment: equal keys, equal messages.

    The news' id is not enough: summaries of several people have one id, and tell each of something else.
    """
    reader, news = notification.subscriber, notification.news
    return (
        news.id,
        news.at,
        thread_of(news.affair),
        news.update.id if news.update else None,
        notification.kind,
        language_for(reader, site.settings),
        zone_for(reader, site.settings),
        readers_of(site, reader.id),
        notification.reason,
        reader.name if reader.is_list else None,
        tuple(one.id for one in notification.others),
        heard(notification),
        notification.title,
    )


# What headers say


def facts(notification: Notification, site: Site, now: datetime) -> Facts:
    """For filters: ids, and the reason in English, whatever language the reader speaks."""
    affair, update = notification.news.affair, notification.news.update
    readers = readers_of(site, notification.subscriber.id)
    reason = _reason(notification, site, readers)
    if notification.kind is Kind.SUMMARY:
        return Facts(NOTHING, NOTHING, NOTHING, NOTHING, (), reason)
    seen = [one for one in _services(affair, now) if not readers.isdisjoint(site.services[one].audience)]
    return Facts(
        incident=affair.id,
        update=update.id if update else NOTHING,
        phase=_phase(affair, site, now),
        severity=affair.severity if isinstance(affair, Incident) else NOTHING,
        services=tuple(seen),
        reason=reason,
    )


def _reason(notification: Notification, site: Site, readers: Readers) -> str:
    """As the text says it, with names of what they may see."""
    english, reader = words("en"), notification.subscriber
    if reader.is_list:
        return one_line(english.say("mail.because.list", who=reader.name))
    seen = replace(site, services={id_: one for id_, one in site.services.items() if may_see(readers, one.audience)})
    return one_line(
        sentence(notification.kind, notification.reason, english, lambda id_: named(id_, seen, site.people, english))
    )


def _services(affair: Affair, now: datetime) -> tuple[str, ...]:
    """All that it ever named."""
    if isinstance(affair, Announcement):
        return affair.services
    return tuple(worst_effects(affair, now)) if isinstance(affair, Incident) else tuple(affair.effects)


def _phase(affair: Affair, site: Site, now: datetime) -> str:
    if isinstance(affair, Announcement):
        return NOTHING
    if isinstance(affair, Incident):
        return phase_at(affair, now) or NOTHING
    return maintenance_phase_at(foremost(affair, site, now), now)
