"""What an update says, from the options that several commands share, from templates, and from the terminal."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

import click

from statusgen.author.moments import promise
from statusgen.author.saying import Saying
from statusgen.author.wording import Wording, known_values, template_for, template_named, wording_of
from statusgen.cli.commands import nearest
from statusgen.cli.desk import Desk
from statusgen.cli.find import service_named
from statusgen.model.incident import Phase
from statusgen.model.service import Effect

Command = TypeVar("Command", bound=Callable[..., Any])

_TIMES = "now, 10m ago, +2h, 14:05 on the site's clock, or 2026-11-21T14:05:00Z"

TEXT = (
    click.option("-m", "--message", "messages", metavar="TEXT", multiple=True, help="What to say (Markdown); more than "
                 "one are paragraphs. Without it, a template or an answer on the terminal."),
    click.option("--template", metavar="NAME", help="Wording from content/templates/NAME.md. Default, without -m: the "
                 "one that fits best."),
    click.option("--set", "values", metavar="NAME=TEXT", multiple=True, help="Fills in the placeholder {{NAME}} of a "
                 "template."),
)  # fmt: skip
SPOKEN = (
    *TEXT,
    click.option("--impact", metavar="TEXT", help="What customers notice."),
    click.option("--action", metavar="TEXT", help="What readers should do or say."),
    click.option("--next", "next_update", metavar="WHEN", help="When the next update comes: 30m, a time, or none."),
    click.option("--service", "services", metavar="ID=EFFECT", multiple=True, help="A service whose effect changes: "
                 "checkout=major_outage, or as much of the effect as will do."),
    click.option("--by", metavar="PERSON", help="Who says it."),
    click.option("--at", metavar="TIME", help=f"When it is said: {_TIMES}. Default: now."),
    click.option("--audience", metavar="ID", multiple=True, help="Only for this audience."),
)  # fmt: skip
SAID = (
    *SPOKEN,
    click.option("--quiet", is_flag=True, help="On the page and in feeds, but nobody is told (`notify: false`)."),
)  # fmt: skip
WHICH = (
    click.option("--occurrence", metavar="DATE", help="Which one, of work that repeats: the day for which it was "
                 "planned. Default, where one must be named: the one that runs, or else comes next."),
)  # fmt: skip
WRITING = (
    click.option("--edit", is_flag=True, help="Open the draft in $VISUAL or $EDITOR before it is written."),
    click.option("--commit", is_flag=True, help="Make one commit of what was written, and of nothing else."),
    click.option("--dry-run", "dry", is_flag=True, help="Write nothing; print what would be written."),
)


def options(*some: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several options at once, in this order."""

    def decorated(command: Command) -> Command:
        for option in reversed(some):
            command = option(command)
        return command

    return decorated


@dataclass(frozen=True, slots=True)
class Subject:
    """What there is to say something about: what kind of template it may use, and what fills in placeholders."""

    kind: str
    phase: Phase | None
    services: Collection[str]
    title: str
    began: datetime

    def titled(self, title: str) -> "Subject":
        return replace(self, title=title)


def worded_title(at: Desk, about: Subject, title: str | None, given: Mapping[str, Any]) -> str:
    """The title: that of the command line, else that of a template, else an answer."""
    ready = "" if title else _known(at, about, given, Wording(title=prepared(at, about, given).title)).title
    otherwise = "It needs a title: the effect in plain words, in quotes, behind the command."
    return title or ready or at.ask("Title, the effect in plain words", otherwise)


def prepared(at: Desk, about: Subject, given: Mapping[str, Any]) -> Wording:
    """What the template says that is named, or without words of one's own the one that fits; with nothing filled in.

    Of something new the first update may be worded by a template for updates.
    """
    if given.get("template"):
        return wording_of(template_named(at.site, given["template"]))
    if given.get("messages"):
        return Wording()
    kinds = (about.kind, "update") if about.phase else (about.kind,)
    found = (template_for(at.site, kind, about.phase, about.services) for kind in kinds)
    fitting = next(filter(None, found), None)
    return wording_of(fitting) if fitting else Wording()


def worded(at: Desk, about: Subject, given: Mapping[str, Any], *, needed: bool = True) -> Wording:
    """The words: those of the command line, else those of a template, with its placeholders filled in."""
    text = "\n\n".join(given.get("messages") or ())
    wording = replace(prepared(at, about, given), title="")
    wording = replace(wording, **{name: given[name] for name in ("impact", "action") if given.get(name)})
    wording = replace(wording, text=text) if text else wording
    _refuse_strange(wording, prepared(at, about, given), given)
    wording = _known(at, about, given, wording)
    if needed and not wording.text and not at.edit:
        wording = replace(wording, text=at.ask("What is there to say", "What is there to say? Write it with -m TEXT."))
    return wording


def _refuse_strange(wording: Wording, template: Wording, given: Mapping[str, Any]) -> None:
    """A misspelt name would fill in nothing, and nobody would know."""
    there = {name.casefold(): name for name in (*wording.open, *template.open)}
    for name in pairs(given.get("values") or (), "--set"):
        if name.casefold() not in there:
            hint = nearest(name, there.values()) or f" It has: {', '.join(there.values()) or 'none'}."
            raise click.UsageError(f"--set {name!r}: the wording has no such placeholder.{hint}")


def _known(at: Desk, about: Subject, given: Mapping[str, Any], wording: Wording) -> Wording:
    """With what a template left open: from what is known, the command line and the terminal."""
    values = known_values(at.site, about.services, about.title, about.began, at.moment(given.get("at")) or at.now)
    wording = wording.filled({**values, **pairs(given.get("values") or (), "--set")})
    missing = () if at.edit else wording.open
    if missing and not at.asks:
        first = " ".join(f"--set '{name}=…'" for name in missing)
        raise click.UsageError(f"A template is not filled in: give {first}, or say it in your own words with -m TEXT.")
    return wording.filled({name: at.ask(name[:1].upper() + name[1:], name) for name in missing})


def saying(at: Desk, about: Subject, given: Mapping[str, Any], *, needed: bool = True) -> Saying:
    """An update of the options SAID."""
    wording = worded(at, about, given, needed=needed)
    said_at = at.moment(given.get("at"))
    next_update = given.get("next_update")
    return Saying(
        text=wording.text,
        phase=about.phase,
        at=said_at,
        effects=effects(at, given.get("services") or ()),
        impact=wording.impact,
        action=wording.action,
        next_update=promise(next_update, at.now, at.zone) if next_update else None,
        notify=False if given.get("quiet") else None,
        by=given.get("by"),
        audience=tuple(given.get("audience") or ()),
    )


def effects(at: Desk, given: Collection[str], default: Effect | None = None) -> dict[str, Effect]:
    """`checkout=major_outage`, or `checkout` where there is a default, as service ids with their effects."""
    found: dict[str, Effect] = {}
    for text in given:
        service, equals, effect = text.partition("=")
        if not equals and default is None:
            raise click.UsageError(f"--service {text!r} needs an effect: {text}={'|'.join(Effect)}")
        found[service_named(at.site, service.strip())] = _effect(effect.strip()) if equals or not default else default
    return found


def _effect(text: str) -> Effect:
    """By its name, or the beginning of it."""
    near = [one for one in Effect if text and one.value.startswith(text.lower().replace(" ", "_"))]
    if len(near) != 1:
        raise click.UsageError(f"{text!r} is not an effect: it is one of {', '.join(Effect)}.")
    return near[0]


def pairs(given: Collection[str], option: str) -> dict[str, str]:
    """`name=text` as a mapping."""
    split = [text.partition("=") for text in given]
    for name, equals, text in split:
        if not (name.strip() and equals and text.strip()):
            raise click.UsageError(f"{option} {name!r} is not of the form NAME=TEXT.")
    return {name.strip(): text.strip() for name, _, text in split}
