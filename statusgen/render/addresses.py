"""Where the pages of a site are, for what stands elsewhere: mail, chat, a calendar."""

from statusgen.model.languages import languages_of
from statusgen.model.site import Settings

SITES = "a"  # all sites that are not for everyone lie below it
PRIVATE = "f"  # and all pages of single people below that


def place(audience: str) -> str:
    """Where the audience's site is, from that of the site for everyone: in addresses as in folders."""
    return f"{SITES}/{audience}"


def private_page(settings: Settings, token: str) -> str:
    """The page of what concerns one person."""
    return f"{settings.url}{PRIVATE}/{token}/"


def home_of(settings: Settings, language: str, audience: str = "") -> str:
    """The front page in that language; in the site's own where there are no pages in it. Of the audience's own site, or
    of the one for everyone."""
    own, *others = languages_of(settings)
    url = f"{settings.url}{place(audience)}/" if audience else settings.url
    return f"{url}{language}/" if language in others and language != own else url


def page_of(home: str, folder: str, id_: str) -> str:
    """The page of an incident (`incidents`), maintenance, announcement (`announcements`) or service (`services`)."""
    return f"{home}{folder}/{id_}/"
