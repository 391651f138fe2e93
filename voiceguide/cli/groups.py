"""Suggests the nearest command for an unknown one."""

from __future__ import annotations

import click

from voiceguide.errors import did_you_mean


class NearGroup(click.Group):
    """A group of commands that suggests the nearest one for an unknown name."""

    def hint(self, name: str, ctx: click.Context) -> str:
        """The hint for an unknown command."""
        return did_you_mean(name, self.list_commands(ctx))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or raise an error with the hint."""
        unknown = args and args[0] not in self.list_commands(ctx) and not args[0].startswith("-")
        if unknown and not ctx.resilient_parsing:
            ctx.fail(f"there is no command {args[0]!r}. {self.hint(args[0], ctx)}")
        return super().resolve_command(ctx, args)
