"""A change as a comment on a pull request. The forge refuses what is too long, so there is an end to every list."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from statusgen.model.people import Subscriber, Team
from statusgen.notify.writing.wording import KINDS, because, count, counted, series, silent_because
from statusgen.problems import Level, Problem
from statusgen.review.change import Change
from statusgen.review.escaping import block, code, text
from statusgen.review.kinds import grouped
from statusgen.review.preview import Preview
from statusgen.review.radius import CHANNELS, Reach, Told, Untold, public_reason

LIMIT = 60_000  # characters; GitHub takes 65,536
MARK = "<!-- statusgen review -->"  # by which a bot finds the comment that it wrote before
_MESSAGE = 10_000
_CUT = "*… and {} more lines: too many for a comment.*"
_PROBLEMS = 20
_AFFAIRS = 15
_LINES = 12  # below one affair, of those who are told and of those who are not
_NAMES = 12
_PATHS = 3


def comment(change: Change) -> str:
    """Never longer than LIMIT. Lines begin with words of ours alone, but for those in the fenced message."""
    lines = [MARK, f"## {_headline(change)}", "", _between(change), *_problems(change), *_page(change)]
    lines += [*_reached(change), *_looks(change)]
    tail = [*_message(change.preview), *_left_out(change)]
    room = LIMIT - sum(len(line) + 1 for line in tail) - len(_CUT) - 10
    return "".join(f"{line}\n" for line in (*_within(lines, room), *tail))


def _within(lines: Sequence[str], room: int) -> Iterator[str]:
    for number, line in enumerate(lines):
        room -= len(line) + 1
        if room < 0:
            yield _CUT.format(f"{len(lines) - number:,}")
            return
        yield line


def _headline(change: Change) -> str:
    told = change.radius.told
    nobody = "tells whom nobody knows here" if change.is_unknown else "tells nobody"
    who = f"tells {counted(one.notification.subscriber for one in told)}" if told else nobody
    found = len(change.grave)
    return f"Merging this {who}" + (f", and has {count(found, 'problem', 'problems')}" if found else "")


def _between(change: Change) -> str:
    moment = change.now.astimezone(change.head.site.settings.zone).strftime("%Y-%m-%d %H:%M %Z")
    return f"From {code(change.base.commit[:12])} to {code(change.head.commit[:12])}, as of {moment}."


# Problems


def _problems(change: Change) -> Iterator[str]:
    yield from ("", "### Problems")
    grave = [one for one in change.grave if change.is_shown(one)]
    notes = [one for one in change.introduced if one.level is Level.NOTE and change.is_shown(one)]
    hidden = len(change.grave) - len(grave)
    if not change.grave:
        yield "No errors or warnings that were not there before."
    shown = [*grave, *notes]
    yield from (_problem(one) for one in shown[:_PROBLEMS])
    if len(shown) > _PROBLEMS:
        yield f"- and {len(shown) - _PROBLEMS:,} more: `statusgen check` lists them"
    if hidden:
        yield f"- {hidden:,} in files of people, or that may not be for everyone: `statusgen check` lists them"
    if change.mended:
        yield f"- {count(change.mended, 'problem', 'problems')} less than before"


def _problem(one: Problem) -> str:
    line = f":{one.span.line}" if one.span.line else ""
    hint = f" ({text(one.hint)})" if one.hint else ""
    return f"- **{one.level.value}** {code(one.span.path + line)} {code(one.code)}: {text(one.message)}{hint}"


# The page


def _page(change: Change) -> Iterator[str]:
    yield from ("", "### The page")
    before, after = change.banner
    if before == after:
        yield f"- The banner stays: “{text(after)}”"
    else:
        yield f"- The banner was: “{text(before)}”"
        yield f"- The banner becomes: **“{text(after)}”**"
    if change.files.failed:
        yield f"- Which files change cannot be said: {text(change.files.failed)}"
        return
    lines = list(grouped(change.files, _PATHS))
    yield from (f"- {line}" for line in lines)
    if not lines:
        yield "- No file of the site changes."


def _looks(change: Change) -> Iterator[str]:
    if change.access:
        yield from ("", "### Who may read what")
        yield f"This changes with {' and '.join(map(code, change.access))} in `content/site.yaml`."
        yield "What is for few is not looked at here: see that nobody else may read it then."
    if change.themes:
        yield from ("", "### Look at these files")
        yield "How pages and mails look changes with them. All of this is shown in the theme as it was before."
        yield from (f"- {code(path)}" for path in change.themes[:_PROBLEMS])
        if len(change.themes) > _PROBLEMS:
            yield f"- and {len(change.themes) - _PROBLEMS:,} more"


# People


def _reached(change: Change) -> Iterator[str]:
    yield from ("", "### Who is told")
    reaches = sorted(change.radius.reaches, key=lambda one: (-len(one.told), one.affair.id))
    if change.is_unknown:
        yield "**Not everyone is known here**: people are encrypted, and there is no key for them. All who are known:"
        yield ""
    if not reaches:
        yield "Nobody: nothing in it is news."
    if change.too_many:
        most = change.head.site.settings.notify.max_deliveries
        yield f"**A run would refuse to send so many at once**: {len(change.radius.told):,}, and {most:,} are allowed."
    for reach in reaches[:_AFFAIRS]:
        yield from _reach(reach, change)
    if rest := reaches[_AFFAIRS:]:
        told = counted(one.notification.subscriber for reach in rest for one in reach.told)
        yield from ("", f"And {count(len(rest), 'thing', 'things')} more, told to {told or 'nobody'}.")


def _reach(reach: Reach, change: Change) -> Iterator[str]:
    yield from ("", f"**{text(reach.affair.title)}** ({code(reach.affair.id)})", "")
    yield from _capped(list(_told(reach.told, change)))
    if not reach.told:
        yield "- Nobody is told."
    held = [one for one in reach.untold if one.held]
    yield from _capped(list(_untold("Later", held, change)))
    yield from _capped(list(_untold("Not told", [one for one in reach.untold if not one.held], change)))


def _capped(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:_LINES]
    if len(lines) > _LINES:
        yield f"- and {count(len(lines) - _LINES, 'group', 'groups')} more"


def _told(told: Sequence[Told], change: Change) -> Iterator[str]:
    groups: dict[tuple[str, str, str, str], list[Told]] = defaultdict(list)
    for one in told:
        why = _because(one, change, several=True)
        groups[KINDS[one.notification.kind], _of(one.notification.subscriber, one.team), one.channel, why].append(one)
    for (kind, who, channel, _), some in sorted(groups.items(), key=lambda one: (-len(one[1]), one[0])):
        people = counted(one.notification.subscriber for one in some)
        why = _because(some[0], change, several=len(some) > 1)
        names = _names([one.notification.subscriber.name for one in some], change)
        yield f"- **{people}**{who} by {channel}{names}, {kind}: {text(why)}{_first(some)}"


def _because(one: Told, change: Change, *, several: bool) -> str:
    told = one.notification if change.names else public_reason(one.notification, change.head.site)
    return because(told.kind, told.reason, change.head.site, several=several)


def _first(told: Sequence[Told]) -> str:
    first = sum(one.first for one in told)
    if first == 0:
        return ""
    return "; for the first time" if first == len(told) else f"; {first:,} of them for the first time"


def _untold(head: str, untold: Sequence[Untold], change: Change) -> Iterator[str]:
    groups: dict[tuple[bool, str, str], list[Untold]] = defaultdict(list)
    for one in untold:
        why = _why_not(one, change, several=True)
        groups[not one.owner, _of(one.silence.subscriber, one.team), why].append(one)
    for (stranger, who, _), some in sorted(groups.items(), key=lambda one: (one[0][0], -len(one[1]), one[0])):
        people = counted(one.silence.subscriber for one in some)
        owner = "" if stranger else f", who {'answer' if len(some) > 1 else 'answers'} for it"
        why = _why_not(some[0], change, several=len(some) > 1)
        names = _names([one.silence.subscriber.name for one in some], change)
        yield f"- {head}: **{people}**{who}{names}{owner}: {text(why)}"


def _why_not(one: Untold, change: Change, *, several: bool) -> str:
    silence, site = one.silence, change.head.site
    if not change.names:
        silence = replace(silence, who="")
    return silent_because(silence, site, change.now, CHANNELS, several=several)


def _of(who: Subscriber, team: Team | None) -> str:
    """Lists are in no team, and nobody would think so."""
    if team:
        return f" of {text(team.name)}"
    return "" if who.is_list else " of no team"


def _names(names: Iterable[str], change: Change) -> str:
    if not change.names:
        return ""
    found = sorted(names, key=str.casefold)
    more = f" and {len(found) - _NAMES:,} more" if len(found) > _NAMES else ""
    shown = ", ".join(text(one) for one in found[:_NAMES]) if more else series([text(one) for one in found])
    return f" ({shown}{more})"


# The message


def _message(preview: Preview | None) -> Iterator[str]:
    if preview is None:
        return
    yield from ("", "### The message")
    if preview.failed:
        yield f"Cannot be shown: {text(preview.failed)}"
        return
    readers = count(preview.readers, "person reads", "people read")
    others = f"; {count(preview.others, 'variant or other message', 'variants and other messages')} besides"
    yield f"As {readers} it{others if preview.others else ''}. Its subject: **{text(preview.subject)}**"
    yield ""
    yield from block(preview.text, _MESSAGE)


def _left_out(change: Change) -> Iterator[str]:
    if change.restricted:
        yield ""
        yield "*Only what is for everyone is looked at here; `--show-people` shows the rest to those who may see it.*"
