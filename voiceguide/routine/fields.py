"""The kinds of single value in a routine. Each reads a node and describes itself as JSON Schema.

Reading gives plain Python values, or a finding that says what was expected. Reader and schema of a kind stand side by
side, so that an editor accepts what the loader accepts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from voiceguide.errors import UnitError
from voiceguide.routine.problems import Problems
from voiceguide.routine.yaml_lines import Listing, Node, Scalar, Table
from voiceguide.text.fold import JOINERS
from voiceguide.units import parse_duration, spell

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
"""The version of JSON Schema in which routines, scripts and `--json` are described."""

SHOWN = 40
_WHOLE = re.compile(r"-?(0|[1-9]\d{0,8})", re.ASCII)
_DECIMAL = re.compile(r"-?(0|[1-9]\d{0,8})(\.\d{1,20})?", re.ASCII)
_UNITS = r"[Hh]|hours?|[Mm]|[Mm]in|minutes?|[Ss]|[Ss]ec|seconds?|ms"
_DURATION_SHAPE = rf"^\s*(\d+(\.\d+)?\s*({_UNITS})\s*)+$"


class Kind(Protocol):
    """A kind of value.

    A new kind is a frozen dataclass with these two methods; give it to a key in `grammar.py`.
    """

    def read(self, node: Node, key: str, problems: Problems) -> Any:
        """The value of a node, or None after a finding."""
        ...

    def schema(self) -> Schema:
        """The same rules as JSON Schema (draft 2020-12)."""
        ...


def quote_value(text: str) -> str:
    """Quote a value for a message: shortened, and without unprintable characters."""
    text = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    return repr(text)


def unprintable(character: str) -> bool:
    """Whether a character can be neither seen nor spoken: controls, marks of writing direction, unassigned ones."""
    return unicodedata.category(character)[0] == "C" and character not in JOINERS


def describe_node(node: Node) -> str:
    """What a node is, for messages: ``a list``, ``the number 5``, ``nothing``."""
    if isinstance(node, Listing):
        return "a list"
    if isinstance(node, Table):
        return "a mapping"
    names = {"int": "the number ", "float": "the number ", "timestamp": "the date ", "bool": "the yes-or-no word "}
    return "nothing" if node.tag == "null" else names.get(node.tag, "the text ") + quote_value(node.text)


def refuse(
    node: Node, key: str, problems: Problems, expected: str, hint: str | None = None, rule: str = "type"
) -> None:
    """Add a finding that a node is not what was expected."""
    text = f"this is {describe_node(node)}, but must be {expected}"
    problems.add(rule, text, line=node.line, key=key, file=node.file, hint=hint)


@dataclass(frozen=True, slots=True)
class Text:
    """Words. Line breaks become spaces."""

    max_chars: int = 120

    def read(self, node: Node, key: str, problems: Problems) -> str | None:
        """See `Kind.read`."""
        if not isinstance(node, Scalar) or node.tag == "null":
            refuse(node, key, problems, "text")
            return None
        if node.tag not in {"str", "value"}:
            hint = f'YAML does not take it for text: put it in quotes, "{node.text[:SHOWN]}".'
            refuse(node, key, problems, "text", hint)
            return None
        text = " ".join(node.text.split())
        if not text:
            problems.add("text", "the text is empty", line=node.line, key=key, file=node.file)
            return None
        if len(text) > self.max_chars:
            message = f"the text has {len(text)} characters; at most {self.max_chars} can be said here"
            problems.add("text", message, line=node.line, key=key, file=node.file, hint="Shorten it or split it.")
            return None
        for character in text:
            if unprintable(character):
                message = f"the text holds U+{ord(character):04X}, which cannot be seen or spoken"
                problems.add("text", message, line=node.line, key=key, file=node.file, hint="Remove that character.")
                return None
        return text

    def schema(self) -> Schema:
        """See `Kind.schema`."""
        return {"type": "string", "minLength": 1, "maxLength": self.max_chars, "pattern": r"\S"}


@dataclass(frozen=True, slots=True)
class TextPattern:
    """Text of a certain shape: a file's name, a language tag."""

    pattern: str
    expected: str
    hint: str = ""

    def read(self, node: Node, key: str, problems: Problems) -> str | None:
        """See `Kind.read`."""
        text = Text().read(node, key, problems)
        if text is not None and not re.fullmatch(self.pattern, text):
            problems.add(
                "value",
                f"{quote_value(text)} must be {self.expected}",
                line=node.line,
                key=key,
                file=node.file,
                hint=self.hint or None,
            )
            return None
        return text

    def schema(self) -> Schema:
        """See `Kind.schema`."""
        return {"type": "string", "pattern": f"^({self.pattern})$", "description": self.expected}


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some words.

    Attributes:
        options: What may be written, with what it means.
        hints: The hint for some wrong words that people try.
    """

    options: Mapping[str, Any]
    hints: Mapping[str, str] = field(default_factory=dict)

    def read(self, node: Node, key: str, problems: Problems) -> Any:
        """See `Kind.read`."""
        if isinstance(node, Scalar) and node.text in self.options and node.tag == "str":
            return self.options[node.text]
        expected = "one of: " + ", ".join(self.options)
        if not isinstance(node, Scalar) or node.tag != "str":
            refuse(node, key, problems, expected)
            return None
        hint = self.hints.get(node.text.casefold()) or problems.near(node.text, self.options)
        message = f"{quote_value(node.text)} is not known here"
        problems.add("value", message, line=node.line, key=key, file=node.file, hint=hint)
        return None

    def schema(self) -> Schema:
        """See `Kind.schema`."""
        return {"enum": list(self.options)}


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a range; `whole` refuses fractions, others have at most `places` decimals."""

    low: float
    high: float
    whole: bool = True
    places: int = 6

    def read(self, node: Node, key: str, problems: Problems) -> Any:
        """See `Kind.read`."""
        what = "a whole number" if self.whole else "a number"
        expected = f"{what} from {self.low:g} to {self.high:g}"
        match = _WHOLE.fullmatch if self.whole else self._decimal
        if not isinstance(node, Scalar) or node.tag not in {"int", "float"} or not match(node.text):
            quoted = isinstance(node, Scalar) and node.tag == "str" and match(node.text)
            refuse(node, key, problems, expected, "Write the number without quotes." if quoted else None)
            return None
        value = float(node.text)
        if not self.low <= value <= self.high:
            message = f"{node.text} is out of range: it must be {expected}"
            problems.add("range", message, line=node.line, key=key, file=node.file)
            return None
        return int(value) if self.whole else value

    def _decimal(self, text: str) -> bool:
        return _DECIMAL.fullmatch(text) is not None and len(text.partition(".")[2]) <= self.places

    def schema(self) -> Schema:
        """See `Kind.schema`."""
        return {"type": "integer" if self.whole else "number", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True, slots=True)
class Flag:
    """``true`` or ``false``."""

    def read(self, node: Node, key: str, problems: Problems) -> bool | None:
        """See `Kind.read`."""
        if isinstance(node, Scalar) and node.tag == "bool" and node.text.casefold() in {"true", "false"}:
            return node.text.casefold() == "true"
        word = node.text.casefold() if isinstance(node, Scalar) else ""
        meant = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}.get(word, word)
        known = meant in {"true", "false"}
        refuse(node, key, problems, "true or false", f"Write {meant}, without quotes." if known else None)
        return None

    def schema(self) -> Schema:
        """See `Kind.schema`."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Seconds:
    """A length of time with its unit: ``5 s``, ``1 min 30 s``."""

    low: float
    high: float

    def read(self, node: Node, key: str, problems: Problems) -> float | None:
        """See `Kind.read`."""
        expected = "a length of time such as '5 s' or '2 min'"
        if not isinstance(node, Scalar) or node.tag == "null":
            refuse(node, key, problems, expected)
            return None
        if ":" in node.text:
            hint = "Write '1 h 30 min' or '1 min 30 s'."
            refuse(node, key, problems, expected + "; with ':' it could be minutes or hours", hint)
            return None
        if node.tag in {"int", "float"}:
            refuse(
                node, key, problems, expected, f"Add the unit: '{node.text[:SHOWN]} s' or '{node.text[:SHOWN]} min'."
            )
            return None
        return self.of_text(node, key, problems, expected)

    def span(self) -> str:
        """The range in words: ``5 s to 2 min``."""
        return f"{spell(self.low)} to {spell(self.high)}"

    def looks_like(self, node: Scalar) -> bool:
        """Whether a value is meant as a length of time: it begins with a digit."""
        return node.text[:1].isdigit()

    def of_text(self, node: Scalar, key: str, problems: Problems, expected: str) -> float | None:
        """Read the seconds that a text means, within the range."""
        try:
            value = parse_duration(node.text if re.match(_DURATION_SHAPE, node.text) else "")
        except UnitError:
            refuse(node, key, problems, expected)
            return None
        if not self.low <= value <= self.high:
            message = (
                f"{quote_value(node.text)} is out of range: it must be from {spell(self.low)} to {spell(self.high)}"
            )
            problems.add("range", message, line=node.line, key=key, file=node.file)
            return None
        return value

    def schema(self) -> Schema:
        """See `Kind.schema`."""
        text = f"a time from {self.span()}"
        return {"type": "string", "pattern": _DURATION_SHAPE, "maxLength": 64, "description": text}
