"""The same change for programs. See docs/review.md for the shape."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from statusgen.problems import Problem
from statusgen.review.change import Change
from statusgen.review.radius import Reach, Told, Untold

Values = dict[str, Any]


def values(change: Change) -> Values:
    preview = change.preview
    return {
        "base": change.base.commit,
        "head": change.head.commit,
        "at": f"{change.now:%Y-%m-%dT%H:%M:%SZ}",
        "problems": {
            "introduced": [_problem(one) for one in change.introduced if change.is_shown(one)],
            "hidden": sum(not change.is_shown(one) for one in change.introduced),
            "mended": change.mended,
        },
        "files": {
            "added": list(change.files.added),
            "changed": list(change.files.changed),
            "removed": list(change.files.removed),
            "failed": change.files.failed or None,
        },
        "banner": {"before": change.banner[0], "after": change.banner[1]},
        "themes": list(change.themes),
        "access": list(change.access),
        "affairs": [_reach(one, change) for one in change.radius.reaches],
        "message": {"subject": preview.subject, "text": preview.text, "readers": preview.readers}
        if preview and not preview.failed
        else None,
        "people_unknown": change.is_unknown,
        "too_many": change.too_many,
        "restricted": change.restricted,
    }


def _problem(one: Problem) -> Values:
    return {
        "path": one.span.path,
        "line": one.span.line,
        "column": one.span.column,
        "severity": one.level.value,
        "code": one.code,
        "message": one.message,
        "hint": one.hint,
    }


def _reach(reach: Reach, change: Change) -> Values:
    return {
        "id": reach.affair.id,
        "told": _groups((_told(one) for one in reach.told), change),
        "not_told": _groups((_untold(one) for one in reach.untold), change),
    }


def _told(one: Told) -> tuple[tuple[tuple[str, Any], ...], str]:
    told = one.notification
    group = (
        ("event", told.news.id),
        ("kind", told.kind.value),
        ("channel", one.channel),
        ("team", one.team.id if one.team else None),
        ("reason", told.reason.code.value),
        ("list", told.subscriber.is_list),
        ("first", one.first),
    )
    return group, told.subscriber.id


def _untold(one: Untold) -> tuple[tuple[tuple[str, Any], ...], str]:
    silence = one.silence
    group = (
        ("event", silence.news.id),
        ("reason", silence.why.value),
        ("until", f"{silence.until:%Y-%m-%dT%H:%M:%SZ}" if silence.until else None),
        ("team", one.team.id if one.team else None),
        ("list", silence.subscriber.is_list),
        ("owner", one.owner),
    )
    return group, silence.subscriber.id


def _groups(found: Iterable[tuple[tuple[tuple[str, Any], ...], str]], change: Change) -> list[Values]:
    """How many of each sort; with names, who they are."""
    people: dict[tuple[tuple[str, Any], ...], list[str]] = defaultdict(list)
    for group, person in found:
        people[group].append(person)
    return [
        {**dict(group), "people": len(some), **({"subscribers": sorted(some)} if change.names else {})}
        for group, some in people.items()
    ]
