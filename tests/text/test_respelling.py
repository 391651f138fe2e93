"""Pronunciations that authors write: IPA or respelled, both as IPA."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.errors import VoiceError
from voiceguide.text.ipa import SOUNDS, sounds_of
from voiceguide.text.respelling import ipa_of


@pytest.mark.parametrize(
    ("written", "ipa"),
    [
        ("EF-luh-RAHZH", "ˌɛfləˈrɑːʒ"),
        ("EF-luh-rahzh", "ˈɛflərɑːʒ"),
        ("EF‑luh‑rahzh", "ˈɛflərɑːʒ"),
        ("tuh-POTE-ment", "təˈpoʊtmɛnt"),
        ("tuh-POHT-ment", "təˈpoʊtmɛnt"),
        ("truh-PEE-zee-us", "trəˈpiːziəs"),
        ("SAY-krum", "ˈseɪkrəm"),
        ("uh-REK-ter SPY-nee", "əˈrɛktər ˈspaɪni"),
        ("luh-TIS-ih-mus DOR-sigh", "ləˈtɪsɪməs ˈdɔːrsaɪ"),
        ("thuh-RASS-ik", "θəˈræsɪk"),
        ("JOYNT", "ˈdʒɔɪnt"),
        ("CHAYNJ", "ˈtʃeɪndʒ"),
        ("YOH-guh", "ˈjoʊɡə"),
        ("GLOOT", "ˈɡluːt"),
        ("/ˌɛfləˈrɑːʒ/", "ˌɛfləˈrɑːʒ"),
        ("ˌɛfləˈrɑːʒ", "ˌɛfləˈrɑːʒ"),
        ("/lut/", "lut"),
        ("lut", "lut"),
    ],
)
def test_both_ways_of_writing(written: str, ipa: str) -> None:
    assert ipa_of(written) == ipa


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("ef-luh-rahzh", "which syllable is stressed"),
        ("EF-lzh", "'lzh'"),
        ("YOGA", "'yoga'"),
        ("Hello!", "neither IPA nor a respelling"),
        ("/ˈɛf?/", "'?'"),
        ("字", "'字'"),
        ("", "no sound"),
        ("//", "no sound"),
    ],
)
def test_neither_is_refused_with_both_ways_shown(written: str, message: str) -> None:
    with pytest.raises(VoiceError) as caught:
        ipa_of(written)
    assert message in caught.value.message
    assert "EF-luh-RAHZH" in (caught.value.hint or "")


@given(st.lists(st.sampled_from(["kah", "LEE", "boh", "shun", "TAYP", "ruh", "SPY", "ow"]), min_size=1, max_size=4))
def test_a_respelling_becomes_sounds_that_engines_have(syllables: list[str]) -> None:
    written = "-".join([*syllables, "DAH"])
    units = sounds_of(ipa_of(written))
    assert set(units) <= set(SOUNDS)
    assert units.count("ˈ") == 1
    assert units.count("ˌ") == sum(map(str.isupper, syllables))


@given(st.text(max_size=12))
def test_whatever_is_written_is_read_or_refused_plainly(text: str) -> None:
    try:
        ipa = ipa_of(text)
    except VoiceError as error:
        refused = error
    else:
        assert sounds_of(ipa)
        return
    assert refused.hint
