"""Write the results as a page and a picture: docs/performance.md and docs/performance.svg."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from voiceguide.mp3.segments import QUALITY
from voiceguide.speech.parallel import cores

if TYPE_CHECKING:
    from benchmarks.run import Results

_TEXT = """\
# How fast, how big

Written by `python -m benchmarks.run --output docs` (it took {took} min); do not edit. Every figure is a median
of processes of their own, at most {repeats} of each, in turns; the voice is the natural one, hibari, unless it says
otherwise. The floor is LAME alone: the same session, already mixed, through `{floor_tool}` at quality {quality},
constant 128 kbit/s, joint stereo, in one thread. Nothing that ends in an MP3 made by LAME on one core can be faster;
voiceguide encodes at the same quality ([why that one](explanation/encoding.md)).

Measured on {machine}.

{rows}
"""

_PICTURE = """
![wall time and memory](performance.svg)
"""

_TARGETS = """
## Targets

| target | reached | asked | |
|---|---|---|---|
{targets}
"""

_JOINS = """
## Quality of the joined file

Stretches of a session are encoded at the same time and joined with the bit reservoir kept. Against what went
in, {joins} joins: signal-to-noise of the joined file {joined:.2f} dB, of one pass {single:.2f} dB; around the worst
join the joined file is {loss:+.2f} dB against one pass.
"""

_MORE = """
## More

`python -m benchmarks.cores` tells how it goes on one to all cores and where the time goes,
`python -m benchmarks.small_machine` what it takes of one core and half a gigabyte,
`python -m benchmarks.first_sound` how soon a session is heard. [The voices, measured](performance-voices.md) are a
page of their own.
"""


@dataclass(frozen=True, slots=True)
class Target:
    """One target: its name, the figure reached, the limit, the unit."""

    name: str
    reached: float
    limit: float
    unit: str

    @property
    def met(self) -> bool:
        """Whether it is reached."""
        return self.reached <= self.limit


_WALL = {"cold": 0.66, "warm": 0.56, "one-core": 1.27, "cold-double": 0.62}
"""Row → limit of its wall time, as a factor of its floor."""


def targets_of(results: Results) -> list[Target]:
    """Every target whose rows were measured."""
    found = []
    for row in results.rows:
        run, floor = results.of(row.key), results.of(row.floor)
        if run is not None and floor is not None and row.key in _WALL:
            found.append(Target(_plain(row.text), run.wall_s / floor.wall_s, _WALL[row.key], "× floor"))
        if run is not None and floor is not None and row.key == "cold":
            found.append(Target(f"{_plain(row.text)}: processor", run.cpu_s / floor.cpu_s, 1.25, "× floor"))
    short, long = results.of("plain"), results.of("plain-long")
    if short is not None and long is not None:
        growth = max(long.peak_mb, long.all_mb) - max(short.peak_mb, short.all_mb)
        found.append(Target("growth of memory to six times the length", growth, 15, "MB"))
        found.append(Target("time of six times the length", long.wall_s / short.wall_s, 6.3, "×"))
    sizes = [max(run.peak_mb, run.all_mb) for row in results.rows if (run := results.of(row.key)) and _makes(row.key)]
    if sizes:
        found.append(Target("peak memory at any length, all processes", max(sizes), 200, "MB"))
    for key, limit in (("preview", 3.0), ("help", 0.35), ("check", 0.35)):
        run = results.of(key)
        if run is not None:
            found.append(Target(key, run.wall_s, limit, "s"))
    return found


def _makes(key: str) -> bool:
    return key not in ("lame", "lame-double", "everybodys", "help", "check")


def _plain(text: str) -> str:
    return text.replace("*", "")


def report(results: Results, *, picture: bool = False) -> str:
    """The page's text, for the rows that were measured."""
    text = _TEXT.format(
        took=f"{results.took_s / 60:.0f}",
        repeats=max(len(runs) for runs in results.runs.values()),
        floor_tool=results.floor_tool,
        quality=QUALITY,
        machine=f"{cores()} cores ({platform.machine()}), {platform.system()}, Python {platform.python_version()}",
        rows="\n".join(_table(results)),
    )
    targets = targets_of(results)
    text += _PICTURE if picture else ""
    text += _TARGETS.format(targets="\n".join(_target_row(each) for each in targets)) if targets else ""
    joined = results.joined
    if joined is not None:
        text += _JOINS.format(
            joins=joined.joins, joined=joined.joined_db, single=joined.single_db, loss=-joined.worst_loss_db
        )
    return text + _MORE


def write_report(results: Results, folder: Path) -> None:
    """Write page and picture into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "performance.md").write_text(report(results, picture=True), encoding="utf-8")
    (folder / "performance.svg").write_text(_picture(results), encoding="utf-8")


def _table(results: Results) -> list[str]:
    """All rows as Markdown."""
    lines = [
        "| what | runs | wall s | processor s | largest process MB | all MB | wall × floor | processor × floor |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in results.rows:
        run, floor = results.of(row.key), results.of(row.floor)
        assert run is not None
        together = f"{run.all_mb:.0f}" if run.all_mb else ""
        ratios = "| " if floor is None else f"{run.wall_s / floor.wall_s:.2f} | {run.cpu_s / floor.cpu_s:.2f}"
        figures = f"{run.wall_s:.2f} | {run.cpu_s:.2f} | {run.peak_mb:.0f} | {together} | {ratios}"
        lines.append(f"| {row.text} | {len(results.runs[row.key])} | {figures} |")
    return lines


def _target_row(target: Target) -> str:
    verdict = "reached" if target.met else "**not reached**"
    return f"| {target.name} | {target.reached:.2f} {target.unit} | ≤ {target.limit:g} {target.unit} | {verdict} |"


def _picture(results: Results) -> str:
    """An SVG with two bar charts: wall time beside the floor, and memory."""
    measured = [(row, run) for row in results.rows if (run := results.of(row.key)) is not None]
    times = [(_plain(row.text), run.wall_s, "s") for row, run in measured if row.floor == "lame"]
    sizes = [(_plain(row.text), max(run.peak_mb, run.all_mb), "MB") for row, run in measured if _makes(row.key)]
    body, top = "", 10
    for title, bars in (("Wall time", times), ("Peak memory of all processes", sizes)):
        if not bars:
            continue
        body += f'<text x="10" y="{top + 14}" font-weight="bold">{title}</text>\n'
        body += _bars(bars, top + 26)
        top += 26 + 24 * len(bars) + 20
    style = "font-family:sans-serif;font-size:13px;background:#fff"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 {top}" style="{style}">\n{body}</svg>\n'


def _bars(bars: Sequence[tuple[str, float, str]], top: int) -> str:
    """SVG bars with their names and values."""
    longest = max(value for _, value, _ in bars)
    lines = ""
    for number, (name, value, unit) in enumerate(bars):
        y, width = top + 24 * number, max(1.0, 330 * value / longest)
        lines += f'<text x="10" y="{y + 15}">{name}</text><rect x="340" y="{y + 2}" width="{width:.0f}" height="17" '
        lines += f'fill="#4a7c74"/><text x="{346 + width:.0f}" y="{y + 15}">{value:.1f} {unit}</text>\n'
    return lines
