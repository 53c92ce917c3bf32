"""What templates can do with what views show: filters, words, times."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from statusgen.model.languages import language_of
from statusgen.render import markup
from statusgen.render.words import Words, direction

_WEB_LINK = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f\x7f]+", re.IGNORECASE)


def is_web_link(href: str) -> bool:
    """Whether a page may link there: http, https or mailto, and nothing hidden in it."""
    return _WEB_LINK.fullmatch(href) is not None


def html_words(words: Words) -> Callable[..., Markup]:
    """`words.say` for templates: values are escaped, unless they are HTML already, such as a <time>."""

    def say(key: str, count: int | None = None, **values: object) -> Markup:
        number = None if count is None else words.number(count)
        return escape(words.pattern(key, count)).format(count=number, **values)

    return say


def filters(words: Words, zone: ZoneInfo) -> dict[str, Callable[..., object]]:
    @pass_context
    def markdown(context: Context, text: str) -> Markup:
        made = markup.html(str(text))
        if not str(context.name).startswith("mail/"):  # letters do not scroll
            made = markup.scrolling(made, words.say("prose.table"), words.say("prose.code"))
        return Markup(made)  # noqa: S704 - markup.html is what makes it safe

    def moment(at: datetime, today: date | None = None) -> Markup:
        return _time(at, words.moment(at, zone, today), bare=_local(at) == today)

    def period(start: datetime, end: datetime | None, today: date | None = None) -> Markup:
        """From 14:58 to 16:10 of a day; the end names its day only where it is another one."""
        if end is None:
            return moment(start, today)
        same_day = _local(start) == _local(end)
        named = start.astimezone(zone).tzname() != end.astimezone(zone).tzname() or not same_day
        told = words.moment(start, zone, today, named=named)
        first = _time(start, told, bare=_local(start) == today, zoneless=not named)
        last = moment(end, _local(start) if same_day else today)
        return escape(words.pattern("time.span_clock" if same_day else "time.span")).format(start=first, end=last)

    def day(value: date, *, year: bool = True) -> Markup:
        return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), words.day(value, year=year))

    def _local(at: datetime) -> date:
        return at.astimezone(zone).date()

    return {
        "markdown": markdown,
        "message": words.message,
        "series": words.series,
        "number": words.number,
        "lang": lambda text: _language(text, words.direction),
        "month": words.month,
        "minutes": words.minutes,
        "days": words.days,
        "moment": moment,
        "period": period,
        "day": day,
    }


def _language(text: str, around: str) -> Markup:
    """For the element around a text in another language than the page: ` lang="en"`, and how it is written if not
    in the direction `around`."""
    language = language_of(text)
    if not language:
        return Markup()
    if direction(language) == around:
        return Markup(' lang="{}"').format(language)
    return Markup(' lang="{}" dir="{}"').format(language, direction(language))


def _time(at: datetime, text: str, *, bare: bool, zoneless: bool = False) -> Markup:
    """`bare` tells the script which localises times that the day is not named, `zoneless` that the next time names the
    zone of both."""
    moment = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    bare_hint = Markup(" data-bare") if bare else ""
    zone_hint = Markup(" data-zoneless") if zoneless else ""
    return Markup('<time datetime="{}"{}{}>{}</time>').format(moment, bare_hint, zone_hint, text)
