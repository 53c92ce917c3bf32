"""The message itself, as most of those who are told will read it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from statusgen.model.people import Subscriber
from statusgen.model.site import Site
from statusgen.notify.message import Message
from statusgen.notify.notification import Notification
from statusgen.notify.writing.messages import cohort_key, message
from statusgen.notify.writing.press import Press
from statusgen.render.theme import ThemeError
from statusgen.review.comparing import with_theme
from statusgen.review.radius import Told, is_public, public_reason
from statusgen.review.sides import Side


@dataclass(frozen=True, slots=True)
class Preview:
    """`readers` get this very message, `others` are variants of it or other messages. `failed` says why there is none.

    It is said in the words of the change, and set in the theme of the base.
    """

    subject: str = ""
    text: str = ""
    title: str = ""
    readers: int = 0
    others: int = 0
    failed: str = ""


def preview(told: Iterable[Told], base: Side, head: Side, now: datetime) -> Preview | None:
    """That of the most people, of what everyone may read; None where nobody is told any such thing."""
    site = with_theme(head.site, base)
    public = (one.notification for one in told if is_public(one.notification.news, *one.notification.others))
    found = [_anonymous(one, site) for one in public]
    keys = Counter(cohort_key(one, site) for one in found)
    if not keys:
        return None
    most, readers = keys.most_common(1)[0]
    chosen = next(one for one in found if cohort_key(one, site) == most)
    try:
        made = _made(chosen, site, now, base)
    except ThemeError as error:
        return Preview(failed=str(error).replace(f"{base.root}/", ""))
    return Preview(made.subject, made.text, chosen.news.affair.title, readers, len(keys) - 1)


def _made(told: Notification, site: Site, now: datetime, base: Side) -> Message:
    return message(told, site, now, Press(base.root, site.settings))


def _anonymous(told: Notification, site: Site) -> Notification:
    """The same to somebody without a name, who may read what everyone may."""
    return replace(public_reason(told, site), subscriber=_somebody(told.subscriber))


def _somebody(reader: Subscriber) -> Subscriber:
    return replace(reader, id="", name="a list" if reader.is_list else "somebody", contacts=())
