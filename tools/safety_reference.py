"""Write the words of safety and the rules into docs/explanation/safety.md: ``python -m tools.safety_reference``.

Both come from the data that the program uses, so that the page always agrees with the program.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from voiceguide.routine import rules
from voiceguide.safety.lexicon import Lexicon, Words, data_of, lexicon_for, split_list
from voiceguide.wording.data import phrasebook
from voiceguide.wording.model import Text

PAGE = Path(__file__).parent.parent / "docs" / "explanation" / "safety.md"
START, END = "<!-- read words: generated -->", "<!-- end -->"
SAID = "<!-- said: generated -->"
_OPENING = ("not-today", "doctor", "ask-first", "welcome", "colours", "stop")
_BEFORE = ("not-today", "clinician", "around", "oil", "agree")
_EXAMPLES = 8
_KEPT_OFF = {
    "rel:away": "away from, clear of …",
    "rel:limit": "below, away from …",
    "rel:next-to": "beside …",
    "rel:around": "around",
    "rel:from-to": "up to",
}


def tables(language: str = "en") -> str:
    """The places and the rules of a language as Markdown tables."""
    lexicon, data = lexicon_for(language), data_of(language)
    if lexicon is None:
        raise ValueError(f"{language!r} is not read")
    places = "\n".join(_place_row(lexicon, name, row) for name, row in data["places"].items())
    words = "\n".join(
        f"| `{each.name}` | {_about(each.name)} | {_number(each)} | {each.reason} | {each.hint} |"
        for each in lexicon.rules
    )
    return (
        "| place | names, among others | rule | kept off by | why | accepted instead |\n|---|---|---|---|---|---|\n"
        f"{places}\n\n"
        "| rule | what it is about | patterns | why | accepted instead |\n|---|---|---|---|---|\n"
        f"{words}"
    )


def said() -> str:
    """The spoken words of safety as Markdown lists."""
    book = phrasebook()
    opening = "\n".join(f"- {_plain(book.pool(f'opening.{part}').texts)}" for part in _OPENING)
    before = "\n".join(
        f"- **{book.word('before', part)}.** {' '.join(text.say for text in book.pool(f'before.{part}').texts)}"
        for part in _BEFORE
    )
    return f"At its start, before the first stroke:\n\n{opening}\n\nIn its before-part:\n\n{before}"


def _plain(texts: Sequence[Text]) -> str:
    """The variant of a text that has no conditions."""
    return next((text.say for text in texts if not text.fit.needs), texts[0].say)


def _number(rule: Words) -> int:
    return len(rule.patterns) + len(rule.sayings) + len(rule.doubtful)


def _about(rule: str) -> str:
    return rules.ALL[rule].replace("`", "")


def _place_row(lexicon: Lexicon, name: str, row: dict[str, str]) -> str:
    """The row of a no-go place."""
    place, names = lexicon.places[f"place:{name}"], split_list(row["names"])
    shown = ", ".join(names[:_EXAMPLES]) + (f" and {len(names) - _EXAMPLES} more" if len(names) > _EXAMPLES else "")
    off = ", ".join(_KEPT_OFF[each] for each in sorted(place.beside))
    named = ", ".join(f"`{rule}`" for rule in place.rules)
    return f"| {name} | {shown} | {named} | {off} | {place.reason} | {place.hint} |"


def page(old: str) -> str:
    """The page with its lists and tables replaced."""
    return _filled(_filled(old, SAID, said()), START, tables())


def _filled(old: str, start: str, text: str) -> str:
    """The page with new text after one of its marks."""
    before, _, rest = old.partition(start)
    _, _, after = rest.partition(END)
    return f"{before}{start}\n\n{text}\n\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
    print("docs/explanation/safety.md: written")
