"""The results as a page and a picture: docs/performance.md and docs/performance.svg."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.process import Run
    from benchmarks.run import Results

_TEXT = """\
# How fast, how big

Written by `python -m benchmarks.run` (less than a quarter of an hour on two cores); do not edit. Every figure is
a median of processes started cold, with the voice {voice}. The floor is LAME alone: the same
session, already mixed, through `{floor_tool}` at quality 3, constant 128 kbit/s, joint stereo, in one thread. Nothing
that ends in an MP3 made by LAME on one core can be faster; voiceguide encodes at the same quality.

Measured on {machine}.

| what | wall s | processor s | largest process MB | all MB | × floor |
|---|---|---|---|---|---|
{rows}

![wall time and memory](performance.svg)

## Targets

| target | reached | asked | |
|---|---|---|---|
{targets}

## Quality of the joined file

Stretches of a session are encoded at the same time and joined with the bit reservoir kept. Against what went
in, {joins} joins: signal-to-noise of the joined file {joined:.2f} dB, of one pass {single:.2f} dB; around the worst
join the joined file is {loss:+.2f} dB against one pass.

## Speech

pyttsx3 speaks in worker processes, since its library says one text at a time; the neural voice in threads that share
one session, which is faster and smaller than processes. The figures behind that, and the 500-clip table, are in
[The voices, measured](performance-voices.md).
"""


@dataclass(frozen=True, slots=True)
class Target:
    """One thing asked for: what, the figure reached, the limit, the unit."""

    name: str
    reached: float
    limit: float
    unit: str

    @property
    def met(self) -> bool:
        """Whether it is reached."""
        return self.reached <= self.limit


def targets_of(results: Results) -> list[Target]:
    """Every target that was measured."""
    sizes = results.sizes
    floor, double_floor = results.floor[sizes.main], results.floor[sizes.double]
    made = results.made
    found = [
        Target(f"make, {sizes.main} min", made[sizes.main].wall_s / floor.wall_s, 0.60, "× floor"),
        Target(f"make, {sizes.double} min", made[sizes.double].wall_s / double_floor.wall_s, 0.55, "× floor"),
    ]
    if results.one_core:
        found.append(
            Target(f"make, {sizes.main} min, one core", results.one_core.wall_s / floor.wall_s, 1.15, "× floor")
        )
    lengths = results.lengths
    shortest, longest = lengths[sizes.main], lengths[sizes.long]
    found += [
        Target("peak memory at any length", max(run.peak_mb for run in (*made.values(), *lengths.values())), 160, "MB"),
        Target(f"growth from {sizes.main} to {sizes.long} min", longest.peak_mb - shortest.peak_mb, 15, "MB"),
        Target(
            f"{sizes.long} min against {sizes.main} min",
            longest.wall_s / shortest.wall_s, 1.05 * sizes.long / sizes.main, "×",
        ),
    ]  # fmt: skip
    if results.preview:
        found.append(Target("preview of 60 s, cold", results.preview.wall_s, 3.0, "s"))
    found += [Target(f"start-up, {name}", run.wall_s, 0.35, "s") for name, run in results.startup.items()]
    return found


def write_report(results: Results, folder: Path) -> str:
    """Write page and picture into a folder; the page's text comes back."""
    from benchmarks.plan import VOICE

    floor = results.floor[results.sizes.main].wall_s
    quality = results.quality
    assert quality is not None
    text = _TEXT.format(
        voice=VOICE,
        floor_tool=results.floor_tool,
        machine=f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}, "
        f"Python {platform.python_version()}",
        rows="\n".join(_row(name, run, floor if compared else 0.0) for name, run, compared in _rows(results)),
        targets="\n".join(_target_row(target) for target in targets_of(results)),
        joins=quality.joins,
        joined=quality.joined_db,
        single=quality.single_db,
        loss=-quality.worst_loss_db,
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "performance.md").write_text(text, encoding="utf-8")
    (folder / "performance.svg").write_text(_picture(results), encoding="utf-8")
    return text


def _rows(results: Results) -> list[tuple[str, Run, bool]]:
    """Name, figures, and whether the row is compared with the floor of the main length."""
    main = results.sizes.main
    rows = [(f"LAME alone, {main} min: the floor", results.floor[main], True)]
    rows.append((f"**make, {main} min**", results.made[main], True))
    if results.one_core:
        rows.append((f"make, {main} min, one core", results.one_core, True))
    if results.again:
        rows.append((f"make again with another bed, {main} min", results.again, True))
    if results.everybodys:
        rows.append((f"pyttsx3 files, pydub overlays, export, {main} min", results.everybodys, True))
    rows.append((f"LAME alone, {results.sizes.double} min", results.floor[results.sizes.double], False))
    rows.append((f"make, {results.sizes.double} min", results.made[results.sizes.double], False))
    rows += [(f"make, a plain routine, {minutes} min", run, False) for minutes, run in sorted(results.lengths.items())]
    if results.preview:
        rows.append(("make --preview 60s", results.preview, False))
    rows += [(f"voiceguide {name}", run, False) for name, run in results.startup.items()]
    return rows


def _row(name: str, run: Run, floor_s: float) -> str:
    ratio = f"{run.wall_s / floor_s:.2f}" if floor_s else ""
    together = f"{run.all_mb:.0f}" if run.all_mb else ""
    return f"| {name} | {run.wall_s:.2f} | {run.cpu_s:.2f} | {run.peak_mb:.0f} | {together} | {ratio} |"


def _target_row(target: Target) -> str:
    verdict = "reached" if target.met else "**not reached**"
    return f"| {target.name} | {target.reached:.2f} {target.unit} | ≤ {target.limit:g} {target.unit} | {verdict} |"


def _picture(results: Results) -> str:
    """Two sets of bars: wall time of the main length, memory by length."""
    times = [(name.replace("*", ""), run.wall_s, "s") for name, run, compared in _rows(results) if compared]
    sizes = [
        (f"make, a plain routine, {minutes} min", run.peak_mb, "MB") for minutes, run in sorted(results.lengths.items())
    ]
    body, top = "", 10
    for title, bars in (("Wall time", times), ("Peak memory of the largest process", sizes)):
        body += f'<text x="10" y="{top + 14}" font-weight="bold">{title}</text>\n'
        body += _bars(bars, top + 26)
        top += 26 + 24 * len(bars) + 20
    style = "font-family:sans-serif;font-size:13px;background:#fff"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 {top}" style="{style}">\n{body}</svg>\n'


def _bars(bars: Sequence[tuple[str, float, str]], top: int) -> str:
    longest = max(value for _, value, _ in bars)
    lines = ""
    for number, (name, value, unit) in enumerate(bars):
        y, width = top + 24 * number, max(1.0, 330 * value / longest)
        lines += f'<text x="10" y="{y + 15}">{name}</text><rect x="340" y="{y + 2}" width="{width:.0f}" height="17" '
        lines += f'fill="#4a7c74"/><text x="{346 + width:.0f}" y="{y + 15}">{value:.1f} {unit}</text>\n'
    return lines
