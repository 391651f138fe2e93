"""The files of the neural engine: list them, find them and check them.

Paths are checked against the checksums pinned here. Knows nothing of how the files are installed or used.
"""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

from voiceguide.errors import VoiceError, did_you_mean
from voiceguide.files import cache_folder, expand_home
from voiceguide.speech.artefacts import Artefact, find_checked, lies_in

SOURCE = "https://huggingface.co/onnx-community/Kokoro-82M-v1.0-ONNX/resolve/1939ad2a8e416c0acfeecc08a694d14ef25f2231"
"""Kokoro-82M v1.0 (Apache-2.0), exported to ONNX, at a pinned commit."""

INSTALL = "voiceguide voices install kokoro"
"""The command that installs the files."""


MODEL = Artefact(
    "model_quantized.onnx",
    "onnx/model_quantized.onnx",
    92_361_116,
    "fbae9257e1e05ffc727e951ef9b9c98418e6d79f1c9b6b13bd59f5c9028a1478",
)


def _voice(name: str, sha256: str) -> Artefact:
    return Artefact(f"voices/{name}.bin", f"voices/{name}.bin", 510 * 256 * 4, sha256)


VOICES = {
    "af_heart": _voice("af_heart", "d583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b"),
    "af_bella": _voice("af_bella", "f69d836209b78eb8c66e75e3cda491e26ea838a3674257e9d4e5703cbaf55c8b"),
    "am_michael": _voice("am_michael", "1d1f21dd8da39c30705cd4c75d039d265e9bc4a2a93ed09bc9e1b1225eb95ba1"),
    "bf_emma": _voice("bf_emma", "669fe0647f9dd04fcab92f1439a40eeb4c8b4ab1f82e4996fe3d918ce4a63b73"),
    "bm_george": _voice("bm_george", "c4b235a4c1f2cd3b939fed08b899ce9385638b763f7b73a59616c4fc9bd6c9bc"),
    "af_nicole": _voice("af_nicole", "cd2191ab31b914ed7b318416b0e4440fdf392ddad9106a060819aa600a64f59a"),
    "ef_dora": _voice("ef_dora", "f66ec66bd295acb18372e37008533a9a3228483ccd294e7538d5d9294ac9a532"),
    "ff_siwis": _voice("ff_siwis", "a35f5675ad08948e326ae75fd0ea16ba5d0042e4f76b5f3d1df77d0a48c54861"),
    "if_sara": _voice("if_sara", "409b69248798fcdc2542330c76953d230710f19b057e59cb82fdc3c4cf71265c"),
    "pf_dora": _voice("pf_dora", "3da7b5b2d91847ebf5646f57631af6ececae3c29a89cd300f06edf9aa6cfe9ee"),
}
"""All voices, best first: the first letter is the language (American, British, español, français,
italiano, português), the second the gender."""


def folder() -> Path:
    """The folder of the files: ``VOICEGUIDE_KOKORO`` if set, otherwise below the cache."""
    own = os.environ.get("VOICEGUIDE_KOKORO")
    return expand_home(own) if own else cache_folder() / "kokoro"


def artefact_of(voice: str) -> Artefact:
    """The file of a voice.

    Raises:
        VoiceError: There is no such voice.
    """
    if voice not in VOICES:
        raise VoiceError(f"kokoro has no voice {voice!r}", hint=did_you_mean(voice, VOICES, "kokoro:"))
    return VOICES[voice]


def is_there(artefact: Artefact) -> bool:
    """Whether the file is in its place with the right size; its content is not read."""
    return lies_in(folder(), artefact)


def is_installed() -> bool:
    """Whether packages, model and at least one voice are installed."""
    packages = all(map(importlib.util.find_spec, ("onnxruntime", "kokoro_onnx", "espeakng_loader")))
    return packages and is_there(MODEL) and any(map(is_there, VOICES.values()))


def find_pinned(artefact: Artefact) -> Path:
    """Find a file and check that its content is the pinned one.

    Raises:
        VoiceError: It is not there, or damaged; the hint is the command to run.
    """
    return find_checked(folder(), artefact, INSTALL, "the neural voice")
