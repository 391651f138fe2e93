"""The conductor: decides which task runs when and what is tried again, until every session is made or has failed.

Clips are spoken once for the whole catalogue: a session that needs one waits for the task that speaks it. Only a
limited number of sessions is in progress, so that memory does not grow with the catalogue.
"""

from __future__ import annotations

import queue
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from voiceguide.catalogue.cluster import Cluster, LostError
from voiceguide.catalogue.messages import ClipsDone, Failure, Lines, Needs, Session, SessionDone, TaskFailure
from voiceguide.catalogue.tasks import make, say
from voiceguide.errors import ClusterError
from voiceguide.progress import Progress, WorkStage

BATCH = 24
"""Fewest clips per task, where there are as many: loading the voice takes as long as speaking five."""

LARGEST_BATCH = 96
"""Most clips per task, so that little is lost with a worker."""

ROUNDS = 8
"""After this many rounds of clips a session speaks what is missing itself."""

AGAIN = 3
"""How often a task is tried again after a failure that is not the fault of its session."""

POLL_S = 0.5


@dataclass(slots=True)
class Tally:
    """What a conductor has done.

    Attributes:
        made: Result by key, of sessions made now.
        failed: Failure by key.
        spoken: Clips spoken by tasks for clips, each once.
        again: Clips spoken within a session, which may have been spoken elsewhere, too.
        workers: Memory in kB that each worker had after each of its sessions, in order.
        lost: How often the scheduler was lost and found again.
    """

    made: dict[str, SessionDone] = field(default_factory=dict)
    failed: dict[str, TaskFailure] = field(default_factory=dict)
    spoken: int = 0
    again: int = 0
    workers: dict[str, list[int]] = field(default_factory=dict)
    lost: int = 0

    @property
    def ended(self) -> int:
        """How many sessions are made or have failed."""
        return len(self.made) + len(self.failed)


@dataclass(slots=True)
class _SessionInProgress:
    """One session in progress."""

    session: Session
    rounds: int = 0
    failures: int = 0
    avoid: set[str] = field(default_factory=set)
    waits: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Batch:
    """A task that speaks clips."""

    lines: Lines
    failures: int = 0
    avoid: set[str] = field(default_factory=set)


class Conductor:
    """Makes sessions on a cluster.

    Args:
        cluster: The cluster.
        address: Address of the store, for the workers.
        progress: Called for clips, as far as they are known to be needed, and for sessions.
        patience_s: How long to wait for a lost scheduler, in seconds.
    """

    def __init__(
        self, cluster: Cluster, address: str, *, progress: Progress | None = None, patience_s: float = 600.0
    ) -> None:
        self._cluster, self._address, self._patience_s = cluster, address, patience_s
        self._progress = progress
        self.tally = Tally()
        self._events: queue.Queue[Any] = queue.Queue()
        self._waiting: deque[Session] = deque()
        self._under: dict[str, _SessionInProgress] = {}
        self._tasks: dict[Any, _SessionInProgress | _Batch] = {}
        self._speaking: set[str] = set()
        self._there: set[str] = set()
        self._asked = 0
        self._total = 0

    def run(self, sessions: Sequence[Session], clips: set[str] | None = None) -> Tally:
        """Make sessions.

        Args:
            sessions: The sessions, each with a different key.
            clips: Keys of the clips that are in the store.

        Raises:
            ClusterError: The scheduler was lost and did not come back.
        """
        self._waiting.extend(sessions)
        self._there |= clips or set()
        self._total = len(sessions)
        while self._waiting or self._under:
            try:
                self._fill()
                self._take()
            except LostError:
                self._find_again()
        return self.tally

    # --- giving out ----------------------------------------------------------------------------

    def _fill(self) -> None:
        """Submit waiting sessions, a few for each worker."""
        window = max(8, 4 * self._cluster.threads)
        while self._waiting and len(self._under) < window:
            under = _SessionInProgress(self._waiting.popleft())
            self._under[under.session.key] = under
            self._give(under)

    def _give(self, under: _SessionInProgress) -> None:
        """Submit the task of a session; after some rounds it speaks missing clips itself."""
        refuse = under.rounds < ROUNDS
        self._submit(under, make, under.session, refuse, priority=0)

    def _submit(self, what: _SessionInProgress | _Batch, task: Callable[..., Any], *asked: Any, priority: int) -> None:
        future = self._cluster.submit(task, self._address, *asked, avoid=what.avoid, priority=priority)
        self._tasks[future.key] = what
        future.add_done_callback(self._events.put)

    def _say(self, needs: Needs, session: Session) -> None:
        """Submit tasks for clips that are neither spoken nor being spoken."""
        known = self._speaking | self._there
        new = [(key, text) for key, text in needs.texts.items() if key not in known]
        if not new:
            return
        self._asked += len(new)
        size = min(max(BATCH, -(-len(new) // self._cluster.threads)), LARGEST_BATCH)
        for at in range(0, len(new), size):
            texts = dict(new[at : at + size])
            self._speaking |= texts.keys()
            lines = Lines(texts, session.settings, needs.pronounce, session.program, session.voice, session.threads)
            self._submit(batch := _Batch(lines), say, batch.lines, priority=10)

    # --- taking in -----------------------------------------------------------------------------

    def _take(self) -> None:
        """Wait a moment for a task to end, and handle its answer."""
        try:
            future = self._events.get(timeout=POLL_S)
        except queue.Empty:
            self._cluster.check()
            return
        what = self._tasks.pop(future.key, None)
        if what is None:  # a task of a scheduler that was lost
            return
        answer = self._cluster.answer(future)
        if isinstance(what, _Batch):
            self._handle_clips(what, answer)
        else:
            self._handle_session(what, answer)
        self._report_progress()

    def _handle_clips(self, batch: _Batch, answer: Any) -> None:
        """Handle the answer of a task for clips, and continue the sessions that waited for them."""
        keys = set(batch.lines.texts)
        if isinstance(answer, ClipsDone):
            self.tally.spoken += len(keys)
            self._there |= keys
        elif answer.kind != "session" and batch.failures < AGAIN:
            batch.failures += 1
            batch.avoid |= {answer.worker} if answer.kind is Failure.FULL else set()
            self._submit(batch, say, batch.lines, priority=10)
            return
        self._speaking -= keys
        for under in list(self._under.values()):
            if under.waits & keys:
                under.waits -= keys
                if not isinstance(answer, ClipsDone):
                    under.rounds = ROUNDS  # the session then reports what cannot be spoken
                if not under.waits:
                    self._give(under)

    def _handle_session(self, under: _SessionInProgress, answer: Any) -> None:
        """Handle the answer of a task for a session: it needs clips, is made, is tried again, or has failed."""
        session = under.session
        if isinstance(answer, Needs):
            under.rounds += 1
            self._say(answer, session)
            under.waits = set(answer.texts) & self._speaking
            if not under.waits:
                self._give(under)
            return
        if isinstance(answer, SessionDone):
            self.tally.made[session.key] = answer
            self.tally.again += answer.spoken
            self.tally.workers.setdefault(answer.worker, []).append(answer.peak_kb)
        elif answer.kind not in ("session", "versions") and under.failures < AGAIN:
            under.failures += 1
            under.avoid |= {answer.worker} if answer.kind is Failure.FULL else set()
            self._give(under)
            return
        else:
            self.tally.failed[session.key] = answer
        del self._under[session.key]

    def _report_progress(self) -> None:
        """Report how far the work is."""
        if self._progress is not None:
            if self._asked:
                self._progress(WorkStage.VOICE, min(self.tally.spoken, self._asked), self._asked)
            self._progress(WorkStage.SESSION, self.tally.ended, self._total)

    # --- a scheduler that was lost ---------------------------------------------------------------

    def _find_again(self) -> None:
        """Wait for the scheduler, then begin all unfinished sessions again; what is in the store is kept.

        Raises:
            ClusterError: It did not come back.
        """
        began = time.monotonic()
        self.tally.lost += 1
        self._tasks.clear()
        while not self._cluster.connect_again():
            if time.monotonic() - began > self._patience_s:
                raise ClusterError(
                    f"the scheduler {self._cluster.address} was lost and did not come back",
                    hint="What was made is kept: give the same command again.",
                )
            time.sleep(POLL_S)
        self._speaking.clear()
        for under in self._under.values():
            self._waiting.appendleft(under.session)
        self._under.clear()
