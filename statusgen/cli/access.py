"""`statusgen access`: a web server that lets only the right people read, and the proof that it does."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

import click

from statusgen.access.asking import Unanswered, Web
from statusgen.access.caddy import caddy
from statusgen.access.checking import Checking, Wrong
from statusgen.access.identity import identities
from statusgen.access.listing import Listing, Unusable, listing
from statusgen.access.nginx import nginx
from statusgen.access.oauth2_proxy import oauth2_proxy
from statusgen.access.place import Place, place
from statusgen.access.samples import samples
from statusgen.cli.codes import CONTENT, FINE, WORLD, Failure
from statusgen.cli.here import Here
from statusgen.cli.links import link, rotate
from statusgen.cli.output import data, say
from statusgen.report.json import document
from statusgen.report.terminal import safe

_WRITERS: dict[str, Callable[[Listing, Place], str]] = {
    "nginx": nginx,
    "caddy": caddy,
    "oauth2-proxy": oauth2_proxy,
}
_access = click.option(
    "--access",
    "access",
    metavar="FILE",
    type=click.Path(path_type=Path),
    default=Path("dist/access.json"),
    show_default=True,
    help="The listing that `build --all-audiences` wrote, in its place beside the trees.",
)


@click.group()
def command() -> None:
    """Let a web server show each site to the right people alone."""


command.add_command(link)
command.add_command(rotate)


@command.command("config")
@click.argument("program", type=click.Choice(list(_WRITERS)))
@_access
@click.option(
    "--root",
    metavar="DIR",
    default="/srv/status/dist",
    show_default=True,
    help="Where the build is on the machine of the web server.",
)
@click.option(
    "--identity",
    metavar="URL",
    default="http://127.0.0.1:4180",
    show_default=True,
    help="The identity service (oauth2-proxy), which only the web server may reach.",
)
@click.option(
    "--listen",
    metavar="HOST:PORT",
    help="Answer there in plain HTTP, behind a program that ends TLS. Default: TLS, at the site's address.",
)
def config(program: str, access: Path, root: str, identity: str, listen: str | None) -> int:
    """Print the configuration of a program. It denies by default, and says why it is as it is."""
    with _in_exit_codes():
        data(_WRITERS[program](_read(access), place(root, identity, listen)))
    return FINE


@command.command("check")
@click.argument("url")
@_access
@click.option(
    "--as",
    "people",
    metavar="WHO",
    multiple=True,
    help="Somebody to ask as, `NAME=GROUPS:HEADER: VALUE`, for example 'kim=payments,ops:Cookie: @kim.txt'. A value "
    "@FILE is read from there, $VARIABLE from the environment. Repeat it for more people, or for more headers of one.",
)
@click.option(
    "--refusal",
    metavar="STATUS",
    type=click.IntRange(300, 499),
    default=404,
    show_default=True,
    help="What everything that is missing or forbidden is answered with.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def check(here: Here, url: str, *, access: Path, people: tuple[str, ...], refusal: int, as_json: bool) -> int:
    """Walk a live site, and fail on any wrong answer.

    It is asked as somebody who is not logged in, and as everyone that --as names: who may read a page has to get it as
    it is in the build, and to all others what is there has to look like what is not, however its address is written
    (`//`, `/./`, `..`, `%2f`, `;`, upper case …), by whatever method, and whatever they say in headers of who they are.
    The exit code is 1 on any wrong answer.
    """
    with _in_exit_codes(), Web(url) as web:
        found = _read(access)
        if web.path != found.everyone.prefix:
            raise click.UsageError(f"The site of {access} is at {found.everyone.prefix}, and {url} is not.")
        who = identities(people, here.environ, lambda path: path.read_text(encoding="utf-8"))
        wrong = [*Checking(found, samples(found, access.parent), web, refusal).wrong(who)]
    if as_json:
        data(document({"url": url, "asked": web.asked, "wrong": [asdict(one) for one in wrong]}))
    else:
        data("".join(_lines(wrong)))
        say(_sentence(url, len(wrong), web.asked, [one.name for one in who]))
    return CONTENT if wrong else FINE


def _read(access: Path) -> Listing:
    try:
        return listing(access.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        hint = "`statusgen build --all-audiences -o dist` writes dist/access.json"
        raise Failure(WORLD, f"{access} is not there: {hint}") from error
    except (Unusable, UnicodeDecodeError) as error:
        raise Failure(WORLD, f"{access}: {error}") from error


@contextmanager
def _in_exit_codes() -> Iterator[None]:
    try:
        yield
    except Unusable as error:
        raise click.UsageError(safe(str(error))) from error
    except Unanswered as error:
        raise Failure(WORLD, str(error)) from error


def _lines(wrong: Iterable[Wrong]) -> Iterator[str]:
    """A line for each kind of wrong answer: one hole is seen in hundreds of addresses."""
    kinds = sorted(wrong, key=_kind)
    for _, alike in groupby(kinds, key=_kind):
        first, *others = alike
        told = ", with forged headers" if first.told else ""
        more = f" (and {len(others):,} more like it)" if others else ""
        yield (
            safe(f"{first.identity}: {first.method} {first.target} {first.what}; got {first.status}{told}{more}") + "\n"
        )


def _kind(wrong: Wrong) -> tuple[str, str, str, bool]:
    return wrong.identity, wrong.tree, wrong.what, wrong.told


def _sentence(url: str, wrong: int, asked: int, names: list[str]) -> str:
    who = ", ".join(names)
    if not wrong:
        return f"{url} gave {asked:,} right answers to {who}."
    return f"{url} gave {wrong:,} wrong {'answer' if wrong == 1 else 'answers'} out of {asked:,}, asked as {who}."
