"""Every command there is. None is imported before it is asked for, so `--help` stays fast."""

from collections.abc import Iterable
from importlib import import_module

import click
from click.shell_completion import CompletionItem

# name -> where its `command` is, and what it does in one line
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("statusgen.cli.init", "Write a small site that builds, to start from."),
    "new": ("statusgen.cli.new", "Begin an incident, planned work, an announcement or a service."),
    "update": ("statusgen.cli.update", "Write what is new of an incident, or of planned work."),
    "resolve": ("statusgen.cli.resolve", "Say that an incident is over."),
    "reopen": ("statusgen.cli.reopen", "Say that a resolved incident is back."),
    "correct": ("statusgen.cli.correct", "Correct what was said, visibly."),
    "postmortem": ("statusgen.cli.postmortem", "Say what was learnt from an incident that is over."),
    "reschedule": ("statusgen.cli.reschedule", "Move planned work."),
    "cancel": ("statusgen.cli.cancel", "Call off planned work."),
    "subscribe": ("statusgen.cli.subscribe", "Put a person or a team on an incident."),
    "check": ("statusgen.cli.check", "Report every problem of every file."),
    "build": ("statusgen.cli.build", "Write the site."),
    "serve": ("statusgen.cli.serve", "Preview the site, rebuilt whenever a file changes."),
    "review": ("statusgen.cli.review", "Say what merging a change would do, and whom it would tell."),
    "status": ("statusgen.cli.status", "Say what is going on."),
    "list": ("statusgen.cli.list", "List incidents, maintenances and announcements, newest first."),
    "show": ("statusgen.cli.show", "Show one incident, maintenance or announcement."),
    "overdue": ("statusgen.cli.overdue", "List promises of a next update that are broken or soon due."),
    "report": ("statusgen.cli.report", "Say how well people were kept informed, month by month."),
    "next-change": ("statusgen.cli.next_change", "Print when the site will next differ by time alone."),
    "import": ("statusgen.cli.importing", "Take over the history of another status page."),
    "notify": ("statusgen.cli.notify", "Tell people what they asked to hear and have not been told."),
    "preview-mail": (
        "statusgen.cli.preview_mail",
        "Show a mail as its readers would get it.",
    ),
    "deliveries": ("statusgen.cli.deliveries", "List what was sent to whom, and what was not, oldest first."),
    "ledger": ("statusgen.cli.ledger", "Say whether the ledger is whole, or print all that it has."),
    "explain": ("statusgen.cli.explain", "Say why someone was told of something, or why not."),
    "replay": ("statusgen.cli.replay", "Say what someone's preferences would have sent."),
    "doctor": ("statusgen.cli.doctor", "Look at whether everything that sending needs is set up."),
    "access": ("statusgen.cli.access", "Let a web server show each site to the right people alone."),
    "schema": ("statusgen.cli.schema", "Print the JSON Schema of one kind of file."),
    "demo": ("statusgen.cli.demo", "Look at an example site with something going on right now."),
    "completion": ("statusgen.cli.completion", "Print what makes a shell complete commands and options."),
}


class Commands(click.Group):
    """A group that imports only the command that runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = import_module(COMMANDS[cmd_name][0]).command
        assert isinstance(command, click.Command)  # noqa: S101 (the registry is ours)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        found = [CompletionItem(name, help=line) for name, (_, line) in COMMANDS.items()]
        matching = [item for item in found if item.value.startswith(incomplete)]
        return [*matching, *click.Command.shell_complete(self, ctx, incomplete)]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            ctx.fail(f"There is no command {name!r}.{nearest(name, COMMANDS)}")
        return super().resolve_command(ctx, args)


def nearest(word: str, known: Iterable[str]) -> str:
    """` Did you mean …?`, or nothing if no known word is like it."""
    from difflib import get_close_matches  # noqa: PLC0415 (only after a mistake)

    close = get_close_matches(word, list(known), n=1)
    return f" Did you mean {close[0]!r}?" if close else ""
