"""Language codes: BCP 47 tags, as routines carry them, to the ISO 639-2 codes that ID3 requires."""

from __future__ import annotations

from voiceguide.text import base_language

# Registration authority's list, https://www.loc.gov/standards/iso639-2/php/code_list.php (terminology codes)
_CODES = (
    "ar ara bg bul bn ben bs bos ca cat cs ces cy cym da dan de deu el ell en eng eo epo es spa et est eu eus "
    "fa fas fi fin fr fra ga gle gl glg gu guj he heb hi hin hr hrv hu hun hy hye id ind is isl it ita ja jpn "
    "ka kat kk kaz kn kan ko kor la lat lt lit lv lav mk mkd ml mal mr mar ms msa mt mlt nb nob ne nep nl nld "
    "nn nno no nor pa pan pl pol pt por ro ron ru rus sk slk sl slv sq sqi sr srp sv swe sw swa ta tam te tel "
    "th tha tr tur uk ukr ur urd vi vie zh zho"
).split()
ISO639_2 = dict(zip(_CODES[::2], _CODES[1::2], strict=True))
"""Two-letter code → three-letter code."""


def iso639_2(tag: str) -> str:
    """The three-letter code of a BCP 47 tag such as ``en-GB``; ``und`` (undetermined) when unknown."""
    first = base_language(tag)
    if len(first) == 3 and first.isascii() and first.isalpha():
        return first
    return ISO639_2.get(first, "und")
