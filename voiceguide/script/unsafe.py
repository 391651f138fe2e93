"""Check the words of an edited script: every line is read with the keys of its move.

`voiceguide.safety` reads what words mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from voiceguide.choreography.model import Move
from voiceguide.routine.problems import Problems
from voiceguide.routine.yaml_lines import Listing, Node, Table
from voiceguide.safety import Context, Field
from voiceguide.script.check import coming_strokes, line_context, unsafe_words

Rows = list[tuple[str, Node, dict[str, Any]]]


def refuse_unsafe_lines(rows: Rows, moves: Sequence[Move], language: str, problems: Problems) -> None:
    """Add a finding for every way of a line that asks for something unsafe."""
    strokes = coming_strokes(moves)
    for key, node, each in rows:
        context = line_context(each["for"], strokes.get(each["window"].get("move", "")))
        for path, said in _said_nodes(node, key):
            _note(said, path, context, language if each.get("own") else "en", problems)


def refuse_unsafe_before(rows: Rows, language: str, problems: Problems) -> None:
    """Do the same for the before-part."""
    for key, node, each in rows:
        for path, said in _said_nodes(node, key):
            _note(said, path, Context(Field.PREPARE), language if each.get("own") else "en", problems)


def _said_nodes(node: Node | None, key: str) -> Iterator[tuple[str, Node]]:
    """Each way of saying a line as (path, node), the preferred way first."""
    if not isinstance(node, Table):
        return
    words, others = node.get("say"), node.get("or")
    if words is not None:
        yield f"{key}.say", words
    for index, other in enumerate(others.items if isinstance(others, Listing) else ()):
        yield from _said_nodes(other, f"{key}.or[{index}]")


def _note(words: Node, key: str, context: Context, language: str, problems: Problems) -> None:
    """Add findings for unsafe words."""
    for each in unsafe_words(getattr(words, "text", ""), context, language):
        message = f"{each.message} ({each.reason})" if each.reason else each.message
        problems.add(each.rule, message, line=words.line, key=key, hint=each.hint, severity=each.severity)
