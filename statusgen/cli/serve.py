"""`statusgen serve`: a preview that follows the files."""

import errno
import signal
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from statusgen.cli.codes import WORLD, Failure
from statusgen.cli.here import Here
from statusgen.cli.output import say
from statusgen.cli.site import root_of
from statusgen.report.terminal import safe
from statusgen.serve.server import serving

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
@click.pass_obj
def command(here: Here, *, port: int, host: str, browser: bool) -> None:
    """Preview the site, rebuilt whenever a file changes.

    Problems of the content stand on top of the page; the last good page stays below. Ctrl+C ends it.
    """
    preview(root_of(here), here, host, port, browser=browser)


def preview(root: Path, here: Here, host: str, port: int, *, browser: bool) -> None:
    """Serves until it is told to stop."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever stops us, we leave tidily
    try:
        with serving(root, host, port, here.clock, here.subscribers) as server:
            say(f"Preview of {safe(str(root))}: {server.url} (Ctrl+C ends it)")
            if browser:
                webbrowser.open(server.url)
            server.serve_forever()
    except KeyboardInterrupt:
        say("")
    except OSError as error:
        if error.errno not in {errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES} or error.filename:
            raise
        raise Failure(WORLD, f"{host}:{port}: {error.strerror}; choose others with --host and --port") from error
