"""Defines the completion command: tab completion for shells."""

from __future__ import annotations

import os
import re
from typing import ClassVar

import click
from click.shell_completion import CompletionItem, ShellComplete, add_completion_class, get_completion_class

SHELLS = ("bash", "zsh", "fish", "powershell")
VARIABLE = "_VOICEGUIDE_COMPLETE"

_POWERSHELL = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($word, $line, $cursor)
    $env:%(complete_var)s = "powershell_complete"
    $env:COMP_WORDS = $line.ToString()
    $env:COMP_WORD = $word
    try {
        %(prog_name)s | ForEach-Object {
            $kind, $value, $help = $_ -split "`t", 3
            if ($kind -eq "plain") {
                if (-not $help) { $help = $value }
                [System.Management.Automation.CompletionResult]::new($value, $value, "ParameterValue", $help)
            } else {
                [System.Management.Automation.CompletionCompleters]::CompleteFilename($word)
            }
        }
    } finally {
        Remove-Item Env:%(complete_var)s, Env:COMP_WORDS, Env:COMP_WORD
    }
}
"""


class PowerShellComplete(ShellComplete):
    """Completion for PowerShell on any system; click knows the other shells."""

    name: ClassVar[str] = "powershell"
    source_template: ClassVar[str] = _POWERSHELL

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one being typed, and that word; backslashes belong to paths."""
        words = [word.strip("\"'") for word in re.findall(r"\"[^\"]*\"?|'[^']*'?|\S+", os.environ["COMP_WORDS"])]
        incomplete = os.environ["COMP_WORD"].strip("\"'")
        if incomplete and words[-1:] == [incomplete]:
            words.pop()
        return words[1:], incomplete

    def format_completion(self, item: CompletionItem) -> str:
        """One line with kind, value and help, separated by tabs, which none of them contains."""
        value = f"'{item.value}'" if " " in str(item.value) else item.value
        return f"{item.type}\t{value}\t{item.help or ''}"


add_completion_class(PowerShellComplete)


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
def completion_command(shell: str) -> None:
    """Print the script that completes commands, options, routines, beds and other values with the tab key.

    \b
    Examples:
      echo 'eval "$(voiceguide completion bash)"' >> ~/.bashrc
      echo 'eval "$(voiceguide completion zsh)"' >> ~/.zshrc
      voiceguide completion fish > ~/.config/fish/completions/voiceguide.fish
      Add-Content $PROFILE 'voiceguide completion powershell | Out-String | Invoke-Expression'
    """
    from voiceguide.cli.app import root

    kind = get_completion_class(shell)
    assert kind is not None  # SHELLS are those of click, and the one above
    # not kind.source(), which for bash starts a bash to ask for its version
    click.echo(ShellComplete.source(kind(root, {}, "voiceguide", VARIABLE)))
