"""What is fuzzed: for each kind of file its corpus, how a case is made, and the real entry points it goes through.

A case is made from (seed, kind, number) alone. It ends as ``refused`` or ``used``; anything else is raised, and
`BrokenError` where a promise was broken that no exception tells.
"""

from __future__ import annotations

import contextlib
import functools
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import yaml

from tests.stress.hostile import FILES
from tests.stress.mutate import as_toml, as_yaml, bytewise, laughs, structural
from tests.stress.texts import SETTINGS_TEXTS, short_script
from voiceguide.config import load_config, read_environment
from voiceguide.errors import Severity, VoiceguideError
from voiceguide.files import shipped_folder
from voiceguide.mix.bed import shipped_beds
from voiceguide.pipeline import plan
from voiceguide.planning import estimate_frames, voice_rate
from voiceguide.routine.check import check
from voiceguide.routine.load import load_routine
from voiceguide.routine.model import Routine
from voiceguide.script.check import check_script
from voiceguide.script.file import load, loads
from voiceguide.script.lines import Script
from voiceguide.script.writing import dump
from voiceguide.settings import Guidance, Settings
from voiceguide.settings_files import save_setting, unset_setting
from voiceguide.speaking import check_limits
from voiceguide.speech.recordings import record_sheet
from voiceguide.timeline.audit import audit
from voiceguide.timeline.preview import excerpt
from voiceguide.timeline.schedule import schedule

KINDS = ("routine", "settings", "script")
SUFFIX = {"routine": ".yaml", "settings": ".toml", "script": ".script.yaml"}


class BrokenError(Exception):
    """A promise was broken, though nothing was raised."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Whole files of one kind, as bytes and as trees."""

    files: tuple[bytes, ...]
    trees: tuple[Any, ...]


@functools.cache
def corpus(kind: str) -> Corpus:
    """The files that cases of a kind are made from."""
    if kind == "settings":
        return Corpus(tuple(each.encode() for each in SETTINGS_TEXTS), tuple(map(tomllib.loads, SETTINGS_TEXTS)))
    names = sorted(shipped_folder("scripts").glob("*.yaml"))
    files = [path.read_bytes() for path in names]
    if kind == "script":
        files = [dump(short_script(path.stem, number)).encode() for number, path in enumerate(names)]
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return Corpus(tuple(files), tuple(yaml.load(each, Loader=loader) for each in files))


def chance_of(seed: int, kind: str, number: int, use: str) -> Random:
    """The chance of one case; the same wherever and whenever it is asked for."""
    return Random(f"{seed}/{kind}/{number}/{use}")


def made(seed: int, kind: str, number: int) -> bytes:
    """The content of one case; those by hand have negative numbers."""
    if number < 0:
        return list(FILES[kind].values())[-1 - number]()
    chance = chance_of(seed, kind, number, "file")
    own = corpus(kind)
    at = chance.randrange(len(own.files))
    way = chance.random()
    if way < 0.01 and kind != "settings":
        return laughs(chance.randrange(3, 40))
    if way < 0.6:
        tree = structural(chance, own.trees[at], own.trees)
        content = as_toml(chance, tree) if kind == "settings" else as_yaml(chance, tree)
        return bytewise(chance, content, own.files) if chance.random() < 0.1 else content
    return bytewise(chance, own.files[at], own.files)


def run_case(seed: int, kind: str, number: int, content: bytes, folder: Path) -> str:
    """Take one case through the program.

    Args:
        seed: The campaign's.
        kind: One of `KINDS`.
        number: The case's.
        content: The file.
        folder: Where it is written; it may hold other files that it refers to.

    Returns:
        ``refused`` when an error of ours ended it, ``used`` when it went all the way.
    """
    path = folder / f"case{SUFFIX[kind]}"
    path.write_bytes(content)
    try:
        {"routine": _routine, "settings": _settings, "script": _script}[kind](
            path, chance_of(seed, kind, number, "how")
        )
    except VoiceguideError as error:
        _tellable(error)
        return "refused"
    return "used"


def _tellable(error: VoiceguideError) -> None:
    text = str(error)
    if not error.message.strip() or len(text) > 400_000 or "\x1b" in text:
        raise BrokenError(f"an error that cannot be shown: {text[:200]!r}")


def how(chance: Random, *, fitted: bool = True) -> Settings:
    """Settings for one case: mostly the usual ones, sometimes any."""
    changes: dict[str, Any] = {}
    if chance.random() < 0.5:
        changes["guidance"] = chance.choice(tuple(Guidance))
    if chance.random() < 0.3:
        changes |= {"pace": chance.choice((0.5, 0.8, 1.25, 2.0)), "seed": chance.randrange(1000)}
    if fitted and chance.random() < 0.4:
        changes["duration_s"] = float(chance.choice((60, 600, 1800, 3600, 14_400)))
    if chance.random() < 0.2:
        changes["avoid"] = (chance.choice(("feet", "back", "shoulders", "legs")),)
    return Settings().replaced(changes)


def _routine(path: Path, chance: Random) -> None:
    routine = load_routine(path)
    _stays_in(path.parent, routine)
    findings = check(routine)
    for finding in findings:
        str(finding)
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise VoiceguideError("has findings that are errors")
    made = plan(routine, how(chance))
    _sound(made.script, made.timeline.seconds)
    audit(made.script, made.timeline)
    if chance.random() < 0.1 and loads(dump(made.script)) != made.script:
        raise BrokenError("the script is another after it was saved and loaded")


def _stays_in(folder: Path, routine: Routine) -> None:
    """No bed of a routine lies outside its folder."""
    allowed = {None, "none", *shipped_beds()}
    for bed in {routine.ambient, *(stage.ambient for stage in routine.stages)} - allowed:
        if not Path(str(bed)).resolve().is_relative_to(folder.resolve()):
            raise BrokenError(f"the bed {bed!r} lies outside")


def _sound(script: Script, seconds: float) -> None:
    if not 0 < seconds <= 24 * 3600 or not script.moves:
        raise BrokenError(f"a session of {seconds} s with {len(script.moves)} moves")


def _settings(path: Path, chance: Random) -> None:
    os.environ["VOICEGUIDE_CONFIG"] = str(path)
    if chance.random() < 0.2:
        _environment(path, chance)
    config = load_config(folder=path.parent, environ={})
    replace(config.settings)
    names = sorted(config.origins)
    for name in chance.sample(names, 3):
        with contextlib.suppress(VoiceguideError):
            save_setting(name, str(chance.choice(("0.9", "2", "30 min", "on", "en", "brief"))), path)
    unset_setting(chance.choice(names), path)
    load_config(folder=path.parent, environ={})


def _environment(path: Path, chance: Random) -> None:
    """The file's lines as environment variables."""
    variables: dict[str, str] = {}
    for line in path.read_text("utf-8", "replace").splitlines():
        name, _, value = line.partition("=")
        variables[f"VOICEGUIDE_{name.strip().upper()}"] = value.strip().strip('"')
    picked: Mapping[str, str] = dict(chance.sample(sorted(variables.items()), min(3, len(variables))))
    Settings().replaced(read_environment(picked).values)


def _script(path: Path, chance: Random) -> None:
    script = load(path)
    settings = how(chance, fitted=False)
    check_limits(script, settings)  # as the pipeline does
    check_script(script)
    audit(script, schedule(script, estimate_frames(script, voice_rate(settings))))
    record_sheet(script)
    stage = script.stages[0].title if script.stages and chance.random() < 0.3 else None
    excerpt(script, chance.choice((1.0, 60.0)), stage)
    if loads(dump(script)) != script:
        raise BrokenError("the script is another after it was saved and loaded")
