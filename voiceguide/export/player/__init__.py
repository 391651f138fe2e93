"""The player: the part of a page that follows a session, used by the exported page and by the studio."""

from __future__ import annotations

from voiceguide.export.player.facts import player_facts
from voiceguide.export.player.markup import Shell, player_markup
from voiceguide.export.player.parts import PARTS, script, style

__all__ = ["PARTS", "Shell", "player_facts", "player_markup", "script", "style"]
