"""Records of the wording: what may be said, when it fits, and how long it takes with the slowest voice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SLOWEST_WPM = 125.0
"""The slowest voice that the hands wait for, words per minute inside sentences: pyttsx3's usual rate."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What hands and bodies do when a line would be heard. An empty field fits every line.

    Attributes:
        technique: Name of the technique, or the kind of move if it is not a stroke.
        hands: Kind of hands in use: ``palms``, ``thumbs``, ``fingertips``, ``fists``, ``heels`` or ``hands``.
        regions: Region keys, the region itself first, then the larger ones it is part of.
        way: Where the firm phase goes: ``down``, ``up``, ``out``, or empty.
        firm: Firmest pressure of a phase, Walton scale; 0: unknown.
        soft: Lightest pressure of a phase in which the hands move; 0: unknown.
        phase: Name of the phase that a led line belongs to.
        position: How the receiver lies or sits.
        features: What may be mentioned (`voiceguide.wording.data.FEATURES`).
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
    """When a text is true. Empty fields require nothing.

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
        """Whether all of it is true in a situation."""
        if not set(self.needs) <= now.features or not now.features.isdisjoint(self.without):
            return False
        if self.region and set(self.region).isdisjoint(now.regions):
            return False
        words = ("technique", "hands", "way", "phase", "position")
        if not all(_among(getattr(now, each), getattr(self, each)) for each in words):
            return False
        return (not self.firm or now.firm in self.firm) and (not self.soft or now.soft in self.soft)

    def distance(self, now: Situation) -> int:
        """How much larger the region is that it speaks of: 0 for the situation's own, 1 for the next larger one …"""
        return next((step for step, region in enumerate(now.regions) if region in self.region), len(now.regions))

    @property
    def strictness(self) -> int:
        """How many things it requires: a text that requires more suits its situation better."""
        named = (self.technique, self.hands, self.region, self.way, self.firm, self.soft, self.phase, self.position)
        return sum(bool(each) for each in named) + len(self.needs)


def _among(value: str, allowed: tuple[str, ...]) -> bool:
    """Whether a value is allowed; all are where none is listed."""
    return not allowed or value in allowed


@dataclass(frozen=True, slots=True)
class Text:
    """One way to say something.

    Attributes:
        say: What is said; ``{name}`` is a placeholder that the session fills.
        short: Shorter ways, ever fewer words.
        fit: When it is true.
        seconds: Seconds of `say` and each of `short` at `SLOWEST_WPM`; empty if there are placeholders.
        asked: What a page asks about it before a session, one item each.
    """

    say: str
    short: tuple[str, ...] = ()
    fit: Fit = Fit()
    seconds: tuple[float, ...] = ()
    asked: tuple[str, ...] = ()

    @property
    def ways(self) -> tuple[str, ...]:
        """Every way to say it, the preferred first."""
        return (self.say, *self.short)

    @property
    def open(self) -> bool:
        """Whether it has placeholders."""
        return any("{" in each for each in self.ways)


@dataclass(frozen=True, slots=True)
class Pool:
    """Texts for the same purpose.

    Attributes:
        name: Its name in the file.
        levels: The levels of guidance at which it is heard.
        both: Both people are meant; otherwise only the giver.
        counts: Calls and counts, which may be heard as often as they are true.
        texts: In the file's order.
    """

    name: str
    levels: tuple[str, ...]
    both: bool
    counts: bool
    texts: tuple[Text, ...]

    def true_texts(self, now: Situation) -> tuple[Text, ...]:
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
        """The pool of that name; a test checks that every name used in the program is in every file."""
        return self.pools[name]

    def word(self, table: str, key: str, default: str = "") -> str:
        """An entry of a small table."""
        return self.words.get(table, {}).get(key, default)

    def fixed_seconds(self) -> dict[str, float]:
        """Seconds at `SLOWEST_WPM` of every fixed text that was measured."""
        found: dict[str, float] = {}
        for pool in self.pools.values():
            for text in pool.texts:
                found.update(zip(text.ways, text.seconds, strict=False))
        return found
