"""Write an encoding into one open file: tags or other bytes before the sound, the Info frame, the frames."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from voiceguide.mp3.encoder import Encoding


def write_file(
    encoding: Encoding,
    file: BinaryIO,
    *,
    opening: Callable[[], bytes] = bytes,
    after_piece: Callable[[int], None] = lambda _bytes: None,
) -> int:
    """Write an encoding to an open, seekable file, from its present position on.

    Args:
        encoding: Not yet started.
        file: Open for binary writing. What comes before its position is left alone.
        opening: Makes what comes before the sound, such as tags, while the encoders are already at work.
        after_piece: Called with the bytes written so far after each piece.

    Returns:
        Byte at which the Info frame begins in the file.

    Raises:
        Mp3Error: The encoder failed.
        OSError: The file cannot be written.
    """
    with encoding:
        file.write(opening())
        offset = file.tell()
        file.write(bytes(encoding.info_bytes))
        for piece in encoding:
            file.write(piece)
            after_piece(encoding.bytes)
    file.seek(offset)
    file.write(encoding.info_frame())
    file.seek(0, 2)
    return offset
