"""Mutations: a file in, a file that is nearly it out. All chance comes from the `Random` that is given.

Two ways: through the structure (values of the parsed tree are dropped, doubled, swapped, retyped, shared, replaced by
odd ones or by parts of other files), and through the bytes (flipped, cut, spliced, encoded otherwise).
"""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import yaml

ServerConfig = tuple[Any, Any]
"""A container and a key or index in it."""

HUGE = (10**9, 10**6, 10**18, -1, 0, -(10**9), 1e308, -1e308, 1e-320, math.nan, math.inf, -math.inf, 2**31, 2**63, 0.1)

WORDS = (
    "", " ", "~", "null", "yes", "off", "true", "1e9", "0x10", "1_000", "1:30", "12:30:00", "5 s", "10 min",
    "1 h", "999999 h", "-5 s", "0 s", "5", "1e400 s", "NaN", ".nan", "-.inf", "=", "<<", "*x", "&x",
    "!!python/name:os.system", "!!binary aGk=", "{0.__class__}", "%s%n%x", "${HOME}", "$(id)", "`id`",
    "{{7*7}}", "../../etc/passwd", "/etc/passwd", "/dev/zero", "~/x.yaml", "C:\\x", "file:///etc/passwd",
    "http://localhost:9/x", "con", "nul.yaml", "a\x00b", "\ufeff", "\u202e", "\u200d", "\ud800",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "背中", "ﬁ", "İ", "ß", "\r", "\t", "\x85", "\u2028",
    "a" * 130, "word " * 500, "-->", "</script><script>", "]]>", "&lt;", "[00:01.00]", "legs", "legs/Legs",
    "left", "right", "both", "each", "back", "calf", "kidneys", "spine", "effleurage", "friction", "petrissage",
    "static pressure", "check-in", "shoulders", "2024-01-01", "waves.ogg", "none", "ocean", "loop", "evil",
    "list.m3u",
)  # fmt: skip
"""Texts that have meant something to some reader."""

KEYS = (
    "title", "stages", "strokes", "technique", "region", "side", "repeat", "spots", "passes", "rounds",
    "minutes", "tempo", "pressure", "path", "hands", "say", "wait", "hold", "for", "oil", "rest", "close",
    "prepare", "extends", "use", "name", "ambient", "duration", "pronounce", "language", "exact", "flow",
    "length", "uneven", "lighter", "<<", "id", "kind", "lead", "during", "beats", "seconds", "pause", "at",
    "before-end", "stage", "slots", "earcon", "voice", "rate_wpm", "__class__", "profile", "profiles", "avoid",
    "seed", "bitrate_kbps", "max_cues", "max_session_s", "", "\x00", "ключ",
)  # fmt: skip

LINES = (
    "&a [*a]", "? [a, b]\n: c", "- - - -", "!!omap [a: 1]", "%YAML 9.9", "---", "...", "\t- x", "a: b: c", "'",
    '"', "[", "{", "x: |\n", "x: >-\n", "<<: *none", "*none", "&x", "title: [", "= 1", "[[profiles]]",
    "[a.b.c]", 'x = """', "x = '''", "#", "x = 1979-05-27T07:32:00Z", "\ufeff",
)  # fmt: skip


def odd_value(chance: Random) -> Any:
    """A value that seldom stands where it is put."""
    pick = chance.randrange(9)
    if pick < 3:
        return chance.choice(WORDS)
    if pick == 3:
        return chance.choice(HUGE)
    if pick == 4:
        return "".join(chr(chance.choice((chance.randrange(32, 127), chance.randrange(0xD800)))) for _ in range(12))
    if pick == 5:
        return {chance.choice(KEYS): chance.choice(WORDS) for _ in range(chance.randrange(4))}
    if pick == 6:
        return [chance.choice(WORDS) for _ in range(chance.randrange(4))]
    return chance.choice((None, True, False, chance.randrange(-3, 300), chance.uniform(-2, 90)))


def places(value: Any) -> list[ServerConfig]:
    """Every place in a tree, outermost first; a part that is shared is entered once."""
    found: list[ServerConfig] = []
    waiting, seen = [value], set()
    while waiting:
        each = waiting.pop()
        if not isinstance(each, dict | list) or id(each) in seen:
            continue
        seen.add(id(each))
        for key in list(each) if isinstance(each, dict) else range(len(each)):
            found.append((each, key))
            waiting.append(each[key])
    return found


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something is changed: a container in a tree and a key of it, and what chance and other trees there are."""

    chance: Random
    tree: Any
    holder: Any
    key: Any
    donors: Sequence[Any]

    @property
    def value(self) -> Any:
        return self.holder[self.key]


def _drop(at: Spot) -> None:
    del at.holder[at.key]


def _double(at: Spot) -> None:
    holder, key = at.holder, at.key
    extra = copy.deepcopy(holder[key])
    if isinstance(holder, dict):
        holder[f"{key}{at.chance.choice(('', ' ', 's', '2'))}"] = extra
    else:
        for _ in range(at.chance.choice((1, 1, 1, 3, 70, 300))):
            holder.insert(at.chance.randrange(len(holder) + 1), copy.deepcopy(extra))


def _swap(at: Spot) -> None:
    one, key = at.holder, at.key
    alike = [(holder, other) for holder, other in places(at.tree) if holder is one or other == key]
    other, other_key = at.chance.choice(alike if at.chance.random() < 0.6 else places(at.tree))
    first, second = one[key], copy.deepcopy(other[other_key])
    one[key], other[other_key] = second, copy.deepcopy(first)


def _share(at: Spot) -> None:
    """The same part at two places: YAML writes an anchor and an alias."""
    holder, key = at.chance.choice(places(at.tree))
    part = at.value
    if not any(each is holder for each, _ in places(part)) and part is not holder:
        holder[key] = part


def _retype(at: Spot) -> None:
    holder, key = at.holder, at.key
    value = holder[key]
    holder[key] = at.chance.choice(
        (str(value), [value], {"say": value}, None, str(value).split(), len(str(value)), True)
    )


def _replace(at: Spot) -> None:
    at.holder[at.key] = odd_value(at.chance)


def _nudge(at: Spot) -> None:
    """A small change that often stays valid."""
    holder, key = at.holder, at.key
    value = holder[key]
    if isinstance(value, bool):
        holder[key] = not value
    elif isinstance(value, int):
        holder[key] = value + at.chance.choice((-2, -1, 1, 2, 5))
    elif isinstance(value, float):
        holder[key] = value * at.chance.choice((0.5, 0.9, 1.1, 2.0))
    elif isinstance(value, str):
        words = value.split()
        at.chance.shuffle(words)
        holder[key] = " ".join(words[: at.chance.randrange(1, 40)])
    elif isinstance(value, list):
        at.chance.shuffle(value)
    else:
        value.pop(at.chance.choice(list(value)), None) if value else None


def _rename(at: Spot) -> None:
    holder, key = at.holder, at.key
    if isinstance(holder, dict):
        typed = str(key)
        slip = at.chance.randrange(len(typed) + 1)
        holder[at.chance.choice((at.chance.choice(KEYS), typed[:slip] + typed[slip + 1 :], typed.upper()))] = (
            holder.pop(key)
        )


def _graft(at: Spot) -> None:
    """A part of another file, where one of its kind stands if there is one."""
    theirs = places(at.chance.choice(at.donors))
    alike = [(holder, key) for holder, key in theirs if key == at.key and isinstance(key, str)]
    holder, key = at.chance.choice(alike if alike and at.chance.random() < 0.7 else theirs)
    at.holder[at.key] = copy.deepcopy(holder[key])


def _swell(at: Spot) -> None:
    holder, key = at.holder, at.key
    value = holder[key]
    times = at.chance.choice((3, 40, 500, 20_000))
    if isinstance(value, str):
        holder[key] = (value or "x") * max(1, min(times, 1_000_000 // (len(value) or 1)))
    elif isinstance(value, list):
        holder[key] = value * min(times, 500)
    elif isinstance(value, int | float):
        holder[key] = at.chance.choice(HUGE)


def _bury(at: Spot) -> None:
    value = at.value
    for _ in range(at.chance.choice((1, 3, 12, 60))):
        value = [value] if at.chance.random() < 0.5 else {at.chance.choice(KEYS): value}
    at.holder[at.key] = value


_Change = Callable[[Spot], None]
GENTLE: tuple[_Change, ...] = (_drop, _nudge, _nudge, _graft, _swap)
HARSH: tuple[_Change, ...] = (
    _drop, _double, _swap, _share, _retype, _replace, _replace, _rename, _graft, _swell, _bury,
)  # fmt: skip


def _is_minor(holder: Any, value: Any) -> bool:
    """Whether the rest may well do without a value, or with another: items of lists, numbers, texts."""
    return (
        isinstance(holder, list) or isinstance(value, int | float | list) or (isinstance(value, str) and " " in value)
    )


def structural(chance: Random, tree: Any, donors: Sequence[Any]) -> Any:
    """A copy of `tree` with one to six changes; gentle ones more often, as they reach further into the program."""
    tree = copy.deepcopy(tree)
    gentle = chance.random() < 0.6
    changes = GENTLE if gentle else HARSH
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        found = places(tree)
        if gentle:
            found = [(holder, key) for holder, key in found if _is_minor(holder, holder[key])]
        if not found:
            break
        holder, key = chance.choice(found)
        chance.choice(changes)(Spot(chance, tree, holder, key, donors))
    return tree


def as_yaml(chance: Random, tree: Any) -> bytes:
    """YAML in one of its manners; what PyYAML will not write becomes JSON, which is YAML too."""
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    flow = chance.choice((None, False, True))
    try:
        text = yaml.dump(tree, Dumper=dumper, allow_unicode=chance.random() < 0.7, default_flow_style=flow, width=120)
    except (yaml.YAMLError, RecursionError, UnicodeError):
        text = json.dumps(tree, default=str, ensure_ascii=False)
    return str(text).encode("utf-8", "surrogatepass")


def as_toml(chance: Random, tree: Any) -> bytes:
    """TOML, as near as the tree allows."""
    if not isinstance(tree, dict):
        return f"x = {_toml(tree)}\n".encode("utf-8", "surrogatepass")
    plain = [f"{_toml_key(key)} = {_toml(value)}" for key, value in tree.items() if not isinstance(value, dict)]
    tables = [(key, value) for key, value in tree.items() if isinstance(value, dict)]
    if chance.random() < 0.3:
        plain += [f"{_toml_key(key)} = {_toml(value)}" for key, value in tables]
        tables = []
    for key, value in tables:
        plain += [f"[{_toml_key(key)}]", *(f"{_toml_key(name)} = {_toml(each)}" for name, each in value.items())]
    return ("\n".join(plain) + "\n").encode("utf-8", "surrogatepass")


def _toml_key(key: Any) -> str:
    text = str(key)
    return text if text.replace("_", "").isalnum() and text.isascii() else json.dumps(text, ensure_ascii=False)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml_key(key)} = {_toml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return str(value) if isinstance(value, int | float) else json.dumps(value or "", ensure_ascii=False)


def bytewise(chance: Random, data: bytes, donors: Sequence[bytes]) -> bytes:
    """A copy of `data` with one to eight wounds."""
    raw = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        raw = _lines_changed(chance, raw) if chance.random() < 0.3 else _wounded(chance, raw, donors)
    if chance.random() < 0.06:
        text = raw.decode("utf-8", "replace")
        codes = ("utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "utf-8-sig")
        return text.encode(chance.choice(codes), "replace")
    return bytes(raw)


def _wounded(chance: Random, raw: bytearray, donors: Sequence[bytes]) -> bytearray:
    at = chance.randrange(len(raw) + 1)
    pick = chance.randrange(7)
    if pick == 0 and raw:
        raw[min(at, len(raw) - 1)] ^= 1 << chance.randrange(8)
    elif pick == 1:
        del raw[at : at + chance.choice((1, 4, 60, 2000))]
    elif pick == 2:
        raw[at:at] = bytes(chance.randrange(256) for _ in range(chance.choice((1, 3, 40))))
    elif pick == 3:
        raw[at:at] = chance.choice((*WORDS, *KEYS)).encode("utf-8", "surrogatepass")
    elif pick == 4:
        donor = chance.choice(donors)
        start = chance.randrange(len(donor) + 1)
        raw[at:] = donor[start:] if chance.random() < 0.5 else donor[start : start + 300] + raw[at:]
    elif pick == 5:
        raw[at:at] = chance.choice((b"\x00", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\r", b"\x1b[31m", b"\x85"))
    else:
        again = chance.choice((1, 30, 9000))
        raw[at:at] = chance.choice((b"[", b"{a: ", b"- ", b"? ", b"&a ", b"'", b"  ")) * again
    return raw


def _lines_changed(chance: Random, raw: bytearray) -> bytearray:
    lines = raw.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    pick = chance.randrange(3)
    if pick == 0:
        lines[one], lines[other] = lines[other], lines[one]
    elif pick == 1:
        lines.insert(one, bytearray(chance.choice(LINES).encode("utf-8", "surrogatepass")))
    else:
        lines[one] = bytearray(chance.choice((b"  ", b"\t", b"- ", b"!!str ", b"# "))) + lines[one]
    return bytearray(b"\n".join(lines))


def laughs(depth: int, width: int = 9) -> bytes:
    """Anchors that would multiply to width^depth values."""
    lines = ["a0: &a0 [x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]" for n in range(1, depth)]
    return ("title: T\n" + "\n".join(lines) + f"\nstages: *a{depth - 1}\n").encode()
