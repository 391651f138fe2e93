"""Turns the options of ``make`` and ``render`` into jobs: formats, previews, and every requested combination."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voiceguide.cli.naming import name_of
from voiceguide.cli.options import COMPOSING, SOUNDING, config_from, option_name
from voiceguide.errors import UnitError, UsageError
from voiceguide.loading import is_script, routine_of
from voiceguide.settings import Settings
from voiceguide.units import parse_duration

if TYPE_CHECKING:
    from voiceguide.app.jobs import Job
    from voiceguide.export.formats.registry import AudioFormat
    from voiceguide.export.outputs import Outputs
    from voiceguide.speaking import Preview

FILE_OPTIONS = ("target", "sidecars", "audio", "page", "picture", "stems", "measure", "preview", "force")
"""Options that say which files are written."""

_LISTS = frozenset(each.name for each in dataclasses.fields(Settings) if isinstance(each.default, tuple))
"""Settings whose single value is a list of names."""

_NUMBER = re.compile(r"[-+−]?[.,]?\d")
"""The beginning of what is meant for a length of time, not for the title of a stage."""

_WORDS_ALONE = tuple(name for name in COMPOSING if name not in SOUNDING)


def jobs_from(sources: Sequence[str], options: Mapping[str, Any], shown: str | None = None) -> list[Job]:
    """A job for each requested session: each source with each combination of options given several times.

    Args:
        sources: Routines and scripts.
        options: `FILE_OPTIONS` and settings; a tuple of values (except for lists) means several sessions.
        shown: What the user gave for the one file, if that is not its path.

    Raises:
        UsageError: A value is wrong, or several sessions would go into one file.
    """
    from voiceguide.app.jobs import Job
    from voiceguide.export.formats.registry import formats_of
    from voiceguide.export.names import safe_name

    sources = list(dict.fromkeys(sources))
    given = {name: options[name] for name in FILE_OPTIONS}
    target: Path = given["target"]
    wanted = [_outputs(given, audio) for audio in formats_of(target, given["audio"])]
    settings = {name: each for name, each in options.items() if name not in given}
    varied, variants = _variants(settings)
    count = len(sources) * len(variants) * len(wanted)
    one_file = target.suffix.casefold() == wanted[0].audio.suffix
    if count > 1 and one_file:
        raise UsageError(f"{shown or target} is one file, but {count} sessions are asked for",
                         hint="Name a folder with --output.")  # fmt: skip
    preview = _preview(given["preview"])
    jobs = []
    for source, variant in itertools.product(sources, variants):
        script = is_script(source)
        if script:
            _refuse_composing(source, settings)
        labels = {each: variant[each] for each in varied} if preview else variant  # previews replace each other
        name = safe_name(name_of(source, labels, varied, routine=routine_of(source) if script else None))
        file = safe_name(f"{name}-preview") if preview else name
        config = config_from(dict(variant))
        for outputs in wanted:
            jobs.append(
                Job(
                    name=name if len(wanted) == 1 else f"{name}{outputs.audio.suffix}",
                    source=source,
                    output=target if one_file else target / f"{file}{outputs.audio.suffix}",
                    settings=config.settings,
                    outputs=outputs,
                    preview=preview,
                    force=given["force"] or (preview is not None and not one_file),  # a preview replaces the one before
                    pronounce=config.pronounce,
                    origins=dict(config.origins),
                )
            )
    return jobs


def _refuse_composing(source: str, settings: Mapping[str, Any]) -> None:
    """Refuse settings that cannot change a script, since its words, counts and length are fixed."""
    asked = [option_name(name) for name in _WORDS_ALONE if settings.get(name) not in (None, ())]
    if asked:
        raise UsageError(
            f"{source} is a script: {', '.join(asked)} cannot change what it says",
            hint="Make the routine with that option, or save a new script of it (voiceguide script).",
        )


def _variants(settings: Mapping[str, Any]) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    """The settings with several values, and every combination of values."""
    lists = {name: list(dict.fromkeys(values)) for name, values in settings.items() if _is_several(name, values)}
    plain = {name: value for name, value in settings.items() if name not in lists}
    combinations = itertools.product(*(values or [None] for values in lists.values()))
    varied = tuple(name for name, values in lists.items() if len(values) > 1)
    return varied, [plain | dict(zip(lists, each, strict=True)) for each in combinations]


def _is_several(name: str, value: Any) -> bool:
    return isinstance(value, tuple) and name not in _LISTS


def _outputs(given: Mapping[str, Any], audio: AudioFormat) -> Outputs:
    """Which files to write."""
    from voiceguide.export.outputs import PICTURE_FORMS, Outputs

    names = tuple(name for each in given["sidecars"] for name in each.split(","))
    outputs = Outputs(
        format=audio.name,
        sidecars=names or Outputs().sidecars,
        page=given["page"],
        pictures=PICTURE_FORMS if given["picture"] else (),
        stems=given["stems"],
        measure_whole=given["measure"],
    )
    outputs.require()
    return outputs


def _preview(text: str | None) -> Preview | None:
    """The value of ``--preview``: a length from the first stroke on, or a stage whose strokes are played."""
    from voiceguide.speaking import Preview

    if text is None:
        return None
    try:
        seconds = parse_duration(text)
    except UnitError as error:
        if _NUMBER.match(text):
            raise UsageError(f"--preview {error.message}", hint=error.hint) from error
        return Preview(stage=text)
    return Preview(seconds)
