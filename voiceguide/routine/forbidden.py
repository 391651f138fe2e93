"""The words that no routine may say, rule by rule, and what they may mean otherwise.

Comes in: nothing. Goes out: rules with their patterns, reasons and hints. English only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern that a text must not hold, unless it is spoken against.

    Attributes:
        name: The rule's stable name.
        pattern: What is looked for.
        reason: Why it is not allowed.
        hint: What to do.
        allowed: Where this matches in the same sentence and overlaps the mention, it is meant otherwise.
        excuse: Where this matches anywhere in the sentence, the mention is meant otherwise.
    """

    name: str
    pattern: re.Pattern[str]
    reason: str
    hint: str
    allowed: re.Pattern[str] | None = None
    excuse: re.Pattern[str] | None = None


def words(*patterns: str) -> re.Pattern[str]:
    """A pattern for any of some expressions, as whole words."""
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)


_FEW = r"(?: [\w'’]+){0,3}"
_LUMP = r"(?:knots?|adhesions?|scar tissue)"
_THEIR = r"(?:the|their|his|her|your partner['’]s)"
_TO_BETTER = r"(?:improv|boost|increas|stimulat|promot|enhanc|aid)\w*"
_TO_RELIEVE = r"(?:relie[fv]\w*|eas(?:e|es|ed|ing)|reduc\w+|remov\w+|fix\w*|treat\w*|combat\w*|get rid of|take away)"
_TO_BREAK = r"(?:break\w*|dissolv\w*|melt\w*|smash\w*|crush\w*)"
_AILMENT = r"(?:pains?|aches?|headaches?|migraines?|injur\w+|diseases?|stiffness|inflammation)"
_CARER = r"(?:doctor|clinician|professional|physio\w*|nurse|therapist)"

RULES: tuple[Rule, ...] = (
    Rule(
        "claim",
        words(
            *("toxins?", r"detox\w*", r"lymph\w*", "drainage", "metabolic waste", "waste products"),
            *("heal", "heals", "healed", "healing", "cures?", "cured", "curing", "therapeutic", "insomnia", "sciatica"),
            *(r"flush\w* (?:out|away)", r"immun\w+", r"speeds? (?:up )?recovery", r"lower\w* (?:\w+ )?blood pressure"),
            rf"{_TO_BREAK}{_FEW} {_LUMP}",
            rf"{_TO_BETTER}{_FEW} (?:circulation|blood flow|flow of blood|flexibility|recovery)",
            rf"{_TO_RELIEVE}{_FEW} {_AILMENT}",
            r"(?:pain|headache|migraine)[- ]relief",
            r"prevent\w*(?: \w+){0,2} injur\w+",
            r"medical(?:ly)? (?:benefit|proven|effect)\w*",
        ),
        "A session makes no claim of healing: there is no ground for it, and it may keep someone from care.",
        "Say what the hands do, or how it may feel.",
    ),
    Rule(
        "needs-eyes",
        words(
            *(
                "look",
                "looks",
                "looking",
                "watch",
                "watches",
                "watching",
                "see",
                "seeing",
                r"glanc\w+",
                "gaze",
                "gazing",
            ),
            *(
                r"star(?:e|ing) at",
                r"peek\w*",
                r"mirror\w*",
                "as shown",
                "shown",
                "pictured?",
                "photos?",
                r"illustrat\w+",
            ),
            *("diagram", "video", "screen", "visible", "visibly", "eye contact", "open your eyes", "keep an eye"),
        ),
        "Both people have their eyes closed.",
        "Say it for the hands: “feel for …”.",
        words(
            r"look\w* after",
            rf"see (?:a|an|your|the) (?:\w+ )?{_CARER}",
            r"(?:your|a|wrist) ?watch(?! (?:how|the|your|for|what))",
            r"watch(?:es)? (?:and|or) (?:rings?|jewel(?:le)?ry)",
            r"rings? (?:and|or) watch(?:es)?",
            r"picture (?:a|an|yourself)",
            r"see (?:that|to it)",
        ),
    ),
    Rule(
        "forced-pressure",
        words(
            r"as (?:hard|deep|deeply|strongly|firmly) as (?:you|your hands|they|possible)(?: can)?",
            *(
                r"no pain,? no gain",
                "(?:hurts?|pain) so good",
                "good pain",
                "until it hurts",
                r"punish\w*",
                r"brutal\w*",
            ),
            r"(?:push|press|work|breathe|go) through (?:the |any |their )?pain",
            r"full (?:force|strength|weight)",
            r"all your (?:weight|strength|might|force)",
            r"grit (?:your|their) teeth",
            r"dig(?:s|ging)? (?:\w+ )?(?:in|deep|into|hard)",
            r"pound(?:s|ing)?",
            r"bear (?:(?:the |some )?pain|it(?! in mind))",
            r"the (?:harder|deeper),? the better",
        ),
        "Force is no measure of a good massage, and an untrained person cannot judge it.",
        "Name a pressure from 1 to 3.",
        words(r"(?:full|all your) weight of your (?:hands?|arms?)"),
    ),
    Rule(
        "elbow-tool",
        words(
            r"(?:with|using|use|by|through|leaning on|lean on|lean in with|drop|sink|your|one|an|point of|tip of)"
            r" (?:(?:the|your|an|one|both|point|tip|of) )*elbows?",
            r"elbows? (?:pressure|work|strokes?|into)",
            r"(?:with|using|use) (?:your |the |one |both )*(?:knees?|shins?)",
        ),
        "An elbow presses harder than an untrained person can feel.",
        "Use the thumb, the palm or the heel of the hand; leave the rest to a professional.",
        excuse=words(
            r"(?:keep|bend|soften|straighten|relax|lock|loosen|unlock|tuck)\w* (?:your |the |both )*elbows?",
            r"elbows? (?:soft|straight|bent|loose|relaxed|close|long)",
            r"knees? (?:bent|apart|wide|soft|on|under|together|beside)",
            "professional",
        ),
    ),
    Rule(
        "neck-twist",
        words(
            r"(?:twist|rotat|crack|jerk|wrench|snap|crank|yank|tug)\w*(?: [\w'’]+){0,5} (?:neck|head|chin)",
            r"(?:neck|head) (?:twists?|rotations?|cracks?)",
            rf"(?:turn|tilt|roll|pull|bend) {_THEIR} (?:head|neck|chin)",
        ),
        "Moving another person's neck can injure arteries and joints.",
        "Let your partner turn the head alone: “invite your partner to turn the head”.",
        excuse=words(r"(?:invite|let|ask|asks|allow)", r"partner (?:may |can )?(?:turn|tilt|roll)s?"),
    ),
    Rule(
        "oil-poured",
        words(r"(?:pour|drizzl|drip|squirt|tip)\w*(?: [\w'’]+){0,4} (?:on|onto|over|along|down)"),
        "Oil poured on skin is cold, and too much.",
        "Put about a teaspoon into your own hands, and warm it there.",
        excuse=words(r"(?:in|into|on|onto) (?:your|the) (?:own )?(?:hands?|palms?)"),
    ),
    Rule(
        "giver-weight",
        words(
            r"(?:stand|walk|kneel|sit|climb|lie)(?:s|ing)? (?:on|onto|on top of) "
            r"(?:your partner|(?:their|his|her|the) (?:back|legs?|thighs?|buttocks))"
        ),
        "The giver's weight never rests on the receiver.",
        "Kneel or stand beside, or behind.",
        words(r"(?:lie|lies|lying) (?:on|onto) (?:their|his|her|the) back"),
    ),
)
