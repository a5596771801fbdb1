"""The items of a store's file read page by page, for a file that SQLite itself cannot follow.

Every leaf of the table says by itself what it holds (https://sqlite.org/fileformat2.html), so a
lost page costs what stood on it and nothing beside it, and the work is bounded by the file.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

_LEAF, _FREE = 0x0D, 32
_LONGEST = 1 << 24
"""No item is longer; a damaged length is not followed round and round."""
_LOG_HEADER, _FRAME_HEADER = 32, 24
_UNREADABLE = (IndexError, ValueError, TypeError, KeyError)


class Pages:
    """The pages of a file, with those that a log beside it keeps newer."""

    def __init__(self, path: Path) -> None:
        """Read the file; where its first bytes are lost the page is as large as we make it."""
        self._file = path.read_bytes()
        size = int.from_bytes(self._file[16:18]) or 0
        size = 65536 if size == 1 else size
        self.size = size if size >= 512 and size & (size - 1) == 0 else 4096  # noqa: PLR2004
        self.usable = self.size - (self._file[20] if len(self._file) > 20 else 0)  # noqa: PLR2004
        log = path.with_name(f"{path.name}-wal")
        self._newer = _logged(log.read_bytes(), self.size) if log.exists() else {}
        self.last = max([-(-len(self._file) // self.size), *self._newer])

    def __getitem__(self, number: int) -> bytes:
        """Return a page, shorter than a page where the file is cut off; IndexError without one."""
        if number in self._newer:
            return self._newer[number]
        found = self._file[(number - 1) * self.size : number * self.size] if number > 0 else b""
        if not found:
            raise IndexError(number)
        return found

    def there(self, number: int) -> bytes:
        """Return a page, or nothing where it lies beyond a cut and in no log either."""
        try:
            return self[number]
        except IndexError:
            return b""

    def free(self) -> set[int]:
        """Return the pages that are given up: what stands there was deleted."""
        found: set[int] = set()
        trunk = int.from_bytes(self.there(1)[_FREE : _FREE + 4])
        while 0 < trunk <= self.last and trunk not in found:
            page = self.there(trunk)
            if not page or page[0] == _LEAF:  # the list is damaged itself
                break
            found.add(trunk)
            trunk, count = int.from_bytes(page[:4]), int.from_bytes(page[4:8])
            ends = range(8, 8 + 4 * min(count, self.size // 4 - 2), 4)
            found |= {int.from_bytes(page[at : at + 4]) for at in ends}
        return found


def items_of_pages(pages: Pages, say: Callable[[int], None]) -> Iterator[tuple[str, str, str]]:
    """Yield the keys and the text of every item that is whole; ``say`` is told each page."""
    free = pages.free()
    for number in range(1, pages.last + 1):
        say(number)
        page = pages.there(number)
        begin = 100 if number == 1 else 0
        if number in free or page[begin : begin + 1] != bytes([_LEAF]):
            continue
        for index in range(int.from_bytes(page[begin + 3 : begin + 5])):
            place = begin + 8 + 2 * index
            try:
                pk, sk, text = _texts(
                    _payload(pages, page, int.from_bytes(page[place : place + 2]))
                )
                item = json.loads(text)
                whole = (item["pk"], item["sk"]) == (pk, sk)
            except _UNREADABLE:
                continue
            if whole:
                yield pk, sk, text


def _logged(log: bytes, size: int) -> dict[int, bytes]:
    """Return the pages of a log up to its last whole write, each as it was written last."""
    salt, newer, pending = log[16:24], dict[int, bytes](), dict[int, bytes]()
    for at in range(_LOG_HEADER, len(log) - size - _FRAME_HEADER + 1, size + _FRAME_HEADER):
        if log[at + 8 : at + 16] != salt:
            break
        begin = at + _FRAME_HEADER
        pending[int.from_bytes(log[at : at + 4])] = log[begin : begin + size]
        if int.from_bytes(log[at + 4 : at + 8]):  # ends a write
            newer |= pending
            pending = {}
    return newer


def _number(data: bytes, at: int) -> tuple[int, int]:
    """Read a number of one to nine bytes; return it and where it ends."""
    value = 0
    for place in range(at, at + 8):
        value = value << 7 | data[place] & 0x7F
        if data[place] < 0x80:  # noqa: PLR2004 - the bit that says another follows
            return value, place + 1
    return value << 8 | data[at + 8], at + 9


def _payload(pages: Pages, page: bytes, at: int) -> bytes:
    """Return the record of a cell, with what of it stands on pages of its own."""
    length, at = _number(page, at)
    _, at = _number(page, at)
    usable = pages.usable
    if length > _LONGEST:
        raise ValueError(length)
    if length <= usable - 35:
        return page[at : at + length]
    least = (usable - 12) * 32 // 255 - 23
    here = least + (length - least) % (usable - 4)
    here = here if here <= usable - 35 else least
    parts, after = [page[at : at + here]], int.from_bytes(page[at + here : at + here + 4])
    left = length - here
    while left > 0:
        more = pages[after][:usable]
        parts.append(more[4 : 4 + left])
        left -= usable - 4
        after = int.from_bytes(more[:4])
    return b"".join(parts)


def _texts(record: bytes) -> Sequence[str]:
    """Return the first three values of a record; ValueError where they are no texts."""
    end, at = _number(record, 0)
    begin, texts = end, []
    for _ in range(3):
        kind, at = _number(record, at)
        if kind < 13 or kind % 2 == 0 or at > end:  # noqa: PLR2004 - the texts are 13, 15, 17...
            raise ValueError(kind)
        length = (kind - 13) // 2
        texts.append(record[begin : begin + length].decode("utf-8"))
        begin += length
    return texts
