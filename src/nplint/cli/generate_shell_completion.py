"""``nplint generate-shell-completion``: what a shell reads to complete ``nplint`` commands."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from nplint.cli.help import SETTINGS


@click.command(context_settings=SETTINGS)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def generate_shell_completion(shell: str) -> None:
    """Generate shell completion: the script that completes commands, options and rules.

    To be put where the shell looks for it, or read when it starts: in ~/.bashrc,
    eval "$(nplint generate-shell-completion bash)".
    """
    from nplint.cli import cli

    completion = get_completion_class(shell)
    assert completion is not None, "click knows these shells"
    click.echo(completion(cli, {}, "nplint", "_NPLINT_COMPLETE").source())
