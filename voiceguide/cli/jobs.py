"""From the options of ``make`` and ``render`` to jobs: formats, previews, and every combination asked for."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voiceguide.cli.naming import name_of
from voiceguide.cli.options import COMPOSING, config_from, option_name
from voiceguide.cli.sources import is_script, routine_of
from voiceguide.errors import UnitError, UsageError
from voiceguide.units import parse_duration

if TYPE_CHECKING:
    from voiceguide.batch import Job
    from voiceguide.export.deliver import Order
    from voiceguide.export.formats.registry import AudioFormat

FILE_OPTIONS = ("target", "companions", "audio", "page", "picture", "stems", "measure", "preview", "force")
"""Options that say which files are written."""

_WORDS_ALONE = tuple(name for name in COMPOSING if name != "rate_wpm")


def jobs_from(sources: Sequence[str], options: Mapping[str, Any]) -> list[Job]:
    """Every session asked for: each source with each combination of the options given several times.

    Args:
        sources: Routines and scripts.
        options: `FILE_OPTIONS` and settings; a tuple of values (but for lists) stands for several sessions.

    Raises:
        UsageError: A value is wrong, or several sessions shall go into one file.
    """
    from voiceguide.batch import Job
    from voiceguide.export.names import safe_name

    sources = list(dict.fromkeys(sources))
    given = {name: options[name] for name in FILE_OPTIONS}
    target: Path = given["target"]
    orders = [_order(given, audio) for audio in _formats(given["audio"], target)]
    settings = {name: each for name, each in options.items() if name not in given}
    varied, variants = _variants(settings)
    count = len(sources) * len(variants) * len(orders)
    one_file = target.suffix.casefold() == orders[0].audio.suffix
    if count > 1 and one_file:
        raise UsageError(f"{target} is one file, but {count} sessions are asked for",
                         hint="Name a folder with --output.")  # fmt: skip
    preview = _preview(given["preview"])
    jobs = []
    for source, variant in itertools.product(sources, variants):
        script = is_script(source)
        if script:
            _refuse_composing(source, settings)
        told = {each: variant[each] for each in varied} if preview else variant  # previews take each other's place
        name = safe_name(name_of(source, told, varied, routine=routine_of(source) if script else None))
        file = safe_name(f"{name}-preview") if preview else name
        config = config_from(dict(variant))
        for order in orders:
            jobs.append(
                Job(
                    name=name if len(orders) == 1 else f"{name}{order.audio.suffix}",
                    source=source,
                    output=target if one_file else target / f"{file}{order.audio.suffix}",
                    settings=config.settings,
                    order=order,
                    script=script,
                    force=given["force"] or (bool(preview) and not one_file),  # previews take their own place
                    pronounce=config.pronounce,
                    origins=dict(config.origins),
                    **preview,
                )
            )
    return jobs


def _refuse_composing(source: str, settings: Mapping[str, Any]) -> None:
    """A script has its words, counts and length already."""
    asked = [option_name(name) for name in _WORDS_ALONE if settings.get(name) not in (None, ())]
    if asked:
        raise UsageError(
            f"{source} is a script: {', '.join(asked)} cannot change what it says",
            hint="Make the routine with that option, or save a new script of it (voiceguide script).",
        )


def _variants(settings: Mapping[str, Any]) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    """What differs, and every combination of it as settings."""
    lists = {name: list(dict.fromkeys(values)) for name, values in settings.items() if _is_several(name, values)}
    plain = {name: value for name, value in settings.items() if name not in lists}
    combinations = itertools.product(*(values or [None] for values in lists.values()))
    varied = tuple(name for name, values in lists.items() if len(values) > 1)
    return varied, [plain | dict(zip(lists, each, strict=True)) for each in combinations]


def _is_several(name: str, value: Any) -> bool:
    return isinstance(value, tuple) and name != "avoid"


def _formats(names: Sequence[str], target: Path) -> Iterator[AudioFormat]:
    """The formats asked for, or the one that the target's ending tells."""
    from voiceguide.export.formats.registry import FORMATS, format_named

    suffix = "" if target.is_dir() else target.suffix.casefold()
    looks_like_sound = re.fullmatch(r"\.[a-z][a-z0-9]{1,3}", suffix) is not None
    asked = [each for name in names for each in name.split(",")] or [suffix if looks_like_sound else "mp3"]
    found = list(dict.fromkeys(format_named(name) for name in asked))
    wrong = suffix in {each.suffix for each in FORMATS.values()} - {each.suffix for each in found}
    if wrong:
        named = ", ".join(each.name for each in found)
        raise UsageError(f"{target} does not end in {found[0].suffix}, but --format says {named}")
    yield from found


def _order(given: Mapping[str, Any], audio: AudioFormat) -> Order:
    """Which files are wanted."""
    from voiceguide.export.companions.registry import chosen
    from voiceguide.export.deliver import PICTURE_FORMS, Order

    names = [name for each in given["companions"] for name in each.split(",")]
    order = Order(
        audio=audio,
        companions=chosen(names or None),
        page=given["page"],
        pictures=PICTURE_FORMS if given["picture"] else (),
        stems=given["stems"],
        measure_whole=given["measure"],
    )
    order.require()
    return order


def _preview(text: str | None) -> dict[str, Any]:
    """What ``--preview`` asks for: a time from the first stroke on, or a stage's strokes."""
    if text is None:
        return {}
    try:
        seconds = parse_duration(text)
    except UnitError as error:
        if text[:1].isdigit():
            raise UsageError(f"--preview {error.message}", hint=error.hint) from error
        return {"preview_stage": text}
    if not seconds >= 1:
        raise UsageError("--preview must be at least 1 s")
    return {"preview_s": seconds}
