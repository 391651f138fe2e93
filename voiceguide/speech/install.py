"""Install voices: download or copy their files, check them, and move them into place.

Each file is written beside its place, continued after an interruption, and moved into place only if its checksum is the
pinned one. Knows nothing of how the files are used.
"""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

from voiceguide.errors import SpeechError, VoiceError, Where
from voiceguide.files import sha256_of, write_error
from voiceguide.progress import Counting
from voiceguide.speech import hibari_files
from voiceguide.speech import kokoro_files as files
from voiceguide.speech.artefacts import Artefact

TIMEOUT_S = 30.0
"""How long a server may be silent."""

_CHUNK = 1 << 18
_ATTEMPTS = 4
_AGAIN = "Run the command again: it goes on where it stopped."


def install_kokoro(
    source: Path | None = None,
    voices: Sequence[str] = (),
    progress: Counting | None = None,
    *,
    url: str = files.SOURCE,
    folder: Path | None = None,
    model: Artefact = files.MODEL,
) -> Path:
    """Install the neural engine's model and voices; complete files are left alone.

    Args:
        source: A folder with the files (`model_quantized.onnx`, ``voices/NAME.bin``) to copy; None to download.
        voices: Names of voices; empty for all (with `source`, for all that are there).
        progress: Called with (bytes done, bytes in all); may raise to stop.
        url: Where the files are downloaded from.
        folder: Where they go; by default where the engine looks for them.
        model: The model's file.

    Returns:
        The folder they lie in now.

    Raises:
        VoiceError: There is no such voice, or no such file to install it from.
        SpeechError: A file cannot be fetched, or is not the right one.
        ExportError: The folder cannot be written to, or the disk is full.
    """
    wanted = [model, *(files.artefact_of(name) for name in voices or _list_voices(source))]
    # the model is moved into place last: with it the voice counts as installed
    pairs = [(each, None if source is None else source / each.name) for each in wanted]
    return _install(pairs, folder or files.folder(), url, progress)


def install_hibari(
    source: Path | None = None,
    voices: Sequence[str] = (),
    progress: Counting | None = None,
    *,
    url: str | None = None,
    folder: Path | None = None,
) -> Path:
    """Install voices of hibari besides the one in its package; complete files are left alone.

    Args:
        source: The voice's file, or a folder with the files of several, to copy; None to download.
        voices: Names of voices; empty for all (with a folder as `source`, for all that are there).
        progress: Called with (bytes done, bytes in all); may raise to stop.
        url: Where the files are downloaded from; by default where the hibari package gets them itself.
        folder: Where they go; by default where the engine looks for them.

    Returns:
        The folder they lie in now.

    Raises:
        VoiceError: There is no such voice or file to install, or hibari is not installed.
        SpeechError: A file cannot be fetched, or is not the one in the registry.
        ExportError: The folder cannot be written to, or the disk is full.
    """
    known = [hibari_files.voice_of(name) for name in voices or hibari_files.voices()]
    wanted = [each.artefact for each in known if not each.bundled]
    if source is not None and source.is_dir():
        wanted = wanted if voices else [each for each in wanted if (source / each.name).is_file()]
        if not wanted and not voices:
            hint = f"It needs {', '.join(each.artefact.name for each in known if not each.bundled)}."
            raise VoiceError("there are no voices in this folder", where=Where(str(source)), hint=hint)
        pairs: list[tuple[Artefact, Path | None]] = [(each, source / each.name) for each in wanted]
    elif source is not None and len(wanted) != 1:
        raise VoiceError("one file holds one voice", where=Where(str(source)), hint="Name it: hibari:emma.")
    else:
        pairs = [(each, source) for each in wanted]
    return _install(pairs, folder or hibari_files.folder(), url or hibari_files.source(), progress)


def _install(wanted: Sequence[tuple[Artefact, Path | None]], target: Path, url: str, progress: Counting | None) -> Path:
    """Copy or download files into a folder, all of them or none; those without an origin come from below `url`."""
    total = sum(artefact.size_bytes for artefact, _ in wanted)
    done = 0
    try:
        ready: list[Path] = []
        for artefact, origin in wanted:
            place = target / artefact.name
            if not _is_whole(place, artefact):
                part = place.with_name(f".{place.name}.part")
                part.parent.mkdir(parents=True, exist_ok=True)

                def report(got: int, before: int = done) -> None:
                    if progress:
                        progress(before + got, total)

                if origin is not None:
                    _copy(origin, part, artefact, report)
                else:
                    _download(f"{url}/{artefact.remote}", part, artefact, report)
                ready.append(place)
            done += artefact.size_bytes
            if progress:
                progress(done, total)
        for place in reversed(ready):
            place.with_name(f".{place.name}.part").replace(place)
    except OSError as error:
        raise write_error(target, error) from error
    return target


def _list_voices(source: Path | None) -> list[str]:
    """The names of voices to install; all, or those in the folder."""
    names = [name for name, each in files.VOICES.items() if source is None or (source / each.name).is_file()]
    if not names:
        raise VoiceError(
            "there are no voices in this folder", where=Where(str(source)), hint="It needs voices/NAME.bin."
        )
    return names


def _is_whole(path: Path, artefact: Artefact) -> bool:
    """Whether a file is the one expected."""
    try:
        return path.stat().st_size == artefact.size_bytes and sha256_of(path) == artefact.sha256
    except OSError:
        return False


def _copy(origin: Path, part: Path, artefact: Artefact, report: Callable[[int], None]) -> None:
    """Copy a file into `part` and verify it."""
    try:
        with origin.open("rb") as reading, part.open("wb") as writing:
            while chunk := reading.read(_CHUNK):
                writing.write(chunk)
                report(writing.tell())
    except FileNotFoundError as error:
        part.unlink(missing_ok=True)
        where = Where(str(origin))
        raise VoiceError("there is no such file to install", where=where, hint="Check the path.") from error
    _verify(part, artefact, str(origin))


def _verify(part: Path, artefact: Artefact, origin: str) -> None:
    """Refuse and remove a file with the wrong content."""
    if not _is_whole(part, artefact):
        part.unlink(missing_ok=True)
        raise SpeechError(
            f"this is not the file it should be: its SHA-256 is not {artefact.sha256}",
            where=Where(origin),
            hint="Nothing was installed from it. Get it again.",
        )


def _refuse_or_go_on(error: urllib.error.HTTPError, part: Path, url: str) -> None:
    """Ignore an error that another attempt may solve; remove a part that cannot be continued."""
    if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        part.unlink(missing_ok=True)
    elif error.code < http.HTTPStatus.INTERNAL_SERVER_ERROR:
        raise SpeechError(f"the server answered {error.code} {error.reason}", where=Where(url)) from error


def _download(url: str, part: Path, artefact: Artefact, report: Callable[[int], None]) -> None:
    """Download a file into `part`, continuing what is there; a broken connection is opened again."""
    reason: Exception | None = None
    for _ in range(_ATTEMPTS):
        have = part.stat().st_size if part.exists() else 0
        if have > artefact.size_bytes:
            part.unlink()
            have = 0
        if have == artefact.size_bytes:
            break
        try:
            _fetch(url, part, have, artefact, report)
        except urllib.error.HTTPError as error:
            _refuse_or_go_on(error, part, url)
            reason = error
        except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError) as error:
            reason = error
    if not part.exists() or part.stat().st_size < artefact.size_bytes:
        cause = getattr(reason, "reason", reason) or "the connection was cut"
        raise SpeechError(f"the download stopped: {cause}", where=Where(url), hint=_AGAIN) from reason
    _verify(part, artefact, url)


def _fetch(url: str, part: Path, have: int, artefact: Artefact, report: Callable[[int], None]) -> None:
    """Download the rest of a file, or all of it if the server cannot continue."""
    headers = {"User-Agent": "voiceguide", **({"Range": f"bytes={have}-"} if have else {})}
    request = urllib.request.Request(url, headers=headers)
    with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
        resumed = answer.status == http.HTTPStatus.PARTIAL_CONTENT
        with part.open("ab" if resumed else "wb") as writing:
            got = have if resumed else 0
            while got < artefact.size_bytes and (chunk := answer.read(_CHUNK)):
                writing.write(chunk)
                got += len(chunk)
                report(min(got, artefact.size_bytes))
