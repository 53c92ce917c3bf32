"""An update whose file got another name is the same news: it keeps the id under which people were told of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC

from statusgen.notify.news import News


def mark(news: News) -> str:
    """What stays when its file is renamed: the affair, the moment, the phase, and what the id says besides the name of
    the file. Empty where no update says it.
    """
    if news.update is None:
        return ""
    rest = news.id.removeprefix(f"{news.thread}/{news.update.id}")
    return f"{news.thread} {news.at.astimezone(UTC):%Y%m%dT%H%M%SZ} {news.update.phase or ''}{rest}"


def renamed(news: Sequence[News], known: Mapping[str, str]) -> dict[str, str]:
    """The former ids of these, by their present ones. `known` are the marks of what was planned for, by id.

    Only where it is plain: one that was known is gone, and one that was not has its mark.
    """
    present = {one.id for one in news}
    gone: dict[str, list[str]] = defaultdict(list)
    fresh: dict[str, set[str]] = defaultdict(set)
    for name, its in known.items():
        if its and name not in present:
            gone[its].append(name)
    for one in news:
        if one.id not in known and (its := mark(one)) in gone:
            fresh[its].add(one.id)
    return {names.pop(): gone[its][0] for its, names in fresh.items() if len(names) == 1 and len(gone[its]) == 1}


def as_known(news: Iterable[News], names: Mapping[str, str]) -> tuple[News, ...]:
    """The same under their former ids."""
    return tuple(replace(one, id=names[one.id]) if one.id in names else one for one in news)
