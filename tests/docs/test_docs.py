"""The docs hold: every command shown is run, every link leads somewhere, every name they use exists.

The commands of all pages are run one after the other in one folder, in the order in which a reader meets them, as a
reader would type them. Of each session only the first seconds are made, by a voice that needs no time; what cannot be
run here is listed in `NOT_RUN` with the reason, and still has to be a call that can be made.
"""

from __future__ import annotations

import ast
import functools
import re
import shlex
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
import pytest
import soundfile
import yaml

from tests.cli.running import parse, run
from tests.fake_engine import FakeEngine, sound
from voiceguide import pipeline
from voiceguide.app import batches, jobs
from voiceguide.app.jobs import Job, make
from voiceguide.cli import watching
from voiceguide.cli.app import COMMANDS, root
from voiceguide.export.again import may_replace
from voiceguide.export.formats.registry import FORMATS
from voiceguide.export.inputs import hashes_of
from voiceguide.export.names import place_of
from voiceguide.export.sidecars.registry import SIDECARS
from voiceguide.loading import load_source
from voiceguide.mix import bed
from voiceguide.mix.bed import Bed, open_bed, shipped_beds
from voiceguide.routine.model import Routine, Technique
from voiceguide.routine.rules import ALL as RULES
from voiceguide.routine.sources import shipped_routines
from voiceguide.script.file import load as load_script
from voiceguide.script.lines import texts_of
from voiceguide.settings import FORMER, Settings
from voiceguide.settings.values import find_setting
from voiceguide.speaking import Preview
from voiceguide.speaking import preview as first_part
from voiceguide.speech import registry
from voiceguide.speech.recordings import record_sheet, short_name

PROJECT = Path(__file__).parent.parent.parent
DOCS = PROJECT / "docs"
PAGES = sorted([PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", PROJECT / "CHANGELOG.md", *DOCS.rglob("*.md")])

NOT_RUN = {
    "python3 -m venv": "makes another Python environment",
    ".venv/bin/pre-commit": "changes the checkout's hooks",
    ".venv/bin/python -m pip": "changes the Python that runs the tests",
    ".venv/bin/python -m pytest": "runs these tests",
    ".venv/bin/python -m coverage": "runs these tests",
    ".venv/bin/python -m tests.stress": "long campaigns of their own",
    "visqol/bin/pip": "fills another Python environment",
    ".venv/bin/python -m cyclonedx_py": "a tool for developers",
    "python -m": "tools for developers, with tests or long campaigns of their own",
    "bash .ci/run": "runs these tests",
    "dask": "starts a cluster; tests/catalogue/test_cluster.py does",
    "export DASK": "for workers that are not run",
    "helm": "needs a cluster of Kubernetes",
    "kubectl": "needs a cluster of Kubernetes",
    "voiceguide catalogue lessons.yaml --output": "starts workers; tests/catalogue/test_cluster.py does",
    "docker": "needs a builder of images; tests/test_container.py does it where there is one",
    "voiceguide voices install": "downloads voices",
    "voiceguide studio": "serves until it is stopped",
    "voiceguide play": "opens a window",
    "voiceguide render docs/sample.script.yaml": "writes into the project itself",
}
"""What a command begins with, and why it is not run."""

NEURAL = re.compile(r"kokoro:|hibari:(?!heart)")
"""A command that names one of these voices needs its files: it is not run."""

PREVIEW_S = 2.0
MOST_TEXTS = 400


def name_of(page: Path) -> str:
    return page.relative_to(PROJECT).as_posix()


def blocks(page: Path, *languages: str) -> Iterator[str]:
    """The text of every fenced block in one of the languages."""
    for language, text in re.findall(r"^```(\w+)\n(.*?)^```$", page.read_text("utf-8"), re.M | re.S):
        if language in languages:
            yield text


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.M | re.S)


def with_blocks(*languages: str) -> list[Path]:
    return [page for page in PAGES if any(blocks(page, *languages))]


@dataclass(frozen=True, slots=True)
class Step:
    """A block of a page: commands to run, or a file to write."""

    commands: tuple[str, ...] = ()
    file: str = ""
    text: str = ""


def steps(page: Path) -> Iterator[Step]:
    """What a reader does, in order: a block that begins with a file's name in a comment is that file."""
    for language, text in re.findall(r"^```(\w+)\n(.*?)^```$", page.read_text("utf-8"), re.M | re.S):
        if language == "console":
            yield Step(commands=tuple(re.findall(r"^\$ (.+)$", text, re.M)))
        elif language == "sh":
            lines = re.sub(r" \\\n +", " ", text).splitlines()
            yield Step(commands=tuple(each for line in lines for each in line.split(" && ")))
        elif language in ("yaml", "toml") and (named := re.match(rf"# ([\w.-]+\.{language})\n", text)):
            yield Step(file=named.group(1), text=text)


def in_reading_order() -> list[Path]:
    """The pages as a reader meets them: the README, the index, then those it leads to, one link after the other."""
    index = DOCS / "README.md"
    linked = re.findall(r"\]\(([\w./-]+\.md)[#)]", index.read_text("utf-8"))
    pages = [PROJECT / "README.md", index, *((DOCS / each).resolve() for each in linked), *PAGES]
    return [page for page in dict.fromkeys(pages) if page.name != "cli.md"]


def fill_with_recordings(script: Path) -> None:
    """What the reader of the page records."""
    loaded = load_script(script)
    texts = list(dict.fromkeys(texts_of(loaded).values()))[:MOST_TEXTS]
    assert short_name(texts[0]) in record_sheet(loaded)
    for text in texts:
        spoken = sound(text)
        soundfile.write(script.parent / f"{short_name(text)}.wav", spoken.samples, spoken.rate_hz)


@functools.cache
def shipped_bed(name: str) -> Bed:
    """A shipped bed, decoded once for all pages."""
    return open_bed(name, cache=Path("unused"))


def open_quickly(ambient: str | None, **how: Any) -> Bed:
    name = bed.DEFAULT_BED if ambient is None else ambient
    return shipped_bed(name) if name in shipped_beds() else open_bed(ambient, **how)


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A reader's folder: a track of their own, and nothing else."""
    folder = tmp_path / "reader"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(bed, "open_bed", open_quickly)
    monkeypatch.setenv("VOICEGUIDE_CONFIG", str(tmp_path / "settings.toml"))
    monkeypatch.setenv("VOICEGUIDE_DATA", str(tmp_path / "data"))
    noise = np.random.default_rng(7).standard_normal((44_100 * 30, 2)) * 0.05
    soundfile.write(folder / "waves.flac", noise, 44_100)
    return folder


class AnyVoice(FakeEngine):
    """The fake, whatever voice is asked for."""

    def fingerprint(self, voice: str) -> str:  # noqa: ARG002
        return "fake 1"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions are made at once, a few seconds of each, in this process and under the names they would have."""
    engine = AnyVoice()
    others = {name: (lambda: engine) for name in ("hibari", "pyttsx3", "kokoro")}
    monkeypatch.setattr(registry, "ENGINES", {**registry.ENGINES, **others})
    monkeypatch.setattr(jobs, "render", render_quickly)
    monkeypatch.setattr(batches, "make_all", one_after_the_other)
    monkeypatch.setattr(watching, "changes", lambda *_: iter(()))  # nobody saves the file


def render_quickly(source: Any, output: Path, settings: Settings, *, preview: Preview | None, **more: Any) -> Any:
    """The first seconds of a session; but for those that were asked for, they count as the whole of it."""
    if preview is not None and preview.stage:
        assert first_part(source, settings, 1.0, preview.stage).moves  # there is such a stage
    loaded = load_source(source).content
    outputs = more["outputs"]
    folder, name = place_of(output, "", outputs.audio.suffix)
    inputs = hashes_of(loaded, settings.ambient or loaded.ambient, settings)
    routine = loaded.name if isinstance(loaded, Routine) else loaded.routine
    again = may_replace(outputs, folder, name, settings, inputs, routine)
    more["force"] = more["force"] or again
    made = pipeline.render(source, output, settings, preview=Preview(PREVIEW_S), **more)
    if made.report is not None and preview is None:
        text = made.report.read_text("utf-8").replace('"kind": "preview"', '"kind": "session"')
        made.report.write_text(text, "utf-8")
    return made


def one_after_the_other(jobs: Sequence[Job], **_: Any) -> Iterator[tuple[int, Any]]:
    yield from ((number, make(job)) for number, job in enumerate(jobs))


@pytest.mark.usefixtures("quick")
def test_every_command_of_every_page_works_in_the_order_in_which_a_reader_meets_it(reader: Path) -> None:
    followed = 0
    for page in in_reading_order():
        for step in steps(page):
            if step.file:
                (reader / step.file).write_text(step.text, "utf-8")
            for line in step.commands:
                follow(line, name_of(page))
                followed += 1
    assert followed > 80


def follow(line: str, page: str = "") -> None:
    """Run one line as a reader would, or make sure that it could be run; an AssertionError or UsageError if not."""
    program, *arguments = shlex.split(line.partition("  #")[0])
    program = program.removeprefix(".venv/bin/")
    if line.startswith(tuple(NOT_RUN)) or NEURAL.search(line):
        if program == "voiceguide":
            parse(arguments)
        return
    assert program == "voiceguide", f"{page}: not run, and without a reason: {line}"
    result = run(*arguments)
    assert result.code == 0, f"{page}: {line}\n{result.out}{result.err}"
    if arguments and arguments[0] == "record-sheet":
        fill_with_recordings(Path(result.last).parent / "script.yaml")


def test_a_command_that_fails_is_noticed(reader: Path) -> None:
    with pytest.raises(AssertionError, match="no-such"):
        follow("voiceguide check no-such.yaml")
    with pytest.raises(click.UsageError):
        follow("voiceguide play --loudly legs")
    with pytest.raises(AssertionError, match="without a reason"):
        follow("curl https://example.org")


@pytest.mark.usefixtures("quick")
def test_the_same_name_for_another_sound_would_be_noticed(reader: Path) -> None:
    follow("voiceguide make happy-feet")
    follow("voiceguide make happy-feet")
    follow("voiceguide settings set pace 0.9 --project")
    with pytest.raises(AssertionError, match="this file exists already"):
        follow("voiceguide make happy-feet")


@pytest.mark.parametrize("page", with_blocks("python"), ids=name_of)
def test_python_of_a_page_runs(page: Path, reader: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "render", functools.partial(pipeline.render, preview=Preview(2.0)))
    for text in blocks(page, "python"):
        names: dict[str, Any] = {"__name__": "docs"}
        exec(compile(ast.parse(text), name_of(page), "exec"), names)  # whatever it raises fails the test
        assert len(names) > 2, "nothing was imported or made"


@pytest.mark.parametrize("page", with_blocks("yaml", "toml"), ids=name_of)
def test_yaml_and_toml_of_a_page_can_be_read(page: Path) -> None:
    for text in blocks(page, "yaml"):
        assert yaml.safe_load(text)
    for text in blocks(page, "toml"):
        values = tomllib.loads(text)
        assert all(find_setting(each) or each in ("profiles", "pronounce") for each in values)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\[[^]]*\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{target} is not there"
        assert PROJECT in there.parents, f"{target} leaves the project"
        if anchor:
            assert anchor in anchors(there), f"{target}: no such heading"


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.M)
    plain = [re.sub(r"[^\w\- ]", "", heading.casefold()) for heading in headings]
    return {heading.replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_what_a_page_names_is_there(page: Path) -> None:
    folders = "voiceguide|tests|tools|docs|scripts|ambient|benchmarks"
    for path in re.findall(rf"`((?:{folders})/[\w./-]+\.\w+)`", prose(page)):
        assert "NAME" in path or (PROJECT / path).exists(), path
    for command in re.findall(r"`voiceguide ([a-z-]+)", prose(page)):
        assert command in COMMANDS, command
    for option in re.findall(r"`(--[a-z-]+)", prose(page)):
        assert option in known_options(), option


@pytest.mark.parametrize("page", [PROJECT / "CONTRIBUTING.md", DOCS / "architecture.md"], ids=name_of)
def test_what_developers_are_asked_to_edit_is_there(page: Path) -> None:
    sources = "\n".join(path.read_text("utf-8") for path in (PROJECT / "voiceguide").rglob("*.py"))
    sources += "\n".join(path.read_text("utf-8") for path in (PROJECT / "tests").rglob("*.py"))
    for path in re.findall(r"`([\w/]+/\w+\.py)`", prose(page)):
        there = [folder / path for folder in (PROJECT, PROJECT / "voiceguide")]
        assert "NAME" in path or any(each.exists() for each in there), path
    for name in re.findall(r"`(_?[A-Z][A-Z_]{3,})`", prose(page)):
        assert name in ("PATH", "NAME", "RECIPE", "VOICEGUIDE_KOKORO") or re.search(rf"^{name}\b", sources, re.M), name
    for tool in re.findall(r"`python -m (tools\.\w+)", prose(page)):
        assert (PROJECT / f"{tool.replace('.', '/')}.py").exists(), tool


@functools.cache
def known_options() -> frozenset[str]:
    """Every option of every command, earlier names of settings among them."""
    found = {"--help", "--version", *(f"--{name}" for name in FORMER)}
    waiting: list[click.Command] = [root]
    while waiting:
        command = waiting.pop()
        found |= {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
        if isinstance(command, click.Group):
            context = click.Context(command)
            inner = [command.get_command(context, name) for name in command.list_commands(context)]
            waiting += [each for each in inner if each is not None]
    return frozenset(found)


def test_the_index_leads_to_every_page() -> None:
    index = (DOCS / "README.md").read_text("utf-8")
    for page in DOCS.rglob("*.md"):
        own = page.relative_to(DOCS).as_posix()
        assert own == "README.md" or f"]({own}" in index, f"docs/README.md does not lead to {own}"


def test_picture_and_sample_are_small_and_their_script_can_be_read() -> None:
    assert (DOCS / "images" / "shoulders-and-back.png").stat().st_size < 250_000
    assert (DOCS / "sample.mp3").stat().st_size < 500_000
    assert load_script(DOCS / "sample.script.yaml").moves


def test_architecture_tells_the_enforced_order() -> None:
    contracts = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    rooms = [*reversed(contracts[0]["layers"]), *(each["source_modules"][0][11:] for each in contracts[1:])]
    page = (DOCS / "architecture.md").read_text("utf-8")
    (listed,) = re.findall(r"^```text\n(\w+ · .*?)^```$", page, re.M | re.S)
    assert re.findall(r"[\w.]+", listed) == rooms[: len(contracts[0]["layers"])]
    for room in rooms:
        assert re.search(rf"^\|[^|]*`{re.escape(room)}`", page, re.M), f"no word on {room}"


def test_glossary_has_the_words() -> None:
    page = (DOCS / "glossary.md").read_text("utf-8")
    words = [word for bold in re.findall(r"^\| \*\*(.+?)\*\* \|", page, re.M) for word in bold.split(", ")]
    assert len(words) == len(set(words)), "a word has two meanings"
    assert {each.value for each in Technique} <= set(words)


def test_pages_name_all_beds_formats_companions_and_routines() -> None:
    ambient = (DOCS / "how-to" / "ambient.md").read_text("utf-8")
    assert all(f"`{name}`" in ambient for name in (*shipped_beds(), "none"))
    devices = (DOCS / "how-to" / "devices.md").read_text("utf-8")
    assert all(name in devices for name in FORMATS)
    changes = (PROJECT / "CHANGELOG.md").read_text("utf-8")
    assert all(f"`{name}`" in changes for name in (*shipped_routines(), *SIDECARS))


def test_the_page_on_safety_knows_its_rules() -> None:
    page = (DOCS / "explanation" / "safety.md").read_text("utf-8")
    named = set(re.findall(r"`([a-z]+(?:-[a-z]+)*)`", page))
    assert named & set(RULES) == named - {"voiceguide"}
    assert {"no-go", "pressure-cap", "first-pass", "kidney-pressure", "away-from-heart", "neck-twist"} <= named
