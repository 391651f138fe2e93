"""Data of `heteronyms`, for English: words with two sounds, and the words around them that decide between these."""

from __future__ import annotations

PAIRS: dict[str, tuple[str, str]] = {
    # word: (as a verb, as a noun or adjective)
    "use": ("ˈjuːz", "ˈjuːs"),
    "close": ("ˈkloʊz", "ˈkloʊs"),
    "separate": ("ˈsɛpəˌreɪt", "ˈsɛpərət"),
    "alternate": ("ˈɔːltərˌneɪt", "ˈɔːltərnət"),
    "increase": ("ɪnˈkriːs", "ˈɪnkriːs"),
    "decrease": ("dɪˈkriːs", "ˈdiːkriːs"),
    "moderate": ("ˈmɑːdəˌreɪt", "ˈmɑːdərət"),
    "estimate": ("ˈɛstəˌmeɪt", "ˈɛstəmət"),
    "duplicate": ("ˈduːpləˌkeɪt", "ˈduːpləkət"),
    "coordinate": ("koʊˈɔːrdəˌneɪt", "koʊˈɔːrdənət"),
    "graduate": ("ˈɡrædʒuˌeɪt", "ˈɡrædʒuət"),
    "contract": ("kənˈtrækt", "ˈkɑːntrækt"),
    "compress": ("kəmˈprɛs", "ˈkɑːmprɛs"),
    "contrast": ("kənˈtræst", "ˈkɑːntræst"),
    "progress": ("prəˈɡrɛs", "ˈprɑːɡrɛs"),
    "transfer": ("trænsˈfɜːr", "ˈtrænsfər"),
    "extract": ("ɪkˈstrækt", "ˈɛkstrækt"),
    "conduct": ("kənˈdʌkt", "ˈkɑːndʌkt"),
    "permit": ("pərˈmɪt", "ˈpɜːrmɪt"),
    "project": ("prəˈdʒɛkt", "ˈprɑːdʒɛkt"),
    "object": ("əbˈdʒɛkt", "ˈɑːbdʒɛkt"),
    "subject": ("səbˈdʒɛkt", "ˈsʌbdʒɛkt"),
    "present": ("prɪˈzɛnt", "ˈprɛzənt"),
    "perfect": ("pərˈfɛkt", "ˈpɜːrfɪkt"),
    "record": ("rɪˈkɔːrd", "ˈrɛkərd"),
    "refuse": ("rɪˈfjuːz", "ˈrɛfjuːs"),
    "excuse": ("ɪkˈskjuːz", "ɪkˈskjuːs"),
    "house": ("ˈhaʊz", "ˈhaʊs"),
}

ADJECTIVES = frozenset({"close", "separate", "alternate", "moderate"})
"""Words of `PAIRS` that are adjectives when they are not verbs: after "stay" and "keep", and before nouns."""

NOUN_FIRST = frozenset({"moderate", "present", "perfect", "record", "object", "subject", "house", "excuse", "estimate"})
"""Words that, at the beginning of a clause, are an instruction only with an object after them."""

OBJECTS = frozenset(
    "the a an this that these those each every both all your their his her its my our one two three four five six "
    "seven eight nine ten some any another either it them him yourself only just enough more less plenty no".split()
)
"""Words with which the object of a verb begins."""

BEFORE_NOUN = frozenset(
    "the a an this that each every your their his her its my our one some any no another either of in with for by on "
    "at from into without about between than very so too more most as quite how is are was were be been being stays "
    "slow gentle steady slight small good best first second last same full frequent regular further own".split()
)
"""Words followed by a noun or an adjective, never by a verb."""

BEFORE_VERB = frozenset(
    "to can could will would should may might must do don't doesn't does did not never please let's then now just "
    "always also you they we i who or but again instead next simply softly back cannot can't won't".split()
)
"""Words followed by an instruction or a verb."""

STAYING = frozenset(
    "stay stays keep keeps kept remain hold holds bring come sit kneel stand lie get draw rest are is be nestle".split()
)
"""Verbs after which "close" and "separate" are adjectives: "keep the fingers separate"."""

LETTING = frozenset({"let", "lets", "letting", "help", "helps", "make", "feel", "invite", "watch"})
"""Verbs after which another verb follows its subject: "let the hands close"."""

VERB_BEFORE_PLACE = frozenset(
    "around round over on onto down up in into and as when while until slowly softly gently together along".split()
)
"""Words that follow a verb without an object, after its subject in the plural."""

CLOSE_NOUNS = frozenset("contact attention fit range touch friend friends partner partners company quarters".split())
