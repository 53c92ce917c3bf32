"""The message itself, as most of those who are told will read it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from statusgen.model.site import Site
from statusgen.notify.notification import Notification
from statusgen.notify.writing.messages import cohort_key, message
from statusgen.notify.writing.press import Press, language_for, title_in
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
    readers: int = 0
    others: int = 0
    failed: str = ""


def preview(told: Iterable[Told], base: Side, head: Side, now: datetime) -> Preview | None:
    """That of the most people, of what everyone may read; None where nobody is told any such thing."""
    site = with_theme(head.site, base)
    public = (one.notification for one in told if is_public(one.notification.news, *one.notification.others))
    found: dict[tuple[object, ...], list[Notification]] = defaultdict(list)
    for one in public:
        anonymous = _anonymous(one, base.site, site)
        found[cohort_key(anonymous, site)].append(anonymous)
    if not found:
        return None
    most = max(found.values(), key=lambda some: (len(some), _is_native(some[0], site)))
    try:
        made = message(most[0], site, now, Press(base.root, site.settings))
    except ThemeError as error:
        return Preview(failed=str(error).replace(f"{base.root}/", ""))
    return Preview(made.subject, made.text, len(most), len(found) - 1)


def _is_native(told: Notification, site: Site) -> bool:
    """Whether it is in the site's own language: whoever reviews it reads that."""
    return language_for(told.subscriber, site.settings) == site.settings.language


def _anonymous(told: Notification, before: Site, site: Site) -> Notification:
    """The same to somebody without a name, who may read what everyone may. Its subject is that of the mail before."""
    reader = told.subscriber
    somebody = replace(reader, id="", name="a list" if reader.is_list else "somebody", contacts=())
    new = told.news.affair
    old = next((one for one in before.affairs if one.id == new.id and type(one) is type(new)), new)
    language = language_for(reader, site.settings)
    first, present = (title_in(one, language, site.settings) for one in (old, new))
    title = first if first != present else ""
    return replace(public_reason(told, site), subscriber=somebody, title=title)
