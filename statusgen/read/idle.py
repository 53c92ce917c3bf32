"""Preferences that change nothing: whoever wrote them expects something that will not happen."""

from collections.abc import Iterator

from statusgen.model.people import QuietHours, Subscriber
from statusgen.read.document import Loc


def is_idle(one: Subscriber) -> bool:
    """Whether any preference of theirs has no effect: a glance, as nearly nobody has one."""
    channels = {contact.channel for contact in one.contacts}
    return (
        any(want.via and want.via not in channels for want in one.wants)
        or _never(one.quiet_hours)
        or one.id in one.members
    )


def idle_preferences(one: Subscriber, loc: Loc) -> Iterator[tuple[Loc, str, str]]:
    """Where, what is wrong, and what to do."""
    channels = dict.fromkeys(contact.channel for contact in one.contacts)
    for index, want in enumerate(one.wants):
        if want.via and want.via not in channels:
            what = f"there is no contact for `via: {want.via}`, so this goes the way of everything else"
            hint = f"add a contact, or name one that is there: {', '.join(channels)}"
            yield (*loc, "wants", index, "via"), what, hint if channels else "add a contact"
    yield from idle_quiet_hours(one.quiet_hours, (*loc, "quiet_hours"))
    if one.id in one.members:
        yield (*loc, "members", one.members.index(one.id)), "a list cannot be its own member", "remove it"


def idle_quiet_hours(quiet: QuietHours | None, loc: Loc) -> Iterator[tuple[Loc, str, str]]:
    if quiet and _never(quiet):
        what = f"quiet hours from {quiet.start:%H:%M} to {quiet.end:%H:%M} never begin"
        yield loc, what, "to hear nothing for a while, use `mute_until`; for once a day, `digest`"


def _never(quiet: QuietHours | None) -> bool:
    return quiet is not None and quiet.start == quiet.end
