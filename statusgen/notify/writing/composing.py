"""From an occasion to the views of a mail."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from statusgen.model.access import may_see
from statusgen.model.course import Entry
from statusgen.model.incident import Update
from statusgen.model.languages import Borrowed, language_of
from statusgen.model.maintenance import Announcement, Maintenance
from statusgen.model.service import EVERYONE, Effect
from statusgen.notify.news import Kind
from statusgen.notify.writing.duty import duty_of
from statusgen.notify.writing.occasion import FIRST, Matter, Occasion, unheard
from statusgen.notify.writing.press import Voice
from statusgen.notify.writing.reasons import change_of, why_of
from statusgen.notify.writing.room import Room, one_line
from statusgen.notify.writing.standing import Fact, effects_of, facts_of, standing
from statusgen.notify.writing.views import MailAffair, MailFact, MailFrame, MailPost, MailService, NewsMail, SummaryMail
from statusgen.render import markup
from statusgen.render.addresses import page_of

# A voice, facts that are said elsewhere in the mail, and how much fits.
How = tuple[Voice, Sequence[Fact], Room]

# News that is of the reader, or of what is to come.
_TIMELESS = frozenset({Kind.ADDED, Kind.REMOVED, Kind.REMINDER, Kind.OVERDUE})

_HEADING = 40  # characters; a paragraph that is shorter says little


def frame_of(occasion: Occasion, subject: str, preheader: str) -> MailFrame:
    settings, voice = occasion.matter.site.settings, occasion.voice
    return MailFrame(
        site_name=one_line(settings.name),
        home=occasion.home,
        own=occasion.own,
        subject=subject,
        preheader=preheader,
        language=voice.words.language,
        why=one_line(why_of(occasion)),
        change=one_line(change_of(occasion)),
        zone=voice.say("mail.zone", zone=voice.zone.key),
    )


def news_mail(occasion: Occasion, room: Room) -> NewsMail:
    matter, voice = occasion.matter, occasion.voice
    where = standing(matter, voice, occasion.now)
    facts = tuple(facts_of(matter, voice, occasion.now)) if occasion.kind is not Kind.REMOVED else ()
    lead = duty_of(occasion) if occasion.kind is Kind.OVERDUE else lead_of(matter)
    right, wrong = _told(occasion, facts, room)
    services_name, services = _services(occasion, room)
    earlier_name, earlier = _earlier(occasion, facts, room)
    return NewsMail(
        news=_news(occasion),
        state=where.state if not isinstance(matter.affair, Announcement) else "",
        effect=where.effect,
        exercise=exercise_of(matter, voice),
        title=room.line(matter.affair.title),
        formerly=_formerly(occasion, room),
        url=matter.url,
        lead=room.line(lead),
        said=right,
        wrong=wrong,
        facts=_shown([fact for fact in facts if fact[1] != lead], room),
        services_name=services_name,
        services=services,
        earlier_name=earlier_name,
        earlier=earlier,
        more=voice.say("mail.more") if room.full else "",
    )


def _news(occasion: Occasion) -> str:
    """What kind of news it is, and since when, if it has a time of its own."""
    voice, news = occasion.voice, occasion.voice.say(f"mail.news.{occasion.kind}")
    if occasion.kind in _TIMELESS or occasion.matter.news.undated:
        return news
    return voice.say("mail.state", sort=news, phase=voice.moment(occasion.matter.news.at))


def _formerly(occasion: Occasion, room: Room) -> str:
    first = occasion.notification.title
    return occasion.voice.say("mail.formerly", title=room.line(first)) if first else ""


def exercise_of(matter: Matter, voice: Voice) -> str:
    """The warning that nothing is real; empty where it is."""
    if isinstance(matter.affair, Announcement) or not matter.affair.drill:
        return ""
    note = "maintenance.drill_note" if isinstance(matter.affair, Maintenance) else "incident.exercise_note"
    return voice.say("mail.exercise", exercise=voice.say("incident.exercise"), text=voice.say(note))


def lead_of(matter: Matter) -> str:
    """The summary, for who hears of it for the first time."""
    if isinstance(matter.affair, Announcement) or matter.kind not in FIRST:
        return ""
    return matter.affair.summary


def prose_of(matter: Matter) -> str:
    """What is new in its authors' words; Markdown."""
    if isinstance(matter.affair, Announcement):
        return matter.affair.text
    return matter.told.text if matter.told else ""


# What was said


def _told(occasion: Occasion, facts: Sequence[Fact], room: Room) -> tuple[MailPost | None, MailPost | None]:
    """What is new, and what was wrong."""
    matter, voice = occasion.matter, occasion.voice
    if occasion.kind is Kind.REMOVED:
        return None, None
    if isinstance(matter.affair, Announcement):
        post = MailPost("", room.prose(matter.affair.text), ())
        return post, None
    if matter.told is None:
        return None, None
    if occasion.kind is Kind.CORRECTED and matter.news.update:
        return _corrected(matter.told, matter.news.update.id, voice, room)
    heading = _heading(matter.told, voice) if occasion.kind in _TIMELESS else ""
    return _post(matter.told, heading, (voice, facts, room)), None


def _corrected(told: Entry, correction: str, voice: Voice, room: Room) -> tuple[MailPost | None, MailPost | None]:
    """Only what differs: all else was right."""
    number = next((place for place, one in enumerate(told.corrections) if one.id == correction), -1)
    before, after = Entry(told.update, told.corrections[:number]).current, told.current
    how: How = (voice, (), room)
    right = _of_update(_different(after, before), voice.say("mail.right"), how)
    wrong = _of_update(_different(before, after), voice.say("mail.wrong", time=voice.moment(told.at)), how)
    return right, wrong


def _different(one: Update, other: Update) -> Update:
    """Without what the other says too."""
    return replace(
        one,
        text="" if one.text == other.text else one.text,
        impact="" if one.impact == other.impact else one.impact,
        action="" if one.action == other.action else one.action,
    )


def _post(entry: Entry, heading: str, how: How) -> MailPost | None:
    return _of_update(entry.current, heading, how)


def _of_update(update: Update, heading: str, how: How) -> MailPost | None:
    """None if it says nothing. `facts` of `how` are those that are said elsewhere in the mail."""
    voice, facts, room = how
    said = {text for _, text in facts}
    own = ((voice.say("incident.impact"), update.impact), (voice.say("incident.action"), update.action))
    shown = _shown([fact for fact in own if fact[1] and fact[1] not in said], room)
    text = room.prose(update.text)
    return MailPost(heading, text, shown) if text.strip() or shown else None


def _earlier(occasion: Occasion, facts: Sequence[Fact], room: Room) -> tuple[str, tuple[MailPost, ...]]:
    """What they have not heard, newest first, and what to call that."""
    voice = occasion.voice
    if occasion.kind in {Kind.REMOVED, Kind.POSTMORTEM, Kind.CORRECTED, Kind.OVERDUE}:
        return "", ()
    fresh, since = unheard(occasion)
    how = (voice, facts, room)
    posts = [_post(entry, _heading(entry, voice), how) for entry in room.some(fresh[::-1])]
    name = voice.say("mail.since", time=voice.moment(since.at)) if since else voice.say("mail.earlier")
    return name, tuple(post for post in posts if post)


def _heading(entry: Entry, voice: Voice) -> str:
    phase = voice.say(f"phase.{entry.phase or 'none'}")
    return voice.say("mail.state", sort=phase, phase=voice.moment(entry.at))


def _shown(facts: Sequence[Fact], room: Room) -> tuple[MailFact, ...]:
    return tuple(MailFact(name, room.line(text)) for name, text in facts)


def _services(occasion: Occasion, room: Room) -> tuple[str, tuple[MailService, ...]]:
    matter, voice = occasion.matter, occasion.voice
    name, effects = effects_of(matter, occasion.now)
    if occasion.kind in {Kind.REMOVED, Kind.POSTMORTEM}:
        return voice.say(name), ()
    planned = not name.startswith("incident")
    shown = [
        MailService(
            name=room.line(matter.site.services[one].name),
            url=_service_page(matter, one),
            effect=None if planned and effect in {Effect.OPERATIONAL, Effect.UNDER_MAINTENANCE} else effect,
        )
        for one, effect in room.some(tuple(effects.items()))
    ]
    return voice.say(name), tuple(shown)


def _service_page(matter: Matter, service: str) -> str:
    """On the site that has the page of the affair, if its readers may see the service."""
    shown = may_see(frozenset({*EVERYONE, matter.audience}), matter.site.services[service].audience)
    return page_of(matter.home, "services", service) if shown else ""


# Where things stand


def matters_of(occasion: Occasion) -> tuple[Matter, ...]:
    """All that a summary tells of, the gravest first."""
    every = (occasion.matter, *occasion.others)
    return tuple(sorted(every, key=lambda one: (standing(one, occasion.voice, occasion.now).rank, one.affair.title)))


def summary_mail(occasion: Occasion, room: Room) -> SummaryMail:
    voice = occasion.voice
    affairs = tuple(_affair(matter, occasion, room) for matter in room.some(matters_of(occasion)))
    return SummaryMail(
        news=voice.say("mail.news.summary"),
        intro=voice.say("mail.intro.summary", time=voice.moment(occasion.now)),
        url=occasion.home,
        affairs=affairs,
        more=voice.say("mail.more") if room.full else "",
    )


def _affair(matter: Matter, occasion: Occasion, room: Room) -> MailAffair:
    voice, now = occasion.voice, occasion.now
    where = standing(matter, voice, now)
    return MailAffair(
        state=_dated(where.state, matter, voice),
        effect=where.effect,
        exercise=exercise_of(matter, voice),
        title=room.line(matter.affair.title),
        url=matter.url,
        text=room.line(_gist(matter)),
        facts=_shown(list(_brief_facts(matter, occasion)), room),
    )


def _dated(state: str, matter: Matter, voice: Voice) -> str:
    """With the moment of what was said last: some of it may be of last night, and some of just now."""
    affair, said = matter.affair, matter.entries[-1].at if matter.entries else None
    at = affair.at if isinstance(affair, Announcement) else said
    return voice.say("mail.dated", state=state, time=voice.moment(at)) if at else state


def _gist(matter: Matter) -> str:
    """What it means, or what was said last, in a sentence or two."""
    affair, said = matter.affair, matter.entries[-1] if matter.entries else None
    impact = said.impact if said else ""
    if not isinstance(affair, Announcement):
        return impact or (gist(said.text, matter.url) if said else "") or affair.summary
    return gist(affair.text, matter.url)


def gist(markdown: str, url: str) -> str:
    """The first paragraph without its looks; the next one too, where that is no more than a heading."""
    first, *rest = markup.plain(markdown, url).split("\n\n")
    text = f"{first} {rest[0]}" if rest and len(first) < _HEADING else first
    return Borrowed(text, language_of(markdown)) if language_of(markdown) else text


def _brief_facts(matter: Matter, occasion: Occasion) -> Iterator[Fact]:
    """What to do, and when to hear more."""
    wanted = {
        occasion.voice.say(key) for key in ("incident.action", "incident.next", "maintenance.when", "incident.duration")
    }
    yield from (fact for fact in facts_of(matter, occasion.voice, occasion.now) if fact[0] in wanted)
