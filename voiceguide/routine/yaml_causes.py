"""Explain why a text is not YAML, or not the YAML that its author meant: the true cause, in plain words.

Causes are found from the parser's message, an unknown key, or a value and what follows it. A character that only looks
right (another kind of dash, space or colon) is named before anything else.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import yaml

_REASONS: tuple[tuple[str, str, str], ...] = (
    # part of the parser's message, our words, what to do (PyYAML words these two ways, with libyaml and without)
    ("mapping values are not allowed", "a second ':' stands in one line", "Put text that holds ': ' in quotes."),
    ("tab character", "a tab stands where only spaces may", "Indent with spaces."),
    ("cannot start any token", "text cannot begin with this character", "Put the text in quotes."),
    ("scanning an alias", "text cannot begin with '*'", "Put the text in quotes."),
    ("scanning an anchor", "text cannot begin with '&'", "Put the text in quotes."),
    ("quoted scalar", "a quotation mark is opened here and never closed", "Close it, on the same line."),
    ("expected ':'", "a key without ':'", "Write 'key: value'."),
    ("block mapping", "this line does not fit the lines above it", "Indent alike what belongs together."),
    ("block collection", "this line does not fit the lines above it", "Indent alike what belongs together."),
    ("flow", "a bracket is opened and not closed, or a comma is missing", "Write for example [4, 10]."),
    ("not allowed", "a character stands here that YAML does not allow", "Remove it."),
)

_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_DASHES = {"\u2013": "an en dash", "\u2014": "an em dash", "\u2212": "a minus sign", "\u2022": "a bullet"}
_DASH = re.compile(rf"^\s*([{''.join(_DASHES)}])[\s{_SPACES}]*(\S.*)$")
_COLONS = "\uff1a\ufe55\ua789\u2236"
_COLON = re.compile(rf"^\s*(?:-\s+)?([\w-]+)\s*([{_COLONS}])\s*(.*)$")
_SPACE = re.compile(rf"^[ {_SPACES}]*[{_SPACES}]|^\s*(?:-\s+)?[\w-]+:[{_SPACES}]|^\s*-[{_SPACES}]")
_APOSTROPHE = re.compile(r"(?:^|[:\-\[,{]\s*)('[^'\"]*'[^\s,\]}#'\"][^\"]*)$")
_COMMENT = re.compile(r"\s+(#[^\s#])")


def in_plain_words(error: yaml.YAMLError, text: str) -> dict[str, Any]:
    """Turn the parser's error into a finding's message, line and hint."""
    raw = " ".join(str(error).split())
    mark = getattr(error, "context_mark", None) if "quoted scalar" in raw else None
    mark = mark or getattr(error, "problem_mark", None)
    lines = text.split("\n")
    last = mark.line if mark is not None else len(lines)
    for number in range(min(last, len(lines) - 1), max(last - 3, -1), -1):  # the cause is often a line or two above
        cause = odd_line(lines[number])
        if cause is not None:
            return {"message": cause[0], "line": number + 1, "hint": cause[1]}
    if mark is not None and mark.line < len(lines) and "\t" in lines[mark.line][: mark.column + 1]:
        raw = "tab character"
    words, hint = next(
        ((words, hint) for part, words, hint in _REASONS if part in raw),
        (str(getattr(error, "problem", None) or "it cannot be read")[:120], None),
    )
    return {"message": f"this is not YAML: {words}", "line": mark.line + 1 if mark is not None else None, "hint": hint}


def odd_line(line: str) -> tuple[str, str] | None:
    """Message and hint for what only looks like YAML in a line; None if there is nothing."""
    line = line.rstrip()
    if match := _SPACE.search(line):
        space = next(each for each in reversed(match[0]) if re.match(f"[{_SPACES}]", each))
        name = "a no-break space" if space in "\u00a0\u202f" else f"a space of another kind ({_name(space)})"
        return f"{name} stands where only plain spaces may", "Delete the spaces there and type them again."
    if match := _COLON.search(line):
        message = f"a wide colon ({match[2]}) stands after {match[1][:40]!r} where a plain one must"
        return message, f"Write {_quote(f'{match[1]}: {match[3]}')}"
    if match := _DASH.search(line):
        message = f"{_DASHES[match[1]]} ({match[1]}) stands at the start of an item where a hyphen must"
        return message, f"Write {_quote(f'- {match[2]}')}"
    if match := _APOSTROPHE.search(line):
        inner = match[1].rstrip("'").removeprefix("'")
        message = "the apostrophe ends the text in single quotes too early"
        return message, f'Put it in double quotes: "{inner[:80]}"'
    return None


def odd_start(text: str) -> tuple[int, str, str] | None:
    """Number, message and hint of the first line in a text that only looks like YAML."""
    causes = ((number, odd_line(line)) for number, line in enumerate(text.split("\n"), start=1))
    return next(((number, *cause) for number, cause in causes if cause is not None), None)


def odd_key(key: str) -> tuple[str, str] | None:
    """What makes a key only look like a known one: `odd_line` for a key that could be read."""
    return odd_line(key if key.rstrip()[-1:] in _COLONS else f"{key}: value") if not key.isascii() else None


def swallowed_key(value: str, line: str, at: int) -> tuple[str, str] | None:
    """Message and hint for what YAML dropped after a value; None if a comment is meant.

    Args:
        value: The value as it was read, without quotes in the file.
        line: The line in which it ends.
        at: Column after it; what follows may be a megabyte, and is read only if a comment begins there.
    """
    match = _COMMENT.match(line, at)
    if match is None:
        return None
    comment = line[match.start(1) :].rstrip()
    message = f"YAML takes {_cut(comment)!r} for a comment: the text ends before it"
    return message, f"If it belongs to the text, write {quote(f'{value} {comment}')}"


def quote(text: str) -> str:
    """Quote a text for YAML: in double quotes, or in single ones if it contains double ones."""
    return "'" + text.replace("'", "''") + "'" if '"' in text else f'"{text}"'


def _cut(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _quote(text: str) -> str:
    return f"{text.strip()[:80]!r}."


def _name(character: str) -> str:
    return unicodedata.name(character, f"U+{ord(character):04X}").lower()
