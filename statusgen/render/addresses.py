"""Where the pages of a site are, for what stands elsewhere: mail, chat, a calendar."""

import re

from statusgen.model.languages import languages_of
from statusgen.model.site import Settings

SITES = "a"  # all sites that are not for everyone lie below it
PRIVATE = "f"  # and all pages of single people below that

_TOKEN = re.compile(rf"\b{PRIVATE}/[0-9a-f]{{32}}\b")


def place(audience: str) -> str:
    """Where the audience's site is, from that of the site for everyone: in addresses as in folders."""
    return f"{SITES}/{audience}"


def private_page(settings: Settings, token: str) -> str:
    """The page of what concerns one person."""
    return f"{settings.url}{PRIVATE}/{token}/"


def without_tokens(text: str) -> str:
    """What may be printed where others read it: of a private page's address only that it is one."""
    return _TOKEN.sub(f"{PRIVATE}/<token>", text)


def home_of(settings: Settings, language: str, audience: str = "") -> str:
    """The front page in that language; in the site's own where there are no pages in it. Of the audience's own site, or
    of the one for everyone."""
    own, *others = languages_of(settings)
    url = f"{settings.url}{place(audience)}/" if audience else settings.url
    return f"{url}{language}/" if language in others and language != own else url


def page_of(home: str, folder: str, id_: str) -> str:
    """The page of an incident (`incidents`), maintenance, announcement (`announcements`) or service (`services`)."""
    return f"{home}{folder}/{id_}/"
