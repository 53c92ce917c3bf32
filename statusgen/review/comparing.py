"""What differs between two contents, but for people: problems, files of the site, the banner, themes, readers."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from statusgen.model.access import visible
from statusgen.model.site import Site
from statusgen.problems import Problem
from statusgen.publish.plan import plan
from statusgen.publish.views.banner import banner
from statusgen.publish.views.scene import scene
from statusgen.render.theme import ThemeError, spoken
from statusgen.review.sides import Side


@dataclass(frozen=True, slots=True)
class Files:
    """Paths of the site's output, sorted. `failed` says why they could not be planned; then there are none."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    failed: str = ""


def introduced(before: Iterable[Problem], after: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems that were not there before. Lines may have moved; of one that was there once, a second is new."""
    known = Counter(map(_mark, before))
    found = []
    for one in after:
        if known[_mark(one)] > 0:
            known[_mark(one)] -= 1
        else:
            found.append(one)
    return tuple(found)


def _mark(problem: Problem) -> tuple[str, str, str]:
    return problem.span.path, problem.code, problem.message


def files(base: Side, head: Side, now: datetime) -> Files:
    """What a build for everyone would write otherwise. Both are made with the theme of the base."""
    try:
        before, after = ({one.path: one.key for one in plan(_shown(one, base), now, base.root)} for one in (base, head))
    except ThemeError as error:
        return Files(failed=str(error).replace(f"{base.root}/", ""))
    return Files(
        added=tuple(sorted(after.keys() - before.keys())),
        changed=tuple(sorted(path for path in before.keys() & after.keys() if before[path] != after[path])),
        removed=tuple(sorted(before.keys() - after.keys())),
    )


def banners(base: Side, head: Side, now: datetime) -> tuple[str, str]:
    """The sentence at the top of the page, before and after, as everyone reads it."""
    return _banner(_shown(base, base), base, now), _banner(_shown(head, base), base, now)


def _banner(site: Site, base: Side, now: datetime) -> str:
    try:
        words = spoken(base.root, site.settings.theme, site.settings.language)
    except ThemeError:
        words = None
    there = scene(site, now, words)
    return there.words.message(banner(there).sentence)


def _shown(side: Side, base: Side) -> Site:
    """As everyone may see it, in the theme of the base: what a branch brings along decides nothing here."""
    seen = visible(side.site, None)
    return with_theme(seen, base)


def with_theme(site: Site, base: Side) -> Site:
    return replace(site, settings=replace(site.settings, theme=base.site.settings.theme))


def themes(base: Side, head: Side) -> tuple[str, ...]:
    """Files of themes that differ, and the settings if they name another theme."""
    named = base.site.settings.theme != head.site.settings.theme
    return tuple(sorted({*_changed(base, head), *(["content/site.yaml"] if named else [])}))


def access(base: Side, head: Side) -> tuple[str, ...]:
    """The settings that say who may read what, where they differ: with one word all of a source is for everyone."""
    before, after = base.site.settings, head.site.settings
    found = {"audiences": before.audiences != after.audiences, "sources": before.sources != after.sources}
    return tuple(name for name, differs in found.items() if differs)


def _changed(base: Side, head: Side) -> Iterator[str]:
    before, after = base.tree, head.tree
    for path in {*before.blobs, *before.refused, *after.blobs, *after.refused}:
        differs = before.blobs.get(path) != after.blobs.get(path) or before.refused.get(path) != after.refused.get(path)
        if path.startswith("themes/") and differs:
            yield path
