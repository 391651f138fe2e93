"""The completion command: tab completion for the shells."""

from __future__ import annotations

import click
from click.shell_completion import ShellComplete, get_completion_class

SHELLS = ("bash", "zsh", "fish")
_VARIABLE = "_VOICEGUIDE_COMPLETE"


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
def completion_command(shell: str) -> None:
    """Print the script that completes commands, options, routines and beds with the tab key.

    \b
    Examples:
      echo 'eval "$(voiceguide completion bash)"' >> ~/.bashrc
      echo 'eval "$(voiceguide completion zsh)"' >> ~/.zshrc
      voiceguide completion fish > ~/.config/fish/completions/voiceguide.fish
    """
    from voiceguide.cli.app import root

    kind = get_completion_class(shell)
    assert kind is not None  # SHELLS are click's own
    # not kind.source(): that of bash starts a bash to ask for its version
    click.echo(ShellComplete.source(kind(root, {}, "voiceguide", _VARIABLE)))
