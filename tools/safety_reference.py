"""Writes the table of what words are read for into docs/explanation/safety.md: ``python -m tools.safety_reference``.

It is made from the same data that the reading uses, so that the page cannot say something else than the program does.
"""

from __future__ import annotations

from pathlib import Path

from voiceguide.routine import rules
from voiceguide.safety.lexicon import Lexicon, Words, data_of, lexicon_for, listed

PAGE = Path(__file__).parent.parent / "docs" / "explanation" / "safety.md"
START, END = "<!-- read words: generated -->", "<!-- end -->"
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


def _number(rule: Words) -> int:
    return len(rule.patterns) + len(rule.sayings) + len(rule.doubtful)


def _about(rule: str) -> str:
    return rules.ALL[rule].replace("`", "")


def _place_row(lexicon: Lexicon, name: str, row: dict[str, str]) -> str:
    place, names = lexicon.places[f"place:{name}"], listed(row["names"])
    shown = ", ".join(names[:_EXAMPLES]) + (f" and {len(names) - _EXAMPLES} more" if len(names) > _EXAMPLES else "")
    off = ", ".join(_KEPT_OFF[each] for each in sorted(place.beside))
    named = ", ".join(f"`{rule}`" for rule in place.rules)
    return f"| {name} | {shown} | {named} | {off} | {place.reason} | {place.hint} |"


def page(old: str) -> str:
    """The page with its tables made anew."""
    before, _, rest = old.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n\n{tables()}\n\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
    print("docs/explanation/safety.md: written")
