"""Files made to do harm, by hand: what asks for too much, and what reaches for what is not its own.

Each must end as quickly as any other case. Tests run them too.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.stress.mutate import laughs

_STROKE = "{technique: friction, region: calf}"
_SCRIPT = "voiceguide-script: 2\ntitle: T\nroutine: r\nstages: [{title: S}]\n"
_MOVE = "repeat: 1, beats: [{name: out, does: press, lasts: 5, pressure: 2}]"


def routine(strokes: str = f"[{_STROKE}]", more: str = "", stage: str = "") -> bytes:
    """A routine of one stage."""
    return f"title: T\n{more}stages:\n  - name: S\n{stage}    strokes: {strokes}\n".encode()


def _stroke(**keys: object) -> str:
    values = {"technique": "friction", "region": "calf"} | keys
    return "{" + ", ".join(f"{key}: {value}" for key, value in values.items()) + "}"


def _stages(number: int, strokes: int, stroke: str = _STROKE, rounds: int = 1, more: str = "") -> bytes:
    items = "[" + ", ".join([stroke] * strokes) + "]"
    stages = "".join(f"  - {{name: S{n}, rounds: {rounds}, strokes: {items}}}\n" for n in range(number))
    return f"title: T\n{more}stages:\n{stages}".encode()


def _moves(number: int, body: str = _MOVE) -> str:
    return "moves:\n" + "".join(f"- {{id: m{n}, kind: stroke, stage: 0, {body}}}\n" for n in range(number))


def _script(moves: str, lines: str = "lines: []\n") -> bytes:
    return f"{_SCRIPT}{moves}{lines}".encode()


def _lines(number: int, say: str = "a", moves: int = 1, where: str = "from: start") -> str:
    """Lines of a script, dealt out to moves."""
    rows = (
        f"- {{id: l{n}, say: {say}, for: refine, need: must, window: {{move: m{n % moves}, {where}}}}}\n"
        for n in range(number)
    )
    return "lines:\n" + "".join(rows)


def _beats(lasts: str, number: int = 1) -> str:
    return "beats: [" + f"{{name: out, does: press, lasts: {lasts}, pressure: 2}}, " * number + "]"


ROUTINES: dict[str, Callable[[], bytes]] = {
    "counts of 10^9": lambda: routine(f"[{_stroke(repeat=10**9)}]"),
    "the highest counts allowed": lambda: routine(
        f"[{_stroke(repeat=100, spots=30, passes=20)}]", stage="    rounds: 20\n"
    ),
    "rounds of 10^6": lambda: routine(stage="    rounds: 1000000\n"),
    "a million rounds in words": lambda: routine(stage="    rounds: 1e6\n"),
    "a say of 10^6 characters": lambda: routine(f"[{_STROKE}, {{say: {'word ' * 190_000}}}]"),
    "a title of 10^5 characters": lambda: routine().replace(b"title: T", b"title: " + b"T" * 100_000),
    "10^5 stages": lambda: b"title: T\nstages: [" + b"1, " * 100_000 + b"]\n",
    "60 stages of 200 strokes": lambda: _stages(60, 80),
    "thousands of the shortest strokes": lambda: _stages(40, 100, _stroke(tempo="1 s", repeat=1), 3),
    "as many strokes as are allowed, for 4 h": lambda: _stages(
        6, 40, _stroke(tempo="2 s", repeat=1, exact="true"), more="duration: 4 h\n"
    ),
    "as many strokes as are allowed, fitted": lambda: _stages(
        6, 40, _stroke(tempo="2 s", repeat=1), more="duration: 2 h\n"
    ),
    "as many rounds as are allowed, fitted": lambda: _stages(
        60, 4, _stroke(tempo="2 s", repeat=1), more="duration: 4 h\n"
    ),
    "thousands of steps": lambda: routine("[" + ", ".join(["{say: a, wait: 1 s}"] * 199) + f", {_STROKE}]"),
    "thousands of unknown keys": lambda: routine("[{technique: friction, region: calf, "
                                                 + ", ".join(f"repaet{n}: 1" for n in range(6000)) + "}]"),
    "thousands of unknown regions": lambda: _stages(50, 120, "{technique: frictoin, region: calv}"),
    "aliases that multiply": lambda: laughs(30),
    "an alias of itself": lambda: b"title: T\nstages: &a [*a]\n",
    "nesting without end": lambda: b"title: T\nstages: " + b"[" * 400_000,
    "mappings without end": lambda: b"{a: " * 150_000,
    "a megabyte of quotation marks": lambda: b'"' * 999_000,
    "a megabyte of digits": lambda: routine(f"[{_stroke(repeat='9' * 900_000)}]"),
    "a duration without end": lambda: routine(more=f"duration: {'1 h ' * 200_000}x\n"),
    "two megabytes": lambda: b"# " + b"x" * 2_000_000,
    "a tag that calls": lambda: b"!!python/object/apply:os.system ['true']\n",
    "a tag that imports": lambda: routine(more="summary: !!python/name:os.system\n"),
    "formats in words": lambda: routine(f'[{_STROKE}, {{say: "{{0.__class__}} %s %n ${{HOME}} {{{{7*7}}}}"}}]'),
    "extends a path": lambda: b"extends: ../../etc/passwd\n",
    "extends an absolute path": lambda: b"extends: /etc/passwd\n",
    "extends a link that leads out": lambda: b"extends: evil\n",
    "extends a circle": lambda: b"extends: loop\n",
    "uses a path": lambda: b"title: T\nstages: [{use: ../x/Legs}]\n",
    "a bed outside": lambda: routine(more="ambient: ../../etc/passwd\n"),
    "a bed by an absolute path": lambda: routine(more="ambient: /etc/passwd\n"),
    "a bed of a stage outside": lambda: routine(stage="    ambient: ../x.ogg\n"),
    "a bed by a link that leads out": lambda: routine(more="ambient: evil.ogg\n"),
    "a bed at an address": lambda: routine(more="ambient: http://localhost:9/x.mp3\n"),
    "a bed by a device": lambda: routine(more="ambient: /dev/zero\n"),
    "a playlist as bed": lambda: routine(more="ambient: list.m3u\n"),
    "a folder as bed": lambda: routine(more="ambient: ./.\n"),
}  # fmt: skip

SCRIPTS: dict[str, Callable[[], bytes]] = {
    "counts of 10^9": lambda: _script(_moves(1, f"repeat: 1000000000, {_beats('5')}")),
    "the highest counts allowed": lambda: _script(_moves(1, f"repeat: 10000, spots: 60, passes: 1000, {_beats('5')}")),
    "10^4 repetitions of instants": lambda: _script(_moves(300, f"repeat: 10000, {_beats('1e-9')}")),
    "as many phases as are allowed": lambda: _script(_moves(10, f"repeat: 10000, {_beats('0.01')}"), _lines(20)),
    "spans of 4 h": lambda: _script(_moves(5000, "lasts: 14400")),
    "more moves than allowed": lambda: _script(_moves(6000)),
    "more lines than allowed": lambda: _script(_moves(1), _lines(20_500)),
    "thousands of lines that must be said at once": lambda: _script(
        _moves(1), _lines(2000, where="from: start, slip: 4")
    ),
    "weeks of words": lambda: _script(_moves(500), _lines(500, "word " * 380, 500)),
    "one text of 5 MB": lambda: _script(_moves(1), _lines(1, "word " * 1_000_000)),
    "words far outside of the session": lambda: _script(
        _moves(2), _lines(2, moves=2, where="from: end, offset: 14400")
    ),
    "10^5 stages": lambda: _script(_moves(1)).replace(b"[{title: S}]", b"[" + b"{title: S}, " * 100_000 + b"]"),
    "aliases that multiply": lambda: laughs(30),
    "nesting without end": lambda: b"voiceguide-script: " + b"[" * 400_000,
    "beats without end": lambda: _script(_moves(1, f"repeat: 10000, {_beats('0.001', 10_000)}")),
    "thousands of ids alike": lambda: _script(_moves(4000).replace("id: m", "id: x, title: m")),
    "thousands of unknown keys": lambda: _script(_moves(1, ", ".join(f"titel{n}: 1" for n in range(20_000)))),
    "25 MB": lambda: b"# " + b"x" * 25_000_000,
}

SETTINGS: dict[str, Callable[[], bytes]] = {
    "a number of 10^5 digits": lambda: b"seed = " + b"9" * 100_000 + b"\n",
    "a float of 10^5 digits": lambda: b"pace = 0." + b"9" * 100_000 + b"\n",
    "a text of 10^5 digits": lambda: b'seed = "' + b"9" * 100_000 + b'"\n',
    "nesting without end": lambda: b"avoid = " + b"[" * 90_000,
    "closed nesting": lambda: b"avoid = " + b"[" * 50_000 + b"]" * 50_000 + b"\n",
    "a key without end": lambda: b"a." * 50_000 + b"a = 1\n",
    "tables in tables": lambda: b"a = " + b"{a = " * 10_000 + b"1" + b"}" * 10_000 + b"\n",
    "thousands of keys": lambda: b"".join(b"pacee%d = 1\n" % n for n in range(12_000)),
    "not a number": lambda: b"pace = nan\n",
    "without end": lambda: b"max_session_s = inf\n",
    "a date": lambda: b"pace = 1979-05-27T07:32:00Z\n",
    "infinite whole": lambda: b"seed = inf\n",
    "a profile of itself": lambda: b'profile = "x"\n[profiles.x]\nprofile = "x"\n',
    "two megabytes": lambda: b"# " + b"x" * 2_000_000,
}

FILES = {"routine": ROUTINES, "script": SCRIPTS, "settings": SETTINGS}
"""Every such file by kind and description."""
