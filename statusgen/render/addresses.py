"""Where the pages of a site are, for what stands elsewhere: mail, chat, a calendar."""

from statusgen.model.languages import languages_of
from statusgen.model.site import Settings


def home_of(settings: Settings, language: str) -> str:
    """The front page in that language; in the site's own where there are no pages in it."""
    own, *others = languages_of(settings)
    return f"{settings.url}{language}/" if language in others and language != own else settings.url


def page_of(home: str, folder: str, id_: str) -> str:
    """The page of an incident (`incidents`), maintenance, announcement (`announcements`) or service (`services`)."""
    return f"{home}{folder}/{id_}/"
