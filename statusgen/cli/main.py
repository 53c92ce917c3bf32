"""The door: options of every command, the clock, and what becomes of whatever goes wrong."""

import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click

from statusgen import __version__
from statusgen.cli.bug import tell, tell_of_all
from statusgen.cli.clock import clock, moment, moment_of
from statusgen.cli.codes import BUG, FINE, INTERRUPTED, USAGE, WORLD, Failure
from statusgen.cli.commands import Commands
from statusgen.cli.here import Here
from statusgen.cli.output import say, silence

_COMPLETE = "_STATUSGEN_COMPLETE"


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Carries out a command line (by default the process's own) and exits."""
    instruction = os.environ.get(_COMPLETE)
    if instruction:
        sys.exit(_complete(instruction))
    if arguments is None:  # a process of our own
        tell_of_all()
    try:
        code = run(sys.argv[1:] if arguments is None else arguments)
    except Exception as error:  # noqa: BLE001 - Python's own last word would quote what the program was at
        tell(error)
        code = BUG
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Carries out a command line; the exit code says how it went. Only a bug gets out as an exception."""
    try:
        return _invoke(arguments)
    except click.UsageError as mistake:
        _explained(mistake).show()
        return USAGE
    except (KeyboardInterrupt, click.Abort):
        return _failed(INTERRUPTED, "interrupted")
    except BrokenPipeError:  # whoever read our help has seen enough
        silence(sys.stdout)
        return FINE
    except Failure as failure:
        return _failed(failure.code, str(failure))
    except OSError as error:
        return _failed(WORLD, _in_words(error))


def _invoke(arguments: Sequence[str]) -> int:
    try:
        with statusgen.make_context("statusgen", list(arguments)) as context:
            return statusgen.invoke(context) or FINE
    except click.exceptions.Exit as done:  # after --help and --version
        return done.exit_code


def _explained(mistake: click.UsageError) -> click.UsageError:
    """Says where an option belongs that every command has, and that was given after the command's name."""
    if not isinstance(mistake, click.NoSuchOption) or mistake.ctx is None or mistake.ctx.parent is None:
        return mistake
    option = next((one for one in statusgen.params if mistake.option_name in one.opts), None)
    if option is None:
        return mistake
    choices = "|".join(option.type.choices) if isinstance(option.type, click.Choice) else ""
    given = " ".join(filter(None, ("statusgen", mistake.option_name, option.metavar or choices)))
    command = mistake.ctx.command_path.partition(" ")[2]
    return click.UsageError(
        f"{mistake.option_name} belongs to every command, and stands before its name: {given} {command} …", mistake.ctx
    )


def _failed(code: int, message: str) -> int:
    from statusgen.render.addresses import without_tokens  # noqa: PLC0415 (only after a failure)
    from statusgen.report.terminal import safe  # noqa: PLC0415

    say(f"statusgen: {safe(without_tokens(message))}")
    return code


def _in_words(error: OSError) -> str:
    place = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
    return f"{place}{error.strerror or error}"


def _complete(instruction: str) -> int:
    """Answers the shell that `statusgen completion` set up."""
    from click.shell_completion import shell_complete  # noqa: PLC0415 (only for shells)

    return shell_complete(statusgen, {}, "statusgen", _COMPLETE, instruction)


@click.group("statusgen", cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-C",
    "directory",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The site's root. Default: from here upwards, the first folder with content/site.yaml.",
)
@click.option(
    "--now",
    "given",
    metavar="TIME",
    callback=moment,
    help="Take this for the present moment, for example 2026-11-21T14:05:00Z. Default: SOURCE_DATE_EPOCH, "
    "else the clock.",
)
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour the output. auto: as NO_COLOR and FORCE_COLOR say, else on terminals only.",
)
@click.version_option(__version__, prog_name="statusgen", message="%(prog)s %(version)s")
@click.pass_context
def statusgen(context: click.Context, directory: Path | None, given: datetime | None, color: str) -> None:
    """An internal status page from a git repository."""
    given = given or moment_of(os.environ)
    context.obj = Here(directory, given, given or clock(), color, os.environ)
