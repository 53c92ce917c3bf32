"""Where content lies: in the folder of the site, and in those of `sources`, each read by its own people."""

from dataclasses import replace

from statusgen.model.service import EVERYONE, Audience
from statusgen.model.site import Repository, Settings, Site

HERE = "."  # the folder of the site itself


def prefix_of(repository: Repository) -> str:
    """What the paths of its files begin with."""
    return "" if repository.path == HERE else f"{repository.path}/"


def elsewhere(settings: Settings) -> tuple[Repository, ...]:
    """Those that are not the folder of the site."""
    return tuple(one for one in settings.sources if one.path != HERE)


def home_of(settings: Settings, path: str) -> Repository | None:
    """The repository that a file lies in; None for that of the site, where nobody said who reads it."""
    around = [one for one in settings.sources if path.startswith(prefix_of(one))]
    return max(around, key=lambda one: len(prefix_of(one)), default=None)


def usual_readers(settings: Settings, path: str) -> Audience:
    """For whom something is that does not say so: for all who can read the source that it lies in."""
    home = home_of(settings, path)
    return home.readers if home and home.path != HERE else EVERYONE


def home_for(settings: Settings, audience: Audience) -> Repository | None:
    """Where something new for these readers belongs: the first source that is theirs; None: in the site's folder."""
    return next((one for one in elsewhere(settings) if set(one.readers) == set(audience)), None)


def without_sources(site: Site) -> Site:
    """Only what lies in the folder of the site."""
    others = tuple(prefix_of(one) for one in elsewhere(site.settings))
    if not others:
        return site
    return replace(
        site,
        services={id_: one for id_, one in site.services.items() if not one.span.path.startswith(others)},
        incidents=tuple(one for one in site.incidents if not one.span.path.startswith(others)),
        maintenances=tuple(one for one in site.maintenances if not one.span.path.startswith(others)),
        announcements=tuple(one for one in site.announcements if not one.span.path.startswith(others)),
    )
