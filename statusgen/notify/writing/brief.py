"""The short forms of a message: its subject, its state in one line, and what fits into an SMS."""

from collections.abc import Iterator

from statusgen.model.course import advice, promised_at
from statusgen.model.incident import Incident
from statusgen.model.maintenance import Maintenance
from statusgen.model.windows import window
from statusgen.notify.news import Kind
from statusgen.notify.writing.composing import gist, lead_of, matters_of, prose_of
from statusgen.notify.writing.duty import duty_of
from statusgen.notify.writing.occasion import FIRST, Matter, Occasion
from statusgen.notify.writing.room import one_line, shortened
from statusgen.notify.writing.standing import foremost, standing

PREHEADER = 160  # characters; lists of mails show about a hundred
SHORT = 300
_TITLE = 80
_BY_TITLE = frozenset({Kind.RESCHEDULED, Kind.ANNOUNCEMENT, Kind.CANCELLED, Kind.COMPLETED})
_LONGEST_LINK = 200
_STOPS = (".", "!", "?", "…", ":", ";", "\u3002", "\uff01", "\uff1f", "\u061f")  # the last: Chinese, Arabic


def subject_of(occasion: Occasion) -> str:
    """The same for all news of an affair, whatever it is called by now: its mails are one conversation."""
    voice, site = occasion.voice, one_line(occasion.matter.site.settings.name)
    if occasion.kind is Kind.SUMMARY:
        news = voice.say("mail.news.summary")
        return voice.say(
            "mail.subject", site=site, title=voice.say("mail.summary_subject", news=news, day=voice.day(occasion.now))
        )
    title = one_line(occasion.notification.title or occasion.matter.affair.title)
    if occasion.kind is Kind.OVERDUE:  # no part of that conversation: it is for the owner alone
        title = _named(voice.say("mail.news.overdue"), title, occasion)
    return voice.say("mail.subject", site=site, title=_marked(occasion.matter, title, occasion))


def _marked(matter: Matter, text: str, occasion: Occasion) -> str:
    """A drill never passes for the real thing."""
    if getattr(matter.affair, "drill", False):
        return occasion.voice.say("mail.exercise", exercise=occasion.voice.say("incident.exercise"), text=text)
    return text


def preheader_of(occasion: Occasion) -> str:
    """The state, and what it means."""
    if occasion.kind is Kind.SUMMARY:
        return shortened(_titles(occasion), PREHEADER)
    matter, voice = occasion.matter, occasion.voice
    if occasion.kind is Kind.REMOVED:
        return shortened(voice.say("mail.news.removed"), PREHEADER)
    if occasion.kind is Kind.OVERDUE:
        return shortened(_marked(matter, duty_of(occasion), occasion), PREHEADER)
    where = standing(matter, voice, occasion.now)
    parts = [where.phase or where.state, *_when(occasion), _meaning(occasion), _next(occasion), _said(occasion)]
    return shortened(_marked(matter, _sentences(parts), occasion), PREHEADER)


def short_of(occasion: Occasion) -> str:
    """What has not been said yet first, then the link: PagerDuty's rule for little room."""
    link = occasion.home if occasion.kind is Kind.SUMMARY else occasion.matter.url
    if not link or len(link) > _LONGEST_LINK:
        return shortened(_news(occasion, SHORT), SHORT)
    return f"{_news(occasion, SHORT - len(link) - 1)} {link}"


def _news(occasion: Occasion, most: int) -> str:
    voice, kind = occasion.voice, occasion.kind
    news = voice.say(f"mail.news.{kind}")
    if kind is Kind.SUMMARY:
        return shortened(_named(news, _titles(occasion), occasion), most)
    title = shortened(occasion.matter.affair.title, _TITLE)
    if kind is Kind.REMOVED:
        return shortened(_marked(occasion.matter, _named(news, title, occasion), occasion), most)
    if kind in FIRST or kind in _BY_TITLE:
        head = _sentences([_named(news, title, occasion), *_when(occasion)])
        return _fitted(occasion, (head, [_meaning(occasion), _said(occasion)], _next(occasion)), most)
    phase = standing(occasion.matter, voice, occasion.now).phase
    head = _sentences([phase if kind is Kind.UPDATED and phase else news])
    return _fitted(
        occasion, (head, [_said(occasion) or _meaning(occasion)], f"{_next(occasion)} ({title})".strip()), most
    )


def _fitted(occasion: Occasion, parts: tuple[str, list[str], str], most: int) -> str:
    """Beginning and end as they are; what stands between is cut."""
    head, middle, tail = parts
    head = _marked(occasion.matter, head, occasion)
    left = most - len(head) - len(tail) - 2
    between = shortened(_sentences(middle), left) if left >= _TITLE // 4 else ""
    return shortened(" ".join(filter(None, (head, between, tail))), most)


def _named(news: str, title: str, occasion: Occasion) -> str:
    return occasion.voice.say("entry.title", phase=news, title=title)


def _meaning(occasion: Occasion) -> str:
    """What it means to people, while it does."""
    matter = occasion.matter
    if isinstance(matter.affair, Incident) and not standing(matter, occasion.voice, occasion.now).over:
        return advice(matter.affair, occasion.now)[0]
    return lead_of(matter)


def _said(occasion: Occasion) -> str:
    """What is new in its authors' words, without their looks."""
    matter = occasion.matter
    return gist(prose_of(matter), matter.url) or (matter.told.impact if matter.told else "")


def _when(occasion: Occasion) -> Iterator[str]:
    affair, now = occasion.matter.affair, occasion.now
    if isinstance(affair, Maintenance):
        yield occasion.voice.period(*window(foremost(affair, occasion.matter.site, now), now))


def _next(occasion: Occasion) -> str:
    matter = occasion.matter
    if not isinstance(matter.affair, Incident):
        return ""
    due = promised_at(matter.affair, matter.site.settings.promise, occasion.now)
    ahead = due is not None and due >= occasion.now
    return occasion.voice.say("entry.next", time=occasion.voice.moment(due)) if due and ahead else ""


def _titles(occasion: Occasion) -> str:
    """What stands how, the gravest first."""
    voice, now = occasion.voice, occasion.now
    states = [(standing(matter, voice, now), matter) for matter in matters_of(occasion)]
    named = [_named(where.phase or where.state, one_line(one.affair.title), occasion) for where, one in states]
    return _sentences(named)


def _sentences(parts: list[str]) -> str:
    """In one line, each with a stop at its end."""
    lines = [one_line(part) for part in parts if part.strip()]
    return " ".join(line if line.endswith(_STOPS) else f"{line}." for line in lines)
