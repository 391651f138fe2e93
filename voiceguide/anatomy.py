"""Defines the regions of the body with their spoken names and sizes, and the places that are never massaged."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from voiceguide.errors import RegionError, did_you_mean


@dataclass(frozen=True, slots=True)
class Region:
    """A region of the body.

    Attributes:
        key: What an author writes, and the name everything else refers to.
        one: Spoken name of one ("calf").
        many: Spoken name of both ("calves"); the same as `one` where there is only one.
        group: Key of the larger region it is part of, or empty.
        minutes: Usual time for it in a 60-minute session, both sides together [derived: `REGIONS`].
        also: Other names authors use.
        length_cm: Length of its long axis on one side, or None where hands do not glide along it.
        length_source: Where `length_cm` comes from.
        fleshy: Thick muscle; an author may ask for pressure 4 here by name.
        kidney: Covers the kidneys (beside the spine, below the ribs): pressure 1 only there.
    """

    key: str
    one: str
    many: str
    group: str
    minutes: float
    also: tuple[str, ...] = ()
    length_cm: float | None = None
    length_source: str = ""
    fleshy: bool = False
    kidney: bool = False

    @property
    def paired(self) -> bool:
        """Whether there is a left and a right one."""
        return self.key not in _SINGLE


@dataclass(frozen=True, slots=True)
class NoGo:
    """A place an untrained person must not massage, at any pressure.

    Attributes:
        key: Its name.
        reason: Why, in a sentence.
        also: Other words for it.
    """

    key: str
    reason: str
    also: tuple[str, ...] = ()


_SINGLE = {"whole body", "head", "scalp", "forehead", "base of skull", "neck", "back", "upper back", "mid back",
           "lower back", "beside the spine"}  # fmt: skip
_FLESHY = {"glutes", "thigh"}
_KIDNEY = {"whole body", "back", "mid back", "lower back", "beside the spine", "sides of the torso"}

_HEIGHT = "share of body height at 165 cm"
_LENGTHS: dict[str, tuple[float, str]] = {
    # Shares of body height: Drillis and Contini (1966), as tabulated in Winter, Biomechanics and Motor Control
    # of Human Movement, 4th ed., fig. 4.1. 165 cm is the mean of the world's women (159 cm) and men (171 cm):
    # NCD-RisC (2016), eLife 5:e13410. Rounded to what hands feel.
    "back": (51, "neck to pelvis, the length the back's tempo was chosen for"),
    "beside the spine": (51, "as the back"),
    "upper back": (17, "derived: a third of the back"),
    "mid back": (17, "derived: a third of the back"),
    "lower back": (17, "derived: a third of the back"),
    "sides of the torso": (30, "derived: the back less its upper third and the arch of the hip"),
    "scalp": (20, "derived: half of a 40 cm arc from forehead to nape"),
    "neck": (10, f"0.052, {_HEIGHT}, and the slope to the shoulders"),
    "shoulders": (20, f"0.129 (half the breadth), {_HEIGHT}"),
    "arms": (55, f"0.186 + 0.146, {_HEIGHT}"),
    "upper arm": (31, f"0.186, {_HEIGHT}"),
    "forearm": (24, f"0.146, {_HEIGHT}"),
    "hand": (18, f"0.108, {_HEIGHT}"),
    "legs": (80, f"0.245 + 0.246, {_HEIGHT}, starting above the ankle bone"),
    "thigh": (40, f"0.245, {_HEIGHT}"),
    "calf": (40, f"0.246, {_HEIGHT}"),
    "shin": (40, f"0.246, {_HEIGHT}"),
    "feet": (25, f"0.152, {_HEIGHT}"),
    "sole": (20, "derived: the foot less the toes"),
}

# fmt: off
_ROWS: tuple[tuple[str, str, str, str, float, tuple[str, ...]], ...] = (
    # key, one, many, part of, minutes, other names
    ("whole body", "whole body", "whole body", "", 60, ("body",)),
    ("head", "head", "head", "whole body", 5, ()),
    ("scalp", "scalp", "scalp", "head", 2, ()),
    ("temples", "temple", "temples", "head", 1, ("temple",)),
    ("forehead", "forehead", "forehead", "head", 1, ("brow",)),
    ("base of skull", "base of the skull", "base of the skull", "head", 3, ("skull base", "base of the skull")),
    ("neck", "back of the neck", "back of the neck", "whole body", 10, ("back of the neck", "nape")),
    ("shoulders", "shoulder", "shoulders", "whole body", 6, ("shoulder", "trapezius", "tops of the shoulders")),
    ("back", "back", "back", "whole body", 14, ()),
    ("shoulder blades", "shoulder blade", "shoulder blades", "back", 3, ("shoulder blade", "scapula")),
    ("upper back", "upper back", "upper back", "back", 4, ()),
    ("mid back", "middle of the back", "middle of the back", "back", 3, ("middle back", "middle of the back")),
    ("lower back", "lower back", "lower back", "back", 3, ("low back", "waist", "small of the back", "lumbar region")),
    ("beside the spine", "muscles beside the spine", "muscles beside the spine", "back", 6,
     ("muscles beside the spine", "both sides of the spine")),
    ("sides of the torso", "side", "sides", "back", 2, ("side of the torso", "flanks", "ribs", "sides")),
    ("glutes", "buttock", "buttocks", "whole body", 4, ("buttocks", "buttock", "glute")),
    ("hips", "hip", "hips", "whole body", 2, ("hip", "pelvis")),
    ("arms", "arm", "arms", "whole body", 10, ("arm",)),
    ("upper arm", "upper arm", "upper arms", "arms", 3, ("upper arms", "outer upper arm")),
    ("elbow", "elbow", "elbows", "arms", 1, ("elbows",)),
    ("forearm", "forearm", "forearms", "arms", 3, ("forearms",)),
    ("wrist", "wrist", "wrists", "arms", 1, ("wrists",)),
    ("hand", "hand", "hands", "arms", 3, ("hands", "palm", "palms")),
    ("fingers", "fingers", "fingers", "hand", 1, ("finger", "thumb", "thumbs")),
    ("legs", "leg", "legs", "whole body", 10, ("leg",)),
    ("thigh", "thigh", "thighs", "legs", 4, ("thighs", "hamstrings", "back of the thigh")),
    ("knee", "knee", "knees", "legs", 1, ("knees", "kneecap")),
    ("calf", "calf", "calves", "legs", 4, ("calves", "lower leg", "lower legs")),
    ("shin", "shin", "shins", "legs", 1, ("shins",)),
    ("ankle", "ankle", "ankles", "legs", 1, ("ankles",)),
    ("feet", "foot", "feet", "whole body", 10, ("foot",)),
    ("sole", "sole", "soles", "feet", 4, ("soles",)),
    ("arch", "arch", "arches", "sole", 2, ("arches",)),
    ("heel", "heel", "heels", "feet", 2, ("heels",)),
    ("instep", "instep", "insteps", "feet", 1, ("insteps", "top of the foot", "tops of the feet")),
    ("toes", "toes", "toes", "feet", 2, ("toe",)),
)

NO_GO: tuple[NoGo, ...] = (
    NoGo("spine", "Pressing on the bones of the spine can injure; only the muscles beside it are massaged.",
         ("backbone", "spinal column", "spinal cord", "vertebrae", "vertebra", "tailbone", "coccyx")),
    NoGo("throat", "Arteries, nerves and the windpipe lie without cover at the front and sides of the neck.",
         ("front of the neck", "front of neck", "side of the neck", "side of neck", "sides of the neck",
          "sides of neck", "windpipe", "adam's apple", "carotid")),
    NoGo("notch below the ear", "A nerve of the face and a spike of bone lie close under the skin there.",
         ("below the ear", "below the ears", "behind the ear", "behind the ears", "under the ear", "under the ears")),
    NoGo("eyes", "The eyes must not be pressed.", ("eye", "eyeball", "eyeballs", "eyelid", "eyelids", "eye socket")),
    NoGo("armpit", "Nerves, arteries and glands lie without cover in the armpit.",
         ("armpits", "underarm", "underarms", "under the arm", "under the arms")),
    NoGo("inner upper arm", "Nerves and an artery run close under the skin of the inner upper arm.",
         ("inner upper arms", "inside of the upper arm", "inside of the upper arms", "inner arm", "inner arms")),
    NoGo("inside of the elbow", "Nerves and vessels lie without cover in the crook of the elbow.",
         ("inside of the elbows", "crook of the elbow", "crook of the arm", "inner elbow", "inner elbows",
          "elbow crease")),
    NoGo("upper abdomen", "The organs of the belly lie without cover.",
         ("abdomen", "belly", "stomach", "solar plexus", "tummy", "liver", "spleen")),
    NoGo("groin", "Nerves, vessels and glands lie without cover in the groin.", ("inguinal", "genitals", "crotch")),
    NoGo("back of the knee", "Nerves and vessels lie without cover behind the knee.",
         ("back of the knees", "backs of the knees", "behind the knee", "behind the knees", "hollow of the knee",
          "knee pit")),
)
"""Places never massaged by an amateur, with their reasons (see docs/explanation/safety.md)."""
# fmt: on

KIDNEY_REASON = "The kidneys lie beside the spine, below the ribs, with little muscle over them."

REGIONS: dict[str, Region] = {
    key: Region(
        *(key, one, many, group, minutes, also),
        length_cm=_LENGTHS[key][0] if key in _LENGTHS else None,
        length_source=_LENGTHS[key][1] if key in _LENGTHS else "",
        fleshy=key in _FLESHY,
        kidney=key in _KIDNEY,
    )
    for key, one, many, group, minutes, also in _ROWS
}
"""Every region by its key.

Minutes are derived: a 60-minute session gives neck 10, back and shoulders 20, arms 10, legs 10 and
feet 10; the parts of a region share its time by size.
"""

NAMES: dict[str, str] = {name: row.key for row in REGIONS.values() for name in (row.key, *row.also)}
"""Every name an author may write → the key it stands for."""
_OF: dict[str, str] = {
    "base of skull": "the base of {owner} skull",
    "neck": "the back of {owner} neck",
    "mid back": "the middle of {owner} back",
    "beside the spine": "the muscles beside {owner} spine",
}


def find_region(name: str) -> Region | None:
    """The region an author means by `name` (its key or another name for it), or None."""
    plain = " ".join(name.casefold().split())
    key = NAMES.get(plain) or NAMES.get(re.sub(r"^(the|both) ", "", plain))
    return REGIONS[key] if key else None


def region(name: str) -> Region:
    """The region called `name`.

    Raises:
        RegionError: There is none; the hint names the nearest.
    """
    found = find_region(name)
    if found is None:
        raise RegionError(f"there is no region {name!r}", hint=did_you_mean(name, REGIONS))
    return found


def no_go(name: str) -> NoGo | None:
    """The no-go place with exactly this name, or None."""
    wanted = " ".join(name.casefold().split()).removeprefix("the ")
    return next((place for place in NO_GO if wanted == place.key or wanted in place.also), None)


def spoken_name(name: str, side: str = "both") -> str:
    """What the voice calls a region on a side, without an article: ``right calf``, ``calves``, ``back``.

    Args:
        name: A region's name.
        side: ``left``, ``right``, ``both`` or ``each``; for a region there is one of, ``left`` is its left half.

    Raises:
        UsageError: There is no such region.
    """
    found = region(name)
    if side not in {"left", "right"}:
        return found.many
    return f"{side} {found.one}" if found.paired else f"{side} side of the {found.one}"


def place(name: str, side: str = "both", owner: str = "your partner's") -> str:
    """A region as a place: ``your partner's right calf``, ``the base of your partner's skull``.

    Args:
        name: A region's name.
        side: As for `spoken_name`.
        owner: Whose it is.

    Raises:
        UsageError: There is no such region.
    """
    found = region(name)
    whole = _OF.get(found.key, "{owner} " + found.many).format(owner=owner)
    if side not in {"left", "right"}:
        return whole
    return f"{owner} {side} {found.one}" if found.paired else f"the {side} side of {whole}"


def parts_of(name: str) -> tuple[str, ...]:
    """The keys of a region and of all regions that are part of it, in the table's order.

    Raises:
        UsageError: There is no such region.
    """
    wanted = region(name).key
    return tuple(key for key in REGIONS if wanted in groups_of(key))


def groups_of(key: str) -> tuple[str, ...]:
    """A region's key and those of the larger regions it is part of, the smallest first."""
    chain = [key]
    while group := REGIONS[chain[-1]].group:
        chain.append(group)
    return tuple(chain)


def is_avoided(name: str, avoid: Iterable[str]) -> bool:
    """Whether touching a region would touch one that the receiver wants to avoid.

    ``feet`` leaves out soles, heels and toes; ``knee`` also leaves out what runs over the whole leg.

    Raises:
        UsageError: There is no such region.
    """
    own = region(name).key
    return any(own in parts_of(each) or region(each).key in parts_of(own) for each in avoid)
