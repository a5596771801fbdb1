"""Reports as Amazon's API hands them out: packed by gzip."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import BinaryIO

MAGIC = b"\x1f\x8b"
LARGEST = 200 * 1024 * 1024
"""What there is room for, and a report that is not packed may have as well."""
_PIECE = 1 << 20


@contextmanager
def unpacked(stream: BinaryIO) -> Iterator[BinaryIO]:
    """Hand out what is in a packed file, on disk; raises ValueError where that cannot be had."""
    stream.seek(0)
    with TemporaryFile() as out:
        try:
            with gzip.GzipFile(fileobj=stream) as inside:
                while piece := inside.read(_PIECE):
                    if out.tell() + len(piece) > LARGEST:
                        raise ValueError(
                            f"is more than {LARGEST // 2**20} MB unpacked; ask for fewer days"
                        )
                    out.write(piece)
        except (OSError, EOFError, zlib.error):
            raise ValueError("is packed by gzip and damaged; download it again") from None
        yield out
