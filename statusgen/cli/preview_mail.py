"""`statusgen preview-mail`: what people get, without anybody getting it."""

import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from statusgen.cli.codes import CONTENT, WORLD, Failure
from statusgen.cli.commands import nearest
from statusgen.cli.explain import subscriber_named
from statusgen.cli.find import refuse_broken, thing_named
from statusgen.cli.here import Here
from statusgen.cli.output import data, say
from statusgen.cli.sending import key_if_fit
from statusgen.cli.site import read_site, warn_of_gaps
from statusgen.cli.store import acquaint, opened
from statusgen.model.access import may_see, readers_of
from statusgen.model.keys import Keys, WeakKey, keys_from
from statusgen.model.people import Subscriber
from statusgen.model.secret import Secret
from statusgen.model.site import Site
from statusgen.notify.ledger.rows import Busy, Stuck, Unready
from statusgen.notify.mail.letters import Addressee, cohort, post
from statusgen.notify.mail.parcel import Unsendable
from statusgen.notify.message import Message
from statusgen.notify.news import Kind, News
from statusgen.notify.notification import Notification
from statusgen.notify.sending.titles import Titles
from statusgen.notify.writing.messages import facts, message
from statusgen.notify.writing.press import Press
from statusgen.notify.writing.sampling import may_be_told_as, news_of, sample
from statusgen.render.theme import ThemeError

_FORMS = ("text", "html", "short", "eml")
_BY_SUFFIX = {".html": "html", ".htm": "html", ".eml": "eml"}
_NO_PAGE = "0" * 32  # stands where the address of the reader's private page is a secret
_NO_KEY = Keys(Secret("only a preview: ids in it mean nothing"))
_KINDS = [str(kind) for kind in Kind if kind is not Kind.OVERDUE]  # that is for owners, and not of news


@click.command()
@click.argument("identifier", metavar="INCIDENT")
@click.option("--for", "person", metavar="PERSON", help="As this subscriber would get it. Default: somebody.")
@click.option("--kind", type=click.Choice(_KINDS), help="What kind of news. Default: the latest.")
@click.option("--update", metavar="ID", help="The news that this update is.")
@click.option("-o", "--out", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Write it there.")
@click.option("--text", "form", flag_value="text", help="The plain text. Default, but for files named .html or .eml.")
@click.option("--html", "form", flag_value="html", help="The HTML.")
@click.option("--short", "form", flag_value="short", help="What an SMS or a chat would say.")
@click.option("--eml", "form", flag_value="eml", help="The whole mail with its headers, as mail programs open it.")
@click.option("--show-addresses", is_flag=True, help="With --eml: the reader's own, in place of an invented one.")
@click.option("--open", "show", is_flag=True, help="Look at the HTML in the browser.")
@click.pass_obj
def command(here: Here, /, *, identifier: str, person: str | None, out: Path | None, **how: str | None) -> int:
    """Show a mail as its readers would get it.

    It tells of an incident, a maintenance or an announcement.

    Nothing is sent, and no ledger is needed; if there is one, the subject is the one that readers know. The kinds
    `added`, `removed` and `summary` show where things stand now; all others as they were when it was said.
    """
    root, reading = read_site(here)
    site = reading.site
    reader = _reader(site, person)
    refuse_broken(here, reading, identifier, here.now)
    told, now = sample(site, _chosen(site, identifier, here.now, how), _kind(how), reader, here.now)
    _check_access(site, told, reader)
    told = _as_called_first(here, root, site, told)
    try:
        made = message(told, site, now, Press(root, site.settings, _NO_PAGE))
    except ThemeError as error:
        raise Failure(CONTENT, str(error)) from error
    if how["show"]:
        _open(made)
    else:
        form = how["form"] or _BY_SUFFIX.get(out.suffix if out else "", "text")
        if form == "eml":
            content = _eml(here, site, told if how["show_addresses"] else _without_address(told), made, now)
        else:
            content = _written(made, form)
        _write(content, out)
    return warn_of_gaps(reading)


def _kind(how: dict[str, str | None]) -> Kind | None:
    return Kind(how["kind"]) if how["kind"] else None


def _reader(site: Site, person: str | None) -> Subscriber | None:
    return None if person is None else subscriber_named(site, person)


def _chosen(site: Site, identifier: str, now: datetime, how: dict[str, str | None]) -> tuple[News, ...]:
    """The news up to the one that is meant."""
    thing_named(site, identifier, now)
    found, kind, update = news_of(site, identifier, now), _kind(how), how["update"]
    if not found:
        raise click.UsageError(f"Nothing of {identifier!r} is ever told: all that was said of it has `notify: false`.")
    ids = [one.update.id for one in found if one.update]
    if update is not None and update not in ids:
        raise click.UsageError(f"No update {update!r} of {identifier!r} is told to anybody.{nearest(update, ids)}")
    meant = [
        number
        for number, one in enumerate(found)
        if (update is None or (one.update and one.update.id == update)) and may_be_told_as(one, kind)
    ]
    if not meant:
        there = ", ".join(dict.fromkeys(one.kind for one in found))
        raise click.UsageError(f"There is no such news of {identifier!r}. There is: {there}")
    return found[: meant[-1] + 1]


def _check_access(site: Site, told: Notification, reader: Subscriber | None) -> None:
    readers = readers_of(site, reader.id if reader else "")
    if all(may_see(readers, audience) for audience in (told.news.affair.audience, told.news.audience)):
        return
    if reader:
        raise click.UsageError(f"Nothing would be sent: {reader.id} may not see it.")
    raise click.UsageError("It is not for everyone; `--for PERSON` names someone who may see it.")


def _as_called_first(here: Here, root: Path, site: Site, told: Notification) -> Notification:
    """With the subject that its readers know, if there is a ledger that says so."""
    try:
        with closing(opened(here, root)) as ledger:
            acquaint(ledger, site, key_if_fit(here), only_looks=True)
            return Titles(site.settings, ledger.titles([told.news.thread])).titled(told)
    except (Unready, Busy, Stuck):
        return told  # what is wrong with it is not the question here; `doctor` says that


def _written(made: Message, form: str) -> bytes:
    if form == "html":
        return made.html.encode()
    head = f"{made.short}\n" if form == "short" else f"Subject: {made.subject}\n\n{made.text}"
    return head.encode()


def _without_address(told: Notification) -> Notification:
    """What is shown ends up in logs and tickets."""
    return replace(told, subscriber=replace(told.subscriber, contacts=()))


def _eml(here: Here, site: Site, told: Notification, made: Message, now: datetime) -> bytes:
    """As it would go out; ids are real if STATUSGEN_KEY is set, but for that of the private page."""
    key = here.environ.get("STATUSGEN_KEY")
    addresses = [one.address.reveal() for one in told.subscriber.contacts if one.channel == "email"]
    to = Addressee(told.news.id, told.news.thread, told.subscriber, next(iter(addresses), "reader@example.com"))
    try:
        letters = cohort(made, facts(told, site, now), post(site.settings, keys_from(key) if key else _NO_KEY, now))
        return letters.parcel(to).content
    except (Unsendable, WeakKey) as error:
        raise Failure(WORLD, str(error)) from error


def _write(content: bytes, out: Path | None) -> None:
    if out is None:
        data(content.decode().replace("\r\n", "\n"))
    else:
        out.write_bytes(content)


def _open(made: Message) -> None:
    """In a file that stays: the browser reads it after we are gone."""
    with tempfile.NamedTemporaryFile(prefix="statusgen-mail-", suffix=".html", delete=False) as file:
        file.write(made.html.encode())
    say(f"Opening {file.name}")
    click.launch(Path(file.name).as_uri())
