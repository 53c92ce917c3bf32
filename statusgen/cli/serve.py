"""`statusgen serve`: a preview that follows the files."""

import errno
import signal
import sys
import webbrowser
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from statusgen.cli.codes import WORLD, Failure
from statusgen.cli.here import Here
from statusgen.cli.output import say, write
from statusgen.cli.readers import known
from statusgen.cli.site import placed, root_of
from statusgen.cli.sources import say_missing
from statusgen.model.service import EVERYONE
from statusgen.problems import Problem
from statusgen.report import report
from statusgen.report.terminal import safe
from statusgen.serve.preview import Picture, Preview
from statusgen.serve.server import serving

_SHOWN = 20  # problems at once: what was last done stands at the end of them

_OPTIONS = (
    click.option(
        "--port",
        metavar="PORT",
        default=8000,
        show_default=True,
        type=click.IntRange(0, 65535),
        help="0: any that is free.",
    ),
    click.option(
        "--host",
        metavar="ADDRESS",
        default="127.0.0.1",
        show_default=True,
        help="Other addresses show the preview to the network.",
    ),
    click.option("--open", "browser", is_flag=True, help="Open it in the browser."),
)


def preview_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What every command that serves a preview lets one choose."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command()
@preview_options
@click.option("--audience", metavar="ID", help="The site of this audience, and not the one for everyone.")
@click.pass_obj
def command(here: Here, *, port: int, host: str, browser: bool, audience: str | None) -> None:
    """Preview the site, rebuilt whenever a file changes.

    Problems of the content stand on top of the page and on the terminal; the last good page stays below. Ctrl+C ends
    it. With --audience each page says whose site it is of.
    """
    preview(root_of(here), here, host, port, browser=browser, audience=audience)


def preview(root: Path, here: Here, host: str, port: int, *, browser: bool, audience: str | None = None) -> None:
    """Serves until it is told to stop."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever stops us, we leave tidily
    try:
        teller = Teller(root, colors=here.colors(sys.stderr))
        watched = Preview(root, here.clock, here.subscribers, teller.tell, audience or EVERYONE[0])
        whose = known(watched.site.settings, audience)
        with serving(root, host, port, watched) as server:
            what = safe(str(root)) if whose in EVERYONE else f"{safe(str(root))}, the site of {whose}"
            say(f"Preview of {what}: {server.url} (Ctrl+C ends it)")
            say_missing(server.preview.site, root)
            if browser:
                webbrowser.open(server.url)
            server.serve_forever()
    except KeyboardInterrupt:
        say("")
    except OSError as error:
        if error.errno not in {errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES} or error.filename:
            raise
        raise Failure(WORLD, f"{host}:{port}: {error.strerror}; choose others with --host and --port") from error


class Teller:
    """Says on the terminal what is wrong, each time that it changes, and what is right again."""

    def __init__(self, root: Path, *, colors: bool) -> None:
        self._root = root
        self._colors = colors
        self._problems: tuple[Problem, ...] = ()
        self._failure = ""

    def tell(self, picture: Picture) -> None:
        """What differs from the picture before."""
        before, self._problems = self._problems, placed(picture.problems, self._root)
        if self._problems != before:
            shown = self._problems[:_SHOWN]
            write(sys.stderr, report(shown, "concise", color=self._colors))
            if more := len(self._problems) - len(shown):
                say(f"and {more:,} more: see statusgen check")
            if mended := _mended(before, self._problems):
                say(f"{mended:,} problem{'' if mended == 1 else 's'} mended")
        if picture.failure != self._failure:
            say(f"statusgen: {safe(picture.failure)}" if picture.failure else "The theme works again")
            self._failure = picture.failure


def _mended(before: Iterable[Problem], now: Iterable[Problem]) -> int:
    """How many of the problems are gone. One that only stands on another line now is not."""
    return (_kinds(before) - _kinds(now)).total()


def _kinds(problems: Iterable[Problem]) -> Counter[tuple[str, str, str]]:
    return Counter((problem.span.path, problem.code, problem.message) for problem in problems)
