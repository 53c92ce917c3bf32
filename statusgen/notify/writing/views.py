"""What the templates of mails see: frozen plain values. All words and times are in the reader's language and zone.

The text part of a mail is made of the same views, so it says what the HTML says.
"""

from dataclasses import dataclass

from statusgen.model.languages import Markdown
from statusgen.model.service import Effect


@dataclass(frozen=True, slots=True)
class MailFrame:
    """The variable `frame` of every template of a mail. `preheader` is what lists of mails show beside the subject.

    `home` is the address of the site, `own` that of the reader's private page, empty if there is none. `why` says why
    the reader gets this, `change` how to get less or more, `zone` whose clock the times are of.
    """

    site_name: str
    home: str
    own: str
    subject: str
    preheader: str
    language: str
    why: str
    change: str
    zone: str


@dataclass(frozen=True, slots=True)
class MailFact:
    """Something with a name, such as the impact: plain text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class MailService:
    """A service, the address of its page, and what it is or will be to its users, if anything is said of that.

    `url` is empty where it has no page for everyone.
    """

    name: str
    url: str
    effect: Effect | None


@dataclass(frozen=True, slots=True)
class MailPost:
    """Something that was said. `facts` are impact and advice where they stand beside the text."""

    heading: str
    text: Markdown
    facts: tuple[MailFact, ...]


@dataclass(frozen=True, slots=True)
class NewsMail:
    """Template `mail/news.html`: what is new of one incident, maintenance or announcement, and where it stands.

    `news` says what kind of news it is, `state` where it stands; `effect`, if any, gives the colour of that.
    `exercise` is a warning, empty where all is real. `lead` is the summary, for who hears of it for the first time.
    `said` is what is new in its authors' words, `wrong` what was said before a correction, if it is one. `earlier` is
    what else the reader has not heard, newest first. `url` is the page; `more` says that there is more on it than here.
    `url` is empty where there is no page for everyone. `formerly` says what it was called first, which is what the
    subject still says; empty where it is called so now.
    """

    news: str
    state: str
    effect: Effect | None
    exercise: str
    title: str
    formerly: str
    url: str
    lead: str
    said: MailPost | None
    wrong: MailPost | None
    facts: tuple[MailFact, ...]
    services_name: str
    services: tuple[MailService, ...]
    earlier_name: str
    earlier: tuple[MailPost, ...]
    more: str


@dataclass(frozen=True, slots=True)
class MailAffair:
    """Where one incident, maintenance or announcement stands, in a few lines of a summary. `url` may be empty."""

    state: str
    effect: Effect | None
    exercise: str
    title: str
    url: str
    text: str
    facts: tuple[MailFact, ...]


@dataclass(frozen=True, slots=True)
class SummaryMail:
    """Template `mail/summary.html`: where things stand, instead of one mail for each. The gravest is first."""

    news: str
    intro: str
    url: str
    affairs: tuple[MailAffair, ...]
    more: str
