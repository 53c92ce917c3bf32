"""What is fuzzed of mail: any text in every field of a letter, and whole messages about what hostile content says."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from fuzz_inputs import SCALARS, prose, scalars
from fuzz_letters import assert_letter
from fuzz_reading import Files, changed
from fuzz_site import NOW
from hypothesis import strategies as st

from statusgen.model.access import may_see, readers_of
from statusgen.model.people import Subscriber
from statusgen.model.site import Mail, Settings, Site
from statusgen.notify.mail.letters import Addressee, cohort, post
from statusgen.notify.mail.parcel import Unsendable
from statusgen.notify.message import Facts
from statusgen.notify.news import Kind, News
from statusgen.notify.writing.messages import facts, message
from statusgen.notify.writing.press import Press
from statusgen.notify.writing.sampling import may_be_told_as, news_of, sample
from statusgen.read.load import load

sys.path.insert(0, str(Path(__file__).parents[1] / "notify" / "mail"))
from letters_for_tests import EVENT, KEYS, THREAD, addressee, message_of

# Text of any kind, but no longer than Python itself, which reads the letters here, can take in.
_ANY = st.one_of(
    st.text(max_size=40), scalars(), prose().map(lambda text: text[:20_000]),
    st.text('="?_\\ .,<>@()utf-8qb:;\r\n\t\x00', max_size=40), st.text(max_size=3).map(lambda text: text * 998),
    st.sampled_from(SCALARS).map(lambda text: f"{text} " * 30),
)  # fmt: skip
_FIELDS = ("subject", "text", "html", "name", "site")
_FACTS = ("incident", "update", "phase", "severity", "reason")
_ADDRESSES = st.one_of(
    st.sampled_from(["ana@example.org", "Ana <ana@example.org>", '"a b"@c.example', "a@b.example, c@d.example"]), _ANY
)


@st.composite
def letters(draw: st.DrawFn) -> dict[str, Any]:
    """What is fine, but for some of its fields."""
    found: dict[str, Any] = {name: draw(_ANY) for name in draw(st.sets(st.sampled_from(_FIELDS)))}
    found["facts"] = {name: draw(_ANY) for name in draw(st.sets(st.sampled_from(_FACTS)))}
    for name in draw(st.sets(st.sampled_from(["address", "sender", "reply_to"]), max_size=2)):
        found[name] = draw(_ADDRESSES)
    return found


def check_letter(given: dict[str, Any]) -> None:
    """Refused in words, or a letter with exactly the intended fields; the text in it is the text that was meant."""
    about = Facts("slow", "1", "resolved", "major", ("shop",), "You follow it.")
    mail = Mail(sender=given.get("sender", "status@acme.example"), reply_to=given.get("reply_to", ""))
    settings = Settings(given.get("site", "Acme"), "https://status.acme.example/", mail=mail)
    try:
        made = message_of(*(given.get(name, "Plain.") for name in ("subject", "text", "html")))
        whole = cohort(made, replace(about, **given["facts"]), post(settings, KEYS, NOW))
        parcel = whole.parcel(addressee(given.get("name", "Ana"), given.get("address", "ana@example.org")))
    except Unsendable as refused:
        assert str(refused).isprintable()
        return
    assert_letter(parcel.content, reply_to=bool(mail.reply_to))
    assert "\n" not in parcel.recipient and "\r" not in parcel.sender


def check_messages(files: Files, *, incidents_alone: bool = False) -> None:
    """Of all that can be read, everybody can be told, as news of every kind."""
    with changed(files) as root:
        site = load(root, NOW).site
        press = Press(root, site.settings)
        for thing in (*site.incidents, *(() if incidents_alone else (*site.maintenances, *site.announcements))):
            found = news_of(site, thing.id, NOW)
            readers = [one for one in site.people.subscribers.values() if found and _may_see(site, one, found[-1])]
            for kind in ((None,) if incidents_alone else (None, Kind.ADDED, Kind.SUMMARY)) if readers else ():
                if may_be_told_as(found[-1], kind):
                    told, now = sample(site, found, kind, readers[0], NOW)
                    _check_told(told, message(told, site, now, press), facts(told, site, now), site.settings)


def _may_see(site: Site, person: Subscriber, news: News) -> bool:
    readers = readers_of(site, person.id)
    return may_see(readers, news.affair.audience) and may_see(readers, news.audience)


def _check_told(told: Any, made: Any, about: Facts, settings: Settings) -> None:
    assert all("\n" not in line and line.isprintable() for line in (made.subject, made.preheader, made.short))
    try:
        whole = cohort(made, about, post(settings, KEYS, NOW))
        parcel = whole.parcel(Addressee(EVENT, THREAD, told.subscriber, "ana@example.org"))
    except Unsendable as refused:
        assert str(refused).isprintable()
    else:
        if not (settings.mail.preferences or made.calendar):
            assert_letter(parcel.content, reply_to=bool(settings.mail.reply_to), is_list=told.subscriber.is_list)
