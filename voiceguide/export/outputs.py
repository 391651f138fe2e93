"""Which files are written of a session, by the names used on the command line, and what those files are called."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from voiceguide import installing
from voiceguide.errors import UsageError, did_you_mean
from voiceguide.export.beside import base_of
from voiceguide.export.formats.registry import DEFAULT_FORMAT, FORMATS, AudioFormat, format_named, formats_of
from voiceguide.export.formats.stems import stem_name
from voiceguide.export.page.render import SUFFIX as PAGE_SUFFIX
from voiceguide.export.sidecars.registry import SIDECARS, Sidecar, choose_sidecars
from voiceguide.export.transaction import FileTransaction
from voiceguide.mix.mixdown import STEMS

PICTURE_FORMS = ("png", "svg")

STEM_FORMS = (".flac", ".wav")


@dataclass(frozen=True, slots=True)
class Outputs:
    """Which files to write.

    Attributes:
        format: Name of the sound file's format, such as ``flac``; None for the one that the output's suffix names,
            or else MP3.
        sidecars: Names of the text files beside it, such as ``vtt``; ``all`` and ``none`` only by themselves.
        page: Whether the page is written.
        pictures: Forms of the timeline picture, of `PICTURE_FORMS`.
        stems: Whether the stems are written, lossless; they are measured then, too.
        stem_suffix: ``.flac`` or ``.wav``.
        measure_whole: Whether the finished file is decoded and metered from end to end. Otherwise an MP3 is decoded
            in some loud and evenly spread places, and the difference from the mix is added to the prediction;
            other formats are always measured whole.

    Raises:
        UsageError: There is no such format, sidecar or form; the hint names the nearest.
    """

    format: str | None = None
    sidecars: tuple[str, ...] = tuple(each.name for each in choose_sidecars(None))
    page: bool = False
    pictures: tuple[str, ...] = ()
    stems: bool = False
    stem_suffix: str = ".flac"
    measure_whole: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "sidecars", tuple(each.name for each in choose_sidecars(self.sidecars)))
        if self.format is not None:
            object.__setattr__(self, "format", format_named(self.format).name)
        for form, allowed in ((self.stem_suffix, STEM_FORMS), *((each, PICTURE_FORMS) for each in self.pictures)):
            if form not in allowed:
                raise UsageError(f"there is no form {form!r}", hint=did_you_mean(form, allowed))

    @property
    def audio(self) -> AudioFormat:
        """The sound file's format."""
        return FORMATS[self.format or DEFAULT_FORMAT]

    @property
    def texts(self) -> tuple[Sidecar, ...]:
        """The text files beside it, the report last."""
        return tuple(SIDECARS[name] for name in self.sidecars)

    def at(self, output: Path) -> Outputs:
        """These outputs in the format that the path's suffix names, where none was requested.

        Args:
            output: A folder, or the path of the sound file.

        Raises:
            UsageError: The path ends in the suffix of another format than requested, or in no known one.
        """
        audio = formats_of(output, () if self.format is None else (self.format,))[0]
        return replace(self, format=audio.name)

    def names(self, name: str) -> tuple[str, ...]:
        """The names of all files of a session called `name`, the sound first."""
        base = base_of(name, self.audio.suffix)
        names = [name + self.audio.suffix, *(base + each.suffix for each in self.texts)]
        names += [base + PAGE_SUFFIX] if self.page else []
        names += [picture_name(base, form) for form in self.pictures]
        names += [stem_name(base, stem, self.stem_suffix) for stem in STEMS] if self.stems else []
        return tuple(names)

    def report_name(self, name: str) -> str | None:
        """The name of the report of a session called `name`, if one is requested."""
        report = SIDECARS["report"]
        return base_of(name, self.audio.suffix) + report.suffix if report.name in self.sidecars else None

    def require(self) -> None:
        """Make sure, before the long work, that everything the files need is installed.

        Raises:
            MissingExtraError: An extra is not installed.
        """
        self.audio.require()
        if self.pictures:
            installing.require("picture")


def reserve(outputs: Outputs, transaction: FileTransaction, name: str) -> None:
    """Make sure, before the long work, that every file may be written.

    Raises:
        MissingExtraError: What writes one of them is not installed.
        ExportError: One exists already, and the transaction may not replace it.
    """
    outputs.require()
    for each in outputs.names(name):
        transaction.path(each)


def picture_name(base: str, form: str) -> str:
    """The name of a session's picture in a form."""
    return f"{base}.timeline.{form}"
