"""Read the wording: a language's YAML file as a `Phrasebook`, or all its mistakes with their lines."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from voiceguide.errors import FindingsError, Where
from voiceguide.routine.model import Technique
from voiceguide.routine.problems import Problems
from voiceguide.routine.yaml_lines import Entry, Listing, Node, Scalar, Table, read_yaml
from voiceguide.wording.model import Fit, Phrasebook, Pool, Text

LEVELS = ("full", "brief", "signals")
HANDS = ("palms", "thumbs", "fingertips", "fists", "heels", "hands")
FEATURES = (
    *(
        "oil",
        "covered",
        "bare",
        "pacer",
        "ticks",
        "trips",
        "holds",
        "second side",
        "crosses",
        "same stroke",
        "again",
        "late",
        "seated",
    ),
    *("no oil", "face", "belly", "not pregnant", "stroke signals", "side signals", "region signals", "calls", "quiet"),
    *("blanket", "towel", "hands off"),
    *("bells", "names", "swap", "anniversary", "birthday", "sunday", "hard-day"),
)
"""Features that a text may need or exclude; `Situation.features` has those that are true."""

_CHOICES: dict[str, tuple[str, ...]] = {
    "technique": tuple(Technique),
    "hands": HANDS,
    "way": ("down", "up", "out"),
    "needs": FEATURES,
    "without": FEATURES,
    "position": ("face down", "face up", "seated", "on the side"),
}
_NUMBERS = ("firm", "soft")
_FIT = (*_CHOICES, *_NUMBERS, "region", "phase")


def phrasebook(language: str = "en") -> Phrasebook:
    """The shipped wording of a language; English if there is none.

    Raises:
        FindingsError: The shipped file is damaged.
    """
    name = f"{language.split('-', maxsplit=1)[0]}.yaml"
    return _shipped(name) if name in _shipped_names() else _shipped("en.yaml")


@lru_cache(maxsize=1)
def _shipped_names() -> frozenset[str]:
    """Names of the files with wordings."""
    return frozenset(each.name for each in files("voiceguide.wording").iterdir() if each.name.endswith(".yaml"))


@lru_cache(maxsize=4)
def _shipped(name: str) -> Phrasebook:
    """The wording in a shipped file, read once for all tags of its language."""
    return read((files("voiceguide.wording") / name).read_text("utf-8"), name)


def read(text: str, file: str = "<wording>") -> Phrasebook:
    """Read the wording from a text.

    Raises:
        FindingsError: Something is wrong in it; the findings list everything.
    """
    problems = Problems(file)
    root = read_yaml(text, problems)
    reader = _Reader(problems)
    book = reader.book(root) if root is not None else None
    if problems.findings or book is None:
        number = len(problems.findings)
        raise FindingsError(f"this wording cannot be used: {number} problems", problems.findings, where=Where(file))
    return book


class _Reader:
    """Reads a tree of nodes and collects problems."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems

    def book(self, root: Node) -> Phrasebook:
        """Read the whole wording."""
        table = self._table(root, "", ("language", "words", "pools"))
        language = self._text(table.get("language"), "language") if table else ""
        words, pools = table.get("words") if table else None, table.get("pools") if table else None
        return Phrasebook(
            language,
            {entry.key: self._pool(entry) for entry in self._entries(pools, "pools")},
            {entry.key: self._word_table(entry) for entry in self._entries(words, "words")},
        )

    def _word_table(self, entry: Entry) -> dict[str, str]:
        key = f"words.{entry.key}"
        return {each.key: self._text(each.value, f"{key}.{each.key}") for each in self._entries(entry.value, key)}

    def _pool(self, entry: Entry) -> Pool:
        """Read a pool."""
        key = f"pools.{entry.key}"
        table = self._table(entry.value, key, ("levels", "both", "counts", "texts"))
        if table is None:
            return Pool(entry.key, (), False, False, ())
        levels = self._list(table.get("levels"), f"{key}.levels", LEVELS) or LEVELS
        listing = table.get("texts")
        if not isinstance(listing, Listing) or not listing.items:
            self.problems.add("texts", "a list of texts was expected", line=table.line, key=f"{key}.texts")
            return Pool(entry.key, levels, False, False, ())
        texts = tuple(self._line(item, f"{key}.texts[{number}]") for number, item in enumerate(listing.items))
        return Pool(entry.key, levels, self._flag(table, "both"), self._flag(table, "counts"), texts)

    def _line(self, node: Node, key: str) -> Text:
        """Read a text of a pool."""
        if isinstance(node, Scalar):
            return Text(self._text(node, key))
        table = self._table(node, key, ("say", "short", "for", "seconds", "asked"))
        if table is None:
            return Text("")
        say = self._text(table.get("say"), f"{key}.say")
        short = self._list(table.get("short"), f"{key}.short")
        seconds = self._seconds(table, f"{key}.seconds")
        if seconds and len(seconds) != 1 + len(short):
            message = f"{1 + len(short)} figures were expected, one for each way to say it"
            self.problems.add("seconds", message, line=table.line, key=f"{key}.seconds")
        asked = self._list(table.get("asked"), f"{key}.asked")
        return Text(say, short, self._fit(table.get("for"), f"{key}.for"), seconds, asked)

    def _fit(self, node: Node | None, key: str) -> Fit:
        """Read when a text is true."""
        if node is None:
            return Fit()
        table = self._table(node, key, _FIT)
        found: dict[str, tuple[str, ...]] = {}
        numbers: dict[str, tuple[int, ...]] = {}
        for entry in table.entries if table else ():
            inner = f"{key}.{entry.key}"
            if entry.key in _NUMBERS:
                numbers[entry.key] = tuple(int(each) for each in self._list(entry.value, inner, tuple("12345")))
            else:
                found[entry.key] = self._list(entry.value, inner, _CHOICES.get(entry.key, ()))
        return Fit(**found, **numbers)  # type: ignore[arg-type]

    def _seconds(self, table: Table, key: str) -> tuple[float, ...]:
        """Read the measured seconds of a text."""
        found = []
        for text in self._list(table.get("seconds"), key):
            try:
                found.append(float(text))
            except ValueError:
                self.problems.add("number", f"{text!r} is no number", line=table.line, key=key)
        return tuple(found)

    def _flag(self, table: Table, key: str) -> bool:
        node = table.get(key)
        return isinstance(node, Scalar) and node.text == "true"

    def _table(self, node: Node | None, key: str, allowed: tuple[str, ...]) -> Table | None:
        """Check that a node is a table with allowed keys."""
        if not isinstance(node, Table):
            self.problems.add("table", "keys with values were expected", line=getattr(node, "line", None), key=key)
            return None
        for entry in node.entries:
            if entry.key not in allowed:
                hint = self.problems.near(entry.key, allowed)
                self.problems.add("unknown-key", f"there is no key {entry.key!r}", line=entry.line, key=key, hint=hint)
        return node

    def _entries(self, node: Node | None, key: str) -> Iterator[Entry]:
        """The entries of a table, or a finding."""
        if isinstance(node, Table):
            yield from node.entries
        else:
            self.problems.add("table", "keys with values were expected", line=getattr(node, "line", None), key=key)

    def _text(self, node: Node | None, key: str) -> str:
        """The text of a node, or empty after a finding."""
        if isinstance(node, Scalar) and node.text.strip():
            return node.text.strip()
        self.problems.add("text", "a text was expected", line=getattr(node, "line", None), key=key)
        return ""

    def _list(self, node: Node | None, key: str, allowed: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Read a text or a list of texts."""
        if node is None:
            return ()
        items = node.items if isinstance(node, Listing) else (node,)
        found = tuple(self._text(item, key) for item in items)
        for each in found:
            if allowed and each not in allowed:
                hint = self.problems.near(each, allowed)
                self.problems.add("unknown", f"{each!r} is not known here", line=node.line, key=key, hint=hint)
        return found
