"""Where pages lie, relative to the top of their language: the site's own lies at the site's top."""

from statusgen.model.languages import languages_of
from statusgen.model.site import Settings

INDEX = "index.html"
NOT_FOUND = "404.html"
HISTORY = "history/index.html"
MAINTENANCE = "maintenance/index.html"
ANNOUNCEMENTS = "announcements/index.html"
SUBSCRIBE = "subscribe/index.html"
ABOUT = "about/index.html"
SEARCH = "search/index.html"
SEARCH_INDEX = "search.json"
MANIFEST = "site.webmanifest"
PAGE_BADGE = "badge.svg"


def language_folder(settings: Settings) -> str:
    """Where everything in the settings' language lies: empty, or with a slash at its end."""
    own = languages_of(settings)[0]
    return "" if settings.language == own else f"{settings.language}/"


def incident_path(incident: str) -> str:
    return f"incidents/{incident}/index.html"


def maintenance_path(maintenance: str) -> str:
    return f"maintenance/{maintenance}/index.html"


def announcement_path(announcement: str) -> str:
    return f"announcements/{announcement}/index.html"


def service_folder(service: str) -> str:
    return f"services/{service}/"


def service_path(service: str) -> str:
    return f"services/{service}/index.html"


def service_badge(service: str) -> str:
    return f"services/{service}/badge.svg"


def group_path(group: str) -> str:
    return f"groups/{group}/index.html"


def team_path(team: str) -> str:
    return f"teams/{team}/index.html"


def search_pack(number: int) -> str:
    """Of what is older than the newest hundreds; the oldest is number 1."""
    return f"search/{number}.json"


def service_year_path(service: str, year: str) -> str:
    return f"services/{service}/{year}.html"


def month_path(month: str) -> str:
    """Of `2026-11`."""
    return f"history/{month}.html"
