"""From the options of ``make`` and ``render`` to jobs: formats, previews, and every combination asked for."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voiceguide.cli.options import config_from, option_name
from voiceguide.errors import UnitError, UsageError
from voiceguide.units import parse_duration

if TYPE_CHECKING:
    from voiceguide.batch import Job
    from voiceguide.export.deliver import Order

FILE_OPTIONS = ("target", "companions", "audio", "page", "picture", "stems", "measure", "preview", "force")
"""Options that say which files are written."""


def jobs_from(sources: Sequence[str], options: Mapping[str, Any], *, script: bool = False) -> list[Job]:
    """Every session asked for: each source with each combination of the options given several times.

    Args:
        sources: Routines, or one script.
        options: `FILE_OPTIONS` and settings; a tuple of values (but for lists) stands for several sessions.
        script: Whether the sources are scripts.

    Raises:
        UsageError: A value is wrong, or several sessions shall go into one file.
    """
    from voiceguide.batch import Job
    from voiceguide.export.bundle import safe_name

    sources = list(dict.fromkeys(sources))
    given = {name: options[name] for name in FILE_OPTIONS}
    order = _order(given)
    target: Path = given["target"]
    variants = list(_variants({name: each for name, each in options.items() if name not in given}))
    several = len(sources) * len(variants) > 1
    if several and target.suffix.casefold() == order.audio.suffix:
        raise UsageError(f"{target} is one file, but {len(sources) * len(variants)} sessions are asked for",
                         hint="Name a folder with --output.")  # fmt: skip
    preview = _preview(given["preview"])
    jobs = []
    for source in sources:
        for varied, settings in variants:
            name = safe_name("-".join([Path(source).stem, *varied]))
            file = f"{name}-preview" if preview else name
            config = config_from(dict(settings))
            jobs.append(
                Job(
                    name=name,
                    source=source,
                    output=target / f"{file}{order.audio.suffix}" if several else target,
                    settings=config.settings,
                    order=order,
                    script=script,
                    force=given["force"],
                    pronounce=config.pronounce,
                    **preview,
                )
            )
    return jobs


def _variants(settings: Mapping[str, Any]) -> Iterator[tuple[list[str], dict[str, Any]]]:
    """Every combination: what tells it from the others, and its settings."""
    lists = {name: list(dict.fromkeys(values)) for name, values in settings.items() if _is_several(name, values)}
    plain = {name: value for name, value in settings.items() if name not in lists}
    varied = [name for name, values in lists.items() if len(values) > 1]
    for combination in itertools.product(*(values or [None] for values in lists.values())):
        chosen = dict(zip(lists, combination, strict=True))
        yield [f"{option_name(name)[2:]}-{_word(chosen[name])}" for name in varied], plain | chosen


def _is_several(name: str, value: Any) -> bool:
    return isinstance(value, tuple) and name != "avoid"


def _word(value: Any) -> str:
    """A value as a part of a file's name."""
    if isinstance(value, float):
        return f"{value:g}"
    text = str(value)
    return re.sub(r"[^\w.+-]+", "-", Path(text).name if "/" in text else text).strip("-")


def _order(given: Mapping[str, Any]) -> Order:
    """Which files are wanted."""
    from voiceguide.export.companions.registry import chosen
    from voiceguide.export.deliver import PICTURE_FORMS, Order
    from voiceguide.export.formats.registry import FORMATS, format_named

    target: Path = given["target"]
    suffix = "" if target.is_dir() else target.suffix.casefold()
    looks_like_sound = re.fullmatch(r"\.[a-z][a-z0-9]{1,3}", suffix) is not None
    audio = format_named(given["audio"] or (suffix if looks_like_sound else "mp3"))
    if suffix in {each.suffix for each in FORMATS.values()} - {audio.suffix}:
        raise UsageError(f"{target} does not end in {audio.suffix}, but --format says {audio.name}")
    names = [name for each in given["companions"] for name in each.split(",")]
    return Order(
        audio=audio,
        companions=chosen(names or None),
        page=given["page"],
        pictures=PICTURE_FORMS if given["picture"] else (),
        stems=given["stems"],
        measure_whole=given["measure"],
    )


def _preview(text: str | None) -> dict[str, Any]:
    """What ``--preview`` asks for: a time, or a stage from its beginning."""
    from voiceguide.previewing import DEFAULT_S

    if text is None:
        return {}
    try:
        seconds = parse_duration(text)
    except UnitError as error:
        if text[:1].isdigit():
            raise UsageError(f"--preview {error.message}", hint=error.hint) from error
        return {"preview_s": DEFAULT_S, "preview_stage": text}
    if not seconds >= 1:
        raise UsageError("--preview must be at least 1 s")
    return {"preview_s": seconds}
