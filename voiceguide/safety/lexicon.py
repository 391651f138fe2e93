"""The words of one language, read from its data file.

The data is for people to read and extend: ``english.yaml`` explains its form at its beginning.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from voiceguide.text import base_language

FILES = {"en": "english.yaml"}
"""File of each language that can be checked, by the first part of its tag."""


@dataclass(slots=True)
class Node:
    """A place in the tree of phrases: what may come next, and the phrase that ends here."""

    after: dict[str, Node] = field(default_factory=dict)
    lemma: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the body that only some strokes may touch.

    Attributes:
        key: Its name; for places never massaged, that of `anatomy.NO_GO`.
        rules: The rules that touching it breaks; the first one is reported in full.
        beside: Classes of prepositions that keep hands off it ("beside the spine").
        doubt: Whether a mention without a verb of touch counts as touch.
        reason: Why it is not touched.
        hint: What to write instead: two wordings that are accepted.
        behind: Pairs (preposition, other part) that mean it: (behind, knee).
    """

    key: str
    rules: tuple[str, ...]
    beside: frozenset[str]
    doubt: bool
    reason: str
    hint: str
    behind: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Words:
    """A rule about words alone: its patterns, and when they mean something harmless.

    Attributes:
        name: The rule's stable name.
        reason: Why it exists.
        hint: What to write instead.
        patterns: Words that break it unless they are denied.
        sayings: Words that break it exactly as written, negation included.
        unless: Words in the same sentence that make a mention harmless.
        doubtful: Words that give only a warning.

    Words of the classes ``alarm:NAME`` are refused unless a word of ``care:NAME`` is in the same sentence.
    """

    name: str
    reason: str
    hint: str
    patterns: tuple[str, ...]
    sayings: tuple[str, ...]
    unless: tuple[str, ...]
    doubtful: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything known of one language.

    Attributes:
        name: Name of the language.
        classes_of: Classes of each lemma and phrase.
        phrases: The tree of phrases by their first lemma.
        contractions: Long form of each short form.
        places: Places by class name (``place:spine``).
        rules: Rules of words.
        common: Words that show that a text is in this language.
        foreign: Words that show that it is in another one, by that language's name.
        beside: Classes of prepositions that may keep hands off a place.
        compounds: Words before and after a place's name that give it another meaning, by the place's class.
        sizes: How many words and phrases each class has.
    """

    name: str
    classes_of: dict[str, frozenset[str]]
    phrases: dict[str, Node]
    contractions: dict[str, tuple[str, ...]]
    places: dict[str, Place]
    rules: tuple[Words, ...]
    common: frozenset[str]
    foreign: dict[str, frozenset[str]]
    beside: frozenset[str]
    compounds: dict[str, tuple[frozenset[str], frozenset[str]]]
    sizes: dict[str, int] = field(default_factory=dict)
    _forms: dict[str, str] = field(default_factory=dict)
    _known: set[str] = field(default_factory=set)

    def lemma(self, word: str) -> str:
        """The dictionary form of a word in lower case; for an unknown word, the word itself."""
        found = self._forms.get(word)
        if found is None:
            found = next((each for each in _candidates(word) if each in self._known), word)
            self._forms[word] = found
        return found


def _candidates(word: str) -> tuple[str, ...]:
    """Dictionary forms that a word may come from, likeliest first, in British and American spelling."""
    stems = [word]
    if word.endswith("s") and not word.endswith("ss"):
        stems += [word[:-1], word[:-2]] if word.endswith("es") else [word[:-1]]
        stems += [word[:-3] + "y"] if word.endswith("ies") else [word[:-3] + "f", word[:-3] + "fe"]
    for ending in ("ing", "ed", "er", "est"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)]
            stems += [stem, stem + "e"]
            stems += [stem[:-1]] if stem[-1] == stem[-2] else []
            stems += [stem[:-1] + "y"] if stem.endswith("i") else []
    out = list(stems)
    for stem in stems:
        for here, there in (
            ("our", "or"),
            ("ence", "ense"),
            ("is", "iz"),
            ("centre", "center"),
            ("yse", "yze"),
            ("grey", "gray"),
        ):
            if here in stem:
                out.append(stem.replace(here, there))
            if there in stem:
                out.append(stem.replace(there, here))
    return tuple(out)


@functools.cache
def lexicon_for(language: str) -> Lexicon | None:
    """The lexicon of a language by its BCP 47 tag, or None if there is none."""
    file = FILES.get(base_language(language))
    return _built(data_of(language)) if file else None


def data_of(language: str) -> dict[str, Any]:
    """The data of a language, as written in its file.

    Raises:
        KeyError: There is no file for the language.
    """
    file = FILES[base_language(language)]
    text = (Path(__file__).parent / file).read_text("utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: dict[str, Any] = yaml.load(text, Loader=loader)
    return data


def split_list(text: str | None) -> tuple[str, ...]:
    """The entries of a comma-separated text."""
    return tuple(" ".join(each.split()) for each in (text or "").split(",") if each.strip())


def lines(text: str | None) -> tuple[str, ...]:
    """The patterns of a block, one a line; ``#`` begins a comment."""
    kept = (line.partition("#")[0].strip() for line in (text or "").splitlines())
    return tuple(line for line in kept if line)


def _built(data: dict[str, Any]) -> Lexicon:
    """Build a lexicon from its data."""
    names: dict[str, set[str]] = {}
    groups: dict[str, tuple[str, ...]] = {}
    for name, row in data["classes"].items():
        groups[name] = split_list(row["words"])
        if row.get("verb"):
            groups["verb"] = groups.get("verb", ()) + groups[name]
    groups |= {f"place:{name}": split_list(row["names"]) for name, row in data["places"].items()}
    groups |= {f"rel:{name}": split_list(words) for name, words in data["prepositions"].items()}
    groups["sore"] = groups["place:sore skin"]
    for name, row in data["rules"].items():
        groups |= {f"{part}:{name}": split_list(row.get(part)) for part in ("alarm", "care")}
    groups |= {"prop": split_list(data["props"]), "posture": split_list(data["postures"])}
    for name, entries in groups.items():
        for entry in entries:
            names.setdefault(entry, set()).add(name)
    forms = dict(pair.split() for pair in split_list(data["forms"]))
    known = _base_forms(data, names, forms)
    lexicon = Lexicon(
        name=data["name"],
        classes_of={},
        phrases={},
        contractions={key: tuple(value.split()) for key, value in data["contractions"].items()},
        places={f"place:{name}": _place(name, row) for name, row in data["places"].items()},
        rules=tuple(_words(name, row) for name, row in data["rules"].items()),
        common=frozenset(split_list(data["common"])),
        foreign={name: frozenset(split_list(row)) for name, row in data["foreign"].items()},
        beside=_beside(data),
        compounds=_compounds(data),
        _forms=forms,
        _known=known,
    )
    det = set(groups["det"])
    for entry, classes in names.items():
        _add(lexicon, entry, frozenset(classes), det)
    for own in lexicon.classes_of.values():
        for each in own:
            lexicon.sizes[each] = lexicon.sizes.get(each, 0) + 1
    return lexicon


def _base_forms(data: dict[str, Any], names: dict[str, set[str]], forms: dict[str, str]) -> set[str]:
    """Every word of the data that is a dictionary form, not a form of another word."""
    kept = set(split_list(data["words"])) | set(forms.values())
    words = kept | {word for entry in names for word in entry.split()} | _pattern_words(data)
    words |= {
        word for row in data["compounds"].values() for text in row.values() for word in text.replace(",", " ").split()
    }
    others = {word for word in words - kept if any(each in words for each in _candidates(word)[1:])}
    return words - others


def _beside(data: dict[str, Any]) -> frozenset[str]:
    return frozenset(f"rel:{name}" for name in data["prepositions"])


def _compounds(data: dict[str, Any]) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Words before and after each place's name that change its meaning."""
    rows = data["compounds"].items()
    return {
        f"place:{name}": (frozenset(split_list(row.get("before"))), frozenset(split_list(row.get("after"))))
        for name, row in rows
    }


def _pattern_words(data: dict[str, Any]) -> set[str]:
    """All words in the patterns of the rules."""
    marks = str.maketrans(dict.fromkeys("/!?+^$~:_", " "))
    found: set[str] = set()
    for row in data["rules"].values():
        for part in ("patterns", "sayings", "unless", "doubtful"):
            for line in lines(row.get(part)):
                found |= {word for word in line.translate(marks).split() if word.isalpha()}
    return found


def _add(lexicon: Lexicon, entry: str, classes: frozenset[str], det: set[str]) -> None:
    """Add a word or phrase to the lexicon."""
    bare = [word for word in entry.split() if word not in det]
    parts = [lexicon.lemma(word) for word in (bare if len(bare) > 1 else entry.split())]
    lemma = " ".join(parts)
    lexicon.classes_of[lemma] = lexicon.classes_of.get(lemma, frozenset()) | classes
    if len(parts) == 1:
        return
    node = lexicon.phrases.setdefault(parts[0], Node())
    for part in parts[1:]:
        node = node.after.setdefault(part, Node())
    node.lemma = lemma


def _place(name: str, row: dict[str, Any]) -> Place:
    """Make a place from its row of data."""
    return Place(
        key=name,
        rules=split_list(row.get("rules", "no-go")),
        beside=frozenset(f"rel:{each}" for each in split_list(row.get("beside", "limit"))),
        doubt=row.get("doubt", "touch") == "touch",
        reason=row["reason"],
        hint=row["hint"],
        behind=frozenset((first, second) for first, second in map(str.split, split_list(row.get("behind")))),
    )


def _words(name: str, row: dict[str, Any]) -> Words:
    blocks = (lines(row.get(part)) for part in ("patterns", "sayings", "unless", "doubtful"))
    return Words(name, row["reason"], row["hint"], *blocks)
