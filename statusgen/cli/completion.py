"""`statusgen completion`: what a shell needs to complete commands and options."""

import click
from click.shell_completion import get_completion_class

from statusgen.cli.output import data

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print what makes a shell complete commands and options.

    \b
    eval "$(statusgen completion bash)"     # in ~/.bashrc
    eval "$(statusgen completion zsh)"      # in ~/.zshrc
    statusgen completion fish > ~/.config/fish/completions/statusgen.fish
    """
    completion = get_completion_class(shell)
    assert completion is not None  # noqa: S101 (click knows all of SHELLS)
    data(completion(context.find_root().command, {}, "statusgen", "_STATUSGEN_COMPLETE").source())
