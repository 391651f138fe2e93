"""Records of the wording: what may be said, when it fits, and how long it takes at the slowest voice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SLOWEST_WPM = 125.0
"""The slowest voice that the hands wait for, words per minute inside sentences: pyttsx3's usual rate."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the hands and bodies are doing where a line would be heard. An empty field fits every line.

    Attributes:
        technique: Name of the technique, or of the kind of move where it is no stroke.
        hands: Kind of hands in use: ``palms``, ``thumbs``, ``fingertips``, ``fists``, ``heels`` or ``hands``.
        regions: Region keys, the region itself first, then the larger ones it is part of.
        way: Where the firm phase goes: ``down``, ``up``, ``out``, or empty.
        firm: Firmest pressure of a phase, Walton scale; 0: unknown.
        soft: Lightest pressure of a phase in which the hands move; 0: unknown.
        phase: Name of the phase that a led line belongs to.
        position: How the receiver lies or sits.
        features: What is there to be spoken of (`voiceguide.wording.data.FEATURES`).
    """

    technique: str = ""
    hands: str = ""
    regions: tuple[str, ...] = ()
    way: str = ""
    firm: int = 0
    soft: int = 0
    phase: str = ""
    position: str = ""
    features: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fit:
    """What a text needs to be true. Empty fields ask nothing.

    Attributes:
        technique: One of these techniques.
        hands: One of these kinds of hands.
        region: In one of these regions or a part of it.
        way: One of these ways.
        firm: One of these firmest pressures.
        soft: One of these lightest pressures.
        phase: One of these phases.
        position: One of these positions.
        needs: All of these features.
        without: None of these features.
    """

    technique: tuple[str, ...] = ()
    hands: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    way: tuple[str, ...] = ()
    firm: tuple[int, ...] = ()
    soft: tuple[int, ...] = ()
    phase: tuple[str, ...] = ()
    position: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def fits(self, now: Situation) -> bool:
        """Whether all of it is true."""
        return (
            _among(now.technique, self.technique)
            and _among(now.hands, self.hands)
            and (not self.region or bool(set(self.region) & set(now.regions)))
            and _among(now.way, self.way)
            and (not self.firm or now.firm in self.firm)
            and (not self.soft or now.soft in self.soft)
            and _among(now.phase, self.phase)
            and _among(now.position, self.position)
            and set(self.needs) <= now.features
            and not set(self.without) & now.features
        )

    @property
    def strictness(self) -> int:
        """How many things it asks for: the more, the better a text belongs where it fits."""
        named = (self.technique, self.hands, self.region, self.way, self.firm, self.soft, self.phase, self.position)
        return sum(bool(each) for each in named) + len(self.needs)


def _among(value: str, allowed: tuple[str, ...]) -> bool:
    return not allowed or value in allowed


@dataclass(frozen=True, slots=True)
class Text:
    """One way to say something.

    Attributes:
        say: What is said; ``{name}`` stands for what the session fills in.
        short: The same in fewer words, ever shorter.
        fit: What it needs.
        seconds: How long `say` and each of `short` take at `SLOWEST_WPM`; empty where something is filled in.
    """

    say: str
    short: tuple[str, ...] = ()
    fit: Fit = Fit()
    seconds: tuple[float, ...] = ()

    @property
    def ways(self) -> tuple[str, ...]:
        """Every way to say it, the preferred first."""
        return (self.say, *self.short)

    @property
    def open(self) -> bool:
        """Whether something is filled in."""
        return any("{" in each for each in self.ways)


@dataclass(frozen=True, slots=True)
class Pool:
    """Texts that do the same work.

    Attributes:
        name: Its name in the file.
        levels: The levels of guidance at which it is heard.
        both: Both people are meant; otherwise the giver alone.
        counts: Calls and counts, which may be heard as often as they are true.
        texts: In the file's order.
    """

    name: str
    levels: tuple[str, ...]
    both: bool
    counts: bool
    texts: tuple[Text, ...]

    def fitting(self, now: Situation) -> tuple[Text, ...]:
        """The texts that are true now, in the file's order."""
        return tuple(text for text in self.texts if text.fit.fits(now))


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """Everything that may be said in one language.

    Attributes:
        language: BCP 47 tag.
        pools: By name.
        words: Small tables: what techniques, regions and hands are called, by table and key.
    """

    language: str
    pools: Mapping[str, Pool] = field(repr=False)
    words: Mapping[str, Mapping[str, str]] = field(repr=False)

    def pool(self, name: str) -> Pool:
        """The pool of that name; every name used in the program is in every file (a test holds this)."""
        return self.pools[name]

    def word(self, table: str, key: str, default: str = "") -> str:
        """An entry of a small table."""
        return self.words.get(table, {}).get(key, default)

    def measured(self) -> dict[str, float]:
        """Seconds at `SLOWEST_WPM` of every fixed text that was measured."""
        found: dict[str, float] = {}
        for pool in self.pools.values():
            for text in pool.texts:
                found.update(zip(text.ways, text.seconds, strict=False))
        return found
