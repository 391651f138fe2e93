"""The normal form of texts: what looks alike and reads alike is written alike."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.text import fold, sentences, strip_accents


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Don’t press", "Don't press"),
        ("your partner‘s back", "your partner's back"),
        ("“gently”, «slowly»", '"gently", "slowly"'),
        ("self‑massage, self‐massage, self−massage", "self-massage, self-massage, self-massage"),
        ("press — gently", "press — gently"),
        ("press—gently", "press — gently"),
        ("press – gently", "press — gently"),
        ("press -- gently", "press — gently"),
        ("press--gently", "press — gently"),
        ("press - gently", "press — gently"),
        ("10–15 strokes", "10-15 strokes"),
        ("upper–back", "upper-back"),
        ("the\u00a0spine\u2009here\u202fnow", "the spine here now"),
        ("spi\u00adne, sp\u200bine, sp\u200dine, \ufeffspine", "spine, spine, spine, spine"),
        ("ѕріne and ѕрοt", "spine and spot"),
        ("еуе", "eye"),
        ("ｓｐｉｎｅ 𝐬𝐩𝐢𝐧𝐞 ﬁrm", "spine spine firm"),
        ("s̶p̶i̶n̶e̶", "spine"),
        ("wait . . . and wait...", "wait… and wait…"),
        ("½ and 1½ and ¾", "1/2 and 1 1/2 and 3/4"),
        ("a\tb\nc\x00d", "a b c d"),
        ("cafe\u0301", "café"),
        ("", ""),
    ],
)
def test_one_form(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_other_alphabets_stay_what_they_are() -> None:
    assert fold("Нажмите со спины") == "Нажмите со спины"
    assert fold("πίεση στην πλάτη") == "πίεση στην πλάτη"
    assert fold("می‌خواهم") == "می‌خواهم"


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="abc'-–—.… ’½ѕе\u0301\u200b\u00a0\u00ad", max_size=30))
def test_folding_twice_changes_nothing_among_marks(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == " ".join(once.split())
    assert not set(once) & set("’–\u00ad\u00a0\u200b")


def test_unaccented() -> None:
    assert strip_accents(fold("Prèss thé ſpine, Ørn")) == "Press the spine, Orn"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Press. Hold! Release?", ["Press.", "Hold!", "Release?"]),
        ("Use oil, e.g. almond. Warm it.", ["Use oil, e.g. almond.", "Warm it."]),
        ("Wait 1.5 minutes. Go on.", ["Wait 1.5 minutes.", "Go on."]),
        ("Begin at 7 a.m. tomorrow. Rest.", ["Begin at 7 a.m. tomorrow.", "Rest."]),
        ("Begin at 7 a.m. Rest.", ["Begin at 7 a.m.", "Rest."]),
        ("Breathe in… and out. Rest… Now press.", ["Breathe in… and out.", "Rest…", "Now press."]),
        ('Say "stop." Then wait.', ['Say "stop."', "Then wait."]),
        ("Stay off the spine.Press beside it.", ["Stay off the spine.", "Press beside it."]),
        ("1. Rest both palms. 2. Glide.", ["1. Rest both palms.", "2. Glide."]),
        ("Hold for 10 sec. Then let go.", ["Hold for 10 sec.", "Then let go."]),
        ("no mark", ["no mark"]),
        ("", []),
        ("  ", []),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@given(st.text(max_size=60))
def test_no_word_is_lost_between_sentences(text: str) -> None:
    folded = fold(text)
    assert "".join("".join(sentences(folded)).split()) == "".join(folded.split())
