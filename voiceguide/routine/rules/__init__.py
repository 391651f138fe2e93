"""The names of all rules that a finding can have, each with its subject; for the reference page and the tests."""

from __future__ import annotations

READING: dict[str, str] = {
    "file": "the file can be read: it exists, is a file, and has at most 1 MB",
    "encoding": "it is UTF-8 text",
    "yaml": "it is one YAML document",
    "empty": "it holds something",
    "script": "it is not a saved script",
    "tag": "no YAML tags (`!…`)",
    "too-deep": "values are nested at most 12 levels deep",
    "too-large": "at most 20 000 values, every alias counted as often as it is used",
    "too-many": "after 100 findings the rest is only counted",
    "duplicate-key": "no key stands twice",
    "unknown-key": "every key is known",
    "missing-key": "every key that is needed is there, and some stage has a stroke",
    "type": "a value is of the kind that belongs there",
    "value": "a word is one of those known there",
    "range": "a number, a time or a list is within its range",
    "text": "a text is not empty, not too long, and holds nothing unprintable",
    "path": "a bed's file stays in the routine's folder",
    "unsayable": "a voice can say it: there are words in it, and its pronunciation is IPA or a respelling",
    "reuse": "`extends` and `use` name something that exists, and form no circle",
}
"""Rules of reading: each finding is an error."""

SAFETY: dict[str, str] = {
    "no-go": "places that are never massaged, at any pressure",
    "pressure-cap": "pressure at most 3; 4 on glutes and thighs only; 5 never",
    "first-pass": "pressure at most 2 on the first pass over a region",
    "kidney-pressure": "pressure 1 over the kidneys, and no tapping",
    "away-from-heart": "pressure at most 2 in a phase that runs away from the heart",
    "static-time": "at most 60 s of still pressure on a spot",
    "glide-speed": "gliding hands move at 1 to 10 cm/s (a warning below 3)",
    "unequal-sides": "both sides get equal time, unless `uneven` says why not",
    "neck-twist": "the neck is not twisted, stretched or struck",
    "elbow-tool": "no elbows, no knees",
    "giver-weight": "the giver's weight never rests on the receiver",
    "oil-poured": "oil goes on the hands first",
    "pregnancy": "nothing for pregnancy lies face down",
    "skin": "bruises, wounds, swellings, fresh scars and varicose veins are not rubbed",
    "claim": "no claim of healing",
    "needs-eyes": "no word that needs eyes",
    "forced-pressure": "no praise of force",
    "too-long": "the hands work at most 4 hours, and all rounds come to at most 240 strokes and steps",
}
"""Rules of safety: each finding is an error, except for slow gliding."""

ADVICE: dict[str, str] = {
    "check-in-gap": "a check-in at least every 5 minutes; missing ones are put in",
    "knee-pressure": "a stroke over the whole leg lightens behind the knee (`lighter: knee`)",
    "flow": "path and `flow` agree, and firm gliding on a limb has a direction",
    "stretch-time": "a stretch lasts at most 30 s",
    "minutes": "a stage can be done within its `minutes`",
    "left-out": "no sign or letter that voices leave out",
    "yaml-comment": "no words behind a ` #` that YAML takes for a comment",
    "yaml-list": "no sentence in brackets that YAML cuts at its commas",
    "language": "a routine in another language than English: which voice says what",
    "long-sentence": "sentences of at most 14 words",
    "unread": "words in a language that is not read for safety: reported once",
}
"""Rules of advice: each finding is a warning."""

REHEARSAL: dict[str, str] = {
    "reach": "hands get to what they work on; an error where the routine itself says how both are placed",
    "reach-stretch": "what is reached only at a stretch gets pressure 1; a forearm from behind rests on the thigh",
    "reach-unknown": "`receiver` and `giver` begin with listed words, so that reach can be checked",
    "place-change": "the giver is where the routine says, and walks there in time (always an error)",
    "position-change": "the receiver turns over in time (always an error)",
    "contact": "contact is never lost without a reason (always an error)",
    "blanket": "what is worked is not covered",
    "dry-skin": "hands glide on oil, where the routine uses it; it lasts five minutes of gliding",
    "cold-hands": "hands are warmed before the first touch, and after a minute without contact",
    "idle": "hands have nothing to do for at most 8 s, and no chain of steps takes more than 60 s",
    "change-time": "covering takes 12 s, oil 15 s, turning over 60 to 90 s",
}
"""Rules of the rehearsal, at every length: each finding is a warning unless said otherwise."""

ALL: dict[str, str] = {**READING, **SAFETY, **ADVICE, **REHEARSAL}
