"""Groups of commands that know what was probably meant."""

from __future__ import annotations

import click

from voiceguide.errors import did_you_mean


class NearGroup(click.Group):
    """A group that answers an unknown command with the nearest one."""

    def hint(self, name: str, ctx: click.Context) -> str:
        """What to say of a command that is not there."""
        return did_you_mean(name, self.list_commands(ctx))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one was probably meant."""
        unknown = args and args[0] not in self.list_commands(ctx) and not args[0].startswith("-")
        if unknown and not ctx.resilient_parsing:
            ctx.fail(f"there is no command {args[0]!r}. {self.hint(args[0], ctx)}")
        return super().resolve_command(ctx, args)
