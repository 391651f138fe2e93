"""Defines the messages between the conductor and the workers of a catalogue: tasks and their results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from voiceguide.catalogue.session_record import SessionRecord
from voiceguide.export.outputs import Outputs
from voiceguide.export.session import FileHash
from voiceguide.routine.model import Routine
from voiceguide.settings import Settings
from voiceguide.text.pronunciation import Pronunciation


@dataclass(frozen=True, slots=True)
class Session:
    """One session to be made, as a worker receives it.

    Attributes:
        key: Its content hash.
        name: Its name within the catalogue.
        routine: The routine itself, or the name of a shipped one.
        routine_sha256: SHA-256 of the routine with all it reuses.
        settings: Everything else that shapes it.
        outputs: Which files are written.
        program: `content.program_hash` of the conductor.
        voice: `content.voice_print` of the conductor.
        bed: Name and SHA-256 of a bed of the user's own that lies in the store, or None.
        moment: ``SOURCE_DATE_EPOCH`` of the conductor, or empty.
        threads: How many threads may work on it at a time.
    """

    key: str
    name: str
    routine: Routine | str
    routine_sha256: str
    settings: Settings
    outputs: Outputs
    program: str
    voice: str
    bed: FileHash | None = None
    moment: str = ""
    threads: int = 1

    @property
    def folder(self) -> str:
        """The folder of the catalogue for its files."""
        return self.name.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Lines:
    """Texts to speak, each once.

    Attributes:
        texts: Text by the key of its clip.
        settings: Voice, rate and pitch.
        pronounce: Pronunciations.
        program: As for a session.
        voice: As for a session.
        threads: As for a session.
    """

    texts: Mapping[str, str]
    settings: Settings
    pronounce: tuple[Pronunciation, ...]
    program: str
    voice: str
    threads: int = 1


@dataclass(frozen=True, slots=True)
class Needs:
    """Texts that must be spoken before a session can be made, by key."""

    texts: Mapping[str, str]
    pronounce: tuple[Pronunciation, ...]


@dataclass(frozen=True, slots=True)
class SessionDone:
    """A session was made: its record, how many clips were spoken for it here, and by which worker."""

    made: SessionRecord
    spoken: int
    worker: str
    peak_kb: int = 0


@dataclass(frozen=True, slots=True)
class ClipsDone:
    """The keys of clips that are now in the store."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotMade:
    """A session of a catalogue that could not be made.

    Attributes:
        name: Name of the session.
        error: What was wrong, and what to do.
    """

    name: str
    error: str


class Failure(StrEnum):
    """Why a task could not be done."""

    SESSION = "session"
    """It would fail anywhere."""
    VERSIONS = "versions"
    """This worker has other versions than whoever asks."""
    FULL = "full"
    """There is no room on this worker."""
    STORE = "store"
    """The store cannot be reached or used."""
    BUG = "bug"


@dataclass(frozen=True, slots=True)
class TaskFailure:
    """A task could not be done.

    Attributes:
        kind: What went wrong.
        message: For people.
        worker: Address of the worker.
        trace: The traceback, for developers.
    """

    kind: Failure
    message: str
    worker: str
    trace: str = ""
