"""The text part of a mail: complete by itself, in lines of at most 72 characters where words allow."""

import re
from collections.abc import Iterable, Iterator
from textwrap import wrap

from statusgen.notify.writing.room import clean
from statusgen.notify.writing.views import MailAffair, MailFact, MailFrame, MailPost, MailService, NewsMail, SummaryMail
from statusgen.render import markup
from statusgen.render.words import Words

WIDTH = 72
_MARKS = re.compile(r"(?:> ?|- |\d{1,9}\. | )*")
_CODE = "    "


def news_text(frame: MailFrame, page: NewsMail, words: Words) -> str:
    return _joined([*_news(page, frame.home, words), *_go(page.url, words.say("mail.page"), page.more)], frame, words)


def summary_text(frame: MailFrame, page: SummaryMail, words: Words) -> str:
    head = [_underlined(page.news, "="), _wrapped(page.intro)]
    affairs = [block for affair in page.affairs for block in _affair(affair)]
    return _joined([*head, *affairs, *_go(page.url, words.say("mail.home"), page.more)], frame, words)


def _joined(blocks: Iterable[str], frame: MailFrame, words: Words) -> str:
    """Blocks with blank lines between them; below the line that mail programs know as the end, why and how."""
    own = (f"{words.say('mail.mine')}:", frame.own) if frame.own else ()
    foot = "\n".join(
        _wrapped(line) for line in (frame.why, frame.change, *own, frame.zone, f"{frame.site_name}: {frame.home}")
    )
    return clean("\n\n".join([*(block for block in blocks if block.strip()), f"-- \n{foot}\n"]))


def _news(page: NewsMail, home: str, words: Words) -> Iterator[str]:
    base = page.url or home
    yield _wrapped(page.exercise)
    yield "\n".join(filter(None, (_wrapped(page.state), _underlined(page.title, "="), _wrapped(page.formerly))))
    yield _wrapped(page.news)
    if page.wrong:
        yield from _post(page.wrong, base)
    yield _wrapped(page.lead)
    if page.said:
        yield from _post(page.said, base)
    yield from _facts(page.facts)
    if page.services:
        yield "\n".join((f"{page.services_name}:", *(_service(one, words) for one in page.services)))
    if page.earlier:
        yield _underlined(page.earlier_name, "-")
        for post in page.earlier:
            yield from _post(post, base)


def _affair(affair: MailAffair) -> Iterator[str]:
    yield "\n".join(filter(None, (_wrapped(affair.exercise), _wrapped(affair.state), _underlined(affair.title, "-"))))
    yield _wrapped(affair.text)
    yield from _facts(affair.facts)
    yield affair.url


def _go(url: str, name: str, more: str) -> Iterator[str]:
    yield _wrapped(more)
    if url:
        yield f"{name}:\n{url}"


def _post(post: MailPost, url: str) -> Iterator[str]:
    said = "\n".join(_wrapped(line) for line in markup.plain(post.text, url).split("\n"))
    yield "\n".join(filter(None, (_wrapped(post.heading), said)))
    yield from _facts(post.facts)


def _facts(facts: Iterable[MailFact]) -> Iterator[str]:
    for fact in facts:
        line = f"{fact.name}: {fact.text}"
        yield line if len(line) <= WIDTH else f"{fact.name}:\n{_wrapped(f'  {fact.text}')}"


def _service(service: MailService, words: Words) -> str:
    state = f": {words.say(f'effect.{service.effect}')}" if service.effect else ""
    return _wrapped(f"- {service.name}{state}")


def _underlined(text: str, mark: str) -> str:
    lines = _wrapped(text)
    return f"{lines}\n{mark * min(WIDTH, max(map(len, lines.split(chr(10)))))}" if lines else ""


def _wrapped(line: str) -> str:
    """A line as several; those of a list or a quotation begin as it does. Code and addresses stay whole."""
    found = _MARKS.match(line)
    begin = found[0] if found else ""
    if len(line) <= WIDTH or line.startswith(_CODE):
        return line
    again = re.sub(r"[-\d.]", " ", begin)
    return "\n".join(
        wrap(
            line[len(begin) :],
            WIDTH,
            initial_indent=begin,
            subsequent_indent=again,
            break_long_words=False,
            break_on_hyphens=False,
        )
    )
