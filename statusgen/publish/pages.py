"""Every page there is. A new kind of page is a view, a template, and a line in PAGES."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from statusgen.model.service import Service
from statusgen.publish.views import paths
from statusgen.publish.views.announcement import announced, announcement_view, announcements_view
from statusgen.publish.views.badge import badge_view, badges
from statusgen.publish.views.history import SearchView, history_view
from statusgen.publish.views.incident import incident_view
from statusgen.publish.views.index import index_view
from statusgen.publish.views.maintenance import maintenance_view, maintenances_view
from statusgen.publish.views.moved import MovedView
from statusgen.publish.views.parts import Reference
from statusgen.publish.views.past import Past, month_view, past, service_years
from statusgen.publish.views.scene import Scene
from statusgen.publish.views.service import group_view, service_view
from statusgen.publish.views.static import ManifestView, NotFoundView, about_view, subscribe_view
from statusgen.publish.views.team import team_view


@dataclass(frozen=True, slots=True)
class Page:
    """A view, the template that shows it (as the variable `page`), and where the result lies.

    `stands_for`: the path of the page that search engines should know instead.
    """

    path: str
    template: str
    view: object
    stands_for: str = ""


def _index(scene: Scene) -> Iterator[Page]:
    yield Page(paths.INDEX, "index.html", index_view(scene))


def _incidents(scene: Scene) -> Iterator[Page]:
    for incident in scene.site.incidents:
        if incident.started <= scene.now:
            yield Page(paths.incident_path(incident.id), "incident.html", incident_view(scene, incident))


def _maintenances(scene: Scene) -> Iterator[Page]:
    yield Page(paths.MAINTENANCE, "maintenances.html", maintenances_view(scene))
    for one in scene.site.maintenances:
        yield Page(paths.maintenance_path(one.id), "maintenance.html", maintenance_view(scene, one))


def _groups(scene: Scene) -> Iterator[Page]:
    for group in scene.site.settings.groups:
        yield Page(paths.group_path(group.id), "group.html", group_view(scene, group))


def _teams(scene: Scene) -> Iterator[Page]:
    for team in scene.site.people.teams.values():
        yield Page(paths.team_path(team.id), "team.html", team_view(scene, team))


def _history(scene: Scene) -> Iterator[Page]:
    happened = past(scene)
    yield Page(paths.HISTORY, "history.html", history_view(happened.lines()))
    yield Page(paths.SEARCH, "search.html", SearchView(happened.lines()))
    names = (None, *happened.months, None)
    for newer, month, older in zip(names, happened.months, names[2:], strict=False):
        yield Page(paths.month_path(month), "month.html", month_view(scene, happened, month, (newer, older)))
    for service in scene.site.services.values():
        yield from _service(scene, service, happened)


def _service(scene: Scene, service: Service, happened: Past) -> Iterator[Page]:
    years = tuple(service_years(happened, service))
    view = service_view(scene, service, happened.incidents(service), (year.itself for year in years))
    yield Page(paths.service_path(service.id), "service.html", view)
    for year in years:
        yield Page(year.itself.path, "service-year.html", year)


def _announcements(scene: Scene) -> Iterator[Page]:
    yield Page(paths.ANNOUNCEMENTS, "announcements.html", announcements_view(scene))
    for one in announced(scene):
        yield Page(paths.announcement_path(one.id), "announcement.html", announcement_view(scene, one))


def _badges(scene: Scene) -> Iterator[Page]:
    for badge in badges(scene):
        yield Page(badge.path, "badge.svg", badge_view(badge, scene.words.message(badge.state)))


def _explanations(scene: Scene) -> Iterator[Page]:
    yield Page(paths.SUBSCRIBE, "subscribe.html", subscribe_view(scene))
    yield Page(paths.ABOUT, "about.html", about_view(scene))
    yield Page(paths.NOT_FOUND, "404.html", NotFoundView())
    yield Page(paths.MANIFEST, "site.webmanifest", ManifestView())


PAGES: tuple[Callable[[Scene], Iterable[Page]], ...] = (
    _index,
    _incidents,
    _maintenances,
    _groups,
    _teams,
    _history,
    _announcements,
    _badges,
    _explanations,
)


def moved_pages(scene: Scene) -> Iterator[Page]:
    """Those of services under their former ids, and those of addresses that somebody shortened. No list has them."""
    for service in scene.site.services.values():
        for alias in service.aliases:
            yield _moved(paths.service_path(alias), service.name, paths.service_path(service.id))
    home = scene.words.say("page.home")
    for folder in ("services", "groups", "teams"):
        yield _moved(f"{folder}/index.html", home, paths.INDEX)
    yield _moved("incidents/index.html", scene.words.say("page.history"), paths.HISTORY)


def _moved(path: str, title: str, to: str) -> Page:
    return Page(path, "moved.html", MovedView(Reference(title, to)), to)
