"""Makes a catalogue: finds what exists already, makes what is missing, and writes the index.

The same call resumes after a stop, repairs what is damaged and adds what the file has gained.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voiceguide.catalogue.cluster import Cluster
from voiceguide.catalogue.conductor import Conductor, Tally
from voiceguide.catalogue.content import content_hash, program_hash, voice_print
from voiceguide.catalogue.matrix import Matrix, SessionRequest
from voiceguide.catalogue.messages import NotMade, Session
from voiceguide.catalogue.publishing import publish
from voiceguide.catalogue.session_record import SessionRecord
from voiceguide.catalogue.store import Store
from voiceguide.catalogue.tasks import BEDS, CLIPS, MADE, look
from voiceguide.errors import VoiceguideError
from voiceguide.export.outputs import Outputs
from voiceguide.export.session import FileHash
from voiceguide.files import expand_home, sha256_of
from voiceguide.mix.bed import shipped_beds
from voiceguide.progress import Progress
from voiceguide.routine.check import load_checked
from voiceguide.routine.model import Routine
from voiceguide.routine.sources import shipped_routines


@dataclass(slots=True)
class Outcome:
    """The result of making a catalogue.

    Attributes:
        sessions: Every requested session, in order.
        made: Record by key, of all that exist.
        new: Keys of those made by this call.
        damaged: Names of those that were damaged and had to be made again.
        failed: Reason by key, of those that do not exist.
        files: Names of the files beside the sessions.
        tally: What the workers did.
    """

    sessions: tuple[Session, ...]
    made: dict[str, SessionRecord] = field(default_factory=dict)
    new: set[str] = field(default_factory=set)
    damaged: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    tally: Tally = field(default_factory=Tally)

    def not_made(self) -> tuple[NotMade, ...]:
        """The sessions that could not be made, in order."""
        return tuple(NotMade(each.name, self.failed[each.key]) for each in self.sessions if each.key in self.failed)


def sessions_of(matrix: Matrix, *, threads: int = 1) -> tuple[tuple[Session, ...], dict[str, str]]:
    """The sessions of a matrix as messages for workers, each content once.

    Returns:
        The sessions, and the reason, by key, for those whose routine has mistakes.
    """
    routines: dict[str, Routine | VoiceguideError] = {}
    outputs = Outputs(format=matrix.format)
    found: dict[str, Session] = {}
    failed: dict[str, str] = {}
    for wanted in matrix.sessions:
        if wanted.routine not in routines:
            routines[wanted.routine] = _load(wanted.routine)
        routine = routines[wanted.routine]
        session = _session(wanted, routine, outputs, threads)
        if isinstance(routine, VoiceguideError):
            failed[session.key] = str(routine)
        found.setdefault(session.key, session)
    return tuple(found.values()), failed


def _load(name: str) -> Routine | VoiceguideError:
    try:
        return load_checked(name)
    except VoiceguideError as error:
        return error


def _session(wanted: SessionRequest, routine: Routine | VoiceguideError, outputs: Outputs, threads: int) -> Session:
    """The message for one session; its key is no content hash if its routine has mistakes."""
    settings = wanted.settings
    common: dict[str, Any] = {
        "name": wanted.name,
        "settings": settings,
        "outputs": outputs,
        "program": program_hash(),
        "voice": voice_print(settings.voice),
        "moment": os.environ.get("SOURCE_DATE_EPOCH", ""),
        "threads": threads,
    }
    if isinstance(routine, VoiceguideError):
        return Session(key=f"unreadable:{wanted.name}", routine=wanted.routine, routine_sha256="", **common)
    return Session(
        key=content_hash(routine, settings, outputs),
        routine=routine.name if routine.name in shipped_routines() and wanted.routine == routine.name else routine,
        routine_sha256=routine.sha256,
        bed=_own_bed(settings.ambient),
        **common,
    )


def _own_bed(ambient: str | None) -> FileHash | None:
    """Name and hash of a bed that is the user's own file, or None for another bed."""
    if ambient is None or ambient in shipped_beds():
        return None
    path = expand_home(ambient)
    return FileHash(path.name, sha256_of(path)) if path.is_file() else None


def make_catalogue(
    matrix: Matrix,
    store: Store,
    cluster: Cluster,
    *,
    base_url: str | None = None,
    quick: bool = False,
    threads: int = 1,
    progress: Progress | None = None,
    patience_s: float = 600.0,
) -> Outcome:
    """Make the sessions that are missing, and write the files beside them.

    Args:
        matrix: The requested sessions.
        store: Where they go.
        cluster: The workers that make them.
        base_url: Address of the store on the web, for feeds.
        quick: Compare existing files by size only, not by hash.
        threads: How many threads encode a session.
        progress: Called as the work goes on.
        patience_s: How long to wait for a lost scheduler, in seconds.

    Raises:
        StoreError: The store cannot be written.
        ClusterError: The scheduler was lost and did not come back.
    """
    store.check()
    sessions, failed = sessions_of(matrix, threads=threads)
    outcome = Outcome(sessions, failed=failed)
    known = _read_known(store, {each.key for each in sessions})
    outcome.made = _whole(known, store, cluster, quick=quick)
    outcome.damaged = [known[key].name for key in known if key not in outcome.made]
    todo = [each for each in sessions if each.key not in outcome.made and each.key not in failed]
    _bring_beds(todo, store)
    conductor = Conductor(cluster, store.address, progress=progress, patience_s=patience_s)
    try:
        conductor.run(todo, known_clips(store) if todo else set())
    finally:
        _take_over(outcome, conductor.tally)
        outcome.files = publish(store, matrix.title, sessions, outcome.made, outcome.failed, base_url=base_url)
    return outcome


def _take_over(outcome: Outcome, tally: Tally) -> None:
    """Add what was made and what failed to the outcome."""
    outcome.tally = tally
    outcome.made |= {key: each.made for key, each in tally.made.items()}
    outcome.new = set(tally.made)
    outcome.failed |= {key: each.message for key, each in tally.failed.items()}


def known_keys(store: Store) -> set[str]:
    """Keys of the sessions that a store has a record of."""
    return {name.rpartition("/")[2].removesuffix(".json") for name in store.names(MADE)}


def known_clips(store: Store) -> set[str]:
    """Keys of the clips in a store."""
    return {name.rpartition("/")[2].removesuffix(".clip") for name in store.names(CLIPS)}


def _read_known(store: Store, wanted: set[str]) -> dict[str, SessionRecord]:
    """Records of earlier sessions among those that are `wanted`."""
    found = {}
    for name in store.names(MADE):
        key = name.rpartition("/")[2].removesuffix(".json")
        if key not in wanted:
            continue
        try:
            found[key] = SessionRecord.of_json(json.loads(store.get(name) or b""))
        except (ValueError, KeyError, TypeError):
            continue  # without a readable record the session is made again
    return found


def _whole(
    known: Mapping[str, SessionRecord], store: Store, cluster: Cluster, *, quick: bool
) -> dict[str, SessionRecord]:
    """The sessions whose files are all unchanged; workers check them in parallel."""
    keys = list(known)
    answers = cluster.map(look, store.address, [known[key] for key in keys], quick)
    return {key: known[key] for key, answer in zip(keys, answers, strict=True) if answer is True}


def _bring_beds(sessions: Iterable[Session], store: Store) -> None:
    """Copy the user's own beds into the store, for the workers."""
    for bed in {each.bed for each in sessions if each.bed is not None}:
        session = next(each for each in sessions if each.bed == bed)
        target = f"{BEDS}/{bed.sha256}/{bed.name}"
        if store.size(target) is None:
            store.put(target, Path(expand_home(session.settings.ambient or "")).read_bytes())
