"""The kinds of value that only routines have: regions, lengths in centimetres, beds.

See `fields.Kind` for the protocol.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from voiceguide import anatomy
from voiceguide.files import PLAYLISTS, shipped_beds
from voiceguide.routine.fields import Schema, Text, quote_value, refuse
from voiceguide.routine.problems import Problems
from voiceguide.routine.sources import is_file
from voiceguide.routine.yaml_lines import Listing, Node, Scalar


@dataclass(frozen=True, slots=True)
class RegionName:
    """A region of the anatomy table, by its key or another of its names."""

    def read(self, node: Node, key: str, problems: Problems) -> str | None:
        """See `Kind.read`."""
        if not isinstance(node, Scalar) or node.tag != "str":
            refuse(node, key, problems, "a region such as 'shoulders' or 'calf'")
            return None
        found = anatomy.find_region(node.text) if node.text in anatomy.NAMES else None
        if found:
            return found.key
        place = anatomy.no_go(node.text[:60])
        if place:
            message = f"{quote_value(node.text)} is never massaged: {place.reason}"
            problems.add("no-go", message, line=node.line, key=key, file=node.file, hint="Leave this stroke out.")
        else:
            near = problems.nearest(node.text, anatomy.NAMES)
            hint = f"Did you mean {near!r}?" if near else "Regions: " + ", ".join(anatomy.REGIONS) + "."
            message = f"there is no region {quote_value(node.text)}"
            problems.add("value", message, line=node.line, key=key, file=node.file, hint=hint)
        return None

    def schema(self) -> Schema:
        """See `Kind.schema`."""
        return {"enum": list(anatomy.NAMES)}


@dataclass(frozen=True, slots=True)
class Centimetres:
    """A length such as ``40 cm``."""

    low: float
    high: float

    def read(self, node: Node, key: str, problems: Problems) -> float | None:
        """See `Kind.read`."""
        match = re.fullmatch(r"(\d{1,3}(?:\.\d)?) ?cm", node.text) if isinstance(node, Scalar) else None
        if match is None or not self.low <= float(match[1]) <= self.high:
            refuse(node, key, problems, f"a length from {self.low:g} cm to {self.high:g} cm, such as '40 cm'")
            return None
        return float(match[1])

    def schema(self) -> Schema:
        """See `Kind.schema`."""
        text = f"from {self.low:g} cm to {self.high:g} cm"
        return {"type": "string", "pattern": r"^\d{1,3}(\.\d)? ?cm$", "description": text}


@dataclass(frozen=True, slots=True)
class Bed:
    """A bed: the name of a shipped one, ``none``, or an audio file in the routine's own folder.

    Reading joins a file's path to the folder. Absolute paths and ``..`` are refused, so that a foreign routine cannot
    read other files of the machine.

    Attributes:
        more: Further words that are accepted.
    """

    more: tuple[str, ...] = ()

    def read(self, node: Node, key: str, problems: Problems) -> str | None:
        """See `Kind.read`."""
        text = Text(200).read(node, key, problems)
        if text is None:
            return None
        beds = list(shipped_beds())
        if "." not in text and "/" not in text:
            if text in ("none", *self.more, *beds) or not beds:
                return text
            message = f"there is no bed {quote_value(text)}"
            hint = problems.near(text, [*beds, "none", *self.more])
            problems.add("value", message, line=node.line, key=key, file=node.file, hint=hint)
            return None
        folder = Path(node.file).parent
        wrong = _not_within(text, folder, beds)
        if wrong is not None:
            problems.add("path", wrong[0], line=node.line, key=key, file=node.file, hint=wrong[1])
            return None
        return str(folder / text)

    def schema(self) -> Schema:
        """See `Kind.schema`."""
        return {"type": "string", "pattern": r"^[^/\\:~][^\\:]*$", "maxLength": 200}


def _not_within(text: str, folder: Path, beds: list[str]) -> tuple[str, str | None] | None:
    """Why a path is not a file in the routine's folder, and what to do; None if it is."""
    parts = re.split(r"[/\\\\]", text)
    if ".." in parts or parts[0] in {"", "~"} or ":" in text or "\\" in text:
        hint = "Put the file beside the routine and write its name, or give it with --ambient."
        return f"{quote_value(text)} leads out of the routine's folder", hint
    if text.casefold().endswith(PLAYLISTS):
        hint = "Write the name of one file, or give the playlist with --ambient."
        return f"{quote_value(text)} is a playlist, which may lead out of the routine's folder", hint
    path = folder / text
    if not is_file(path) or not path.resolve().is_relative_to(folder.resolve()):
        hint = "Beds that are shipped: " + ", ".join(beds) + "." if beds else ""
        return f"there is no file {quote_value(text)} in the routine's folder", hint or None
    return None


@dataclass(frozen=True, slots=True)
class AnyValue:
    """A value that another reader reads: a list of at most `most` items, or a single value if `most` is 0."""

    name: str
    most: int = 0

    def read(self, node: Node, key: str, problems: Problems) -> Node | None:
        """See `Kind.read`."""
        if self.most and isinstance(node, Listing) and len(node.items) > self.most:
            message = f"the list has {len(node.items)} items, but must have at most {self.most}"
            problems.add("range", message, line=node.line, key=key, file=node.file)
            return None
        return node

    def schema(self) -> Schema:
        """See `Kind.schema`."""
        item: Schema = {"$ref": f"#/$defs/{self.name}"}
        return {"type": "array", "items": item, "maxItems": self.most} if self.most else item
