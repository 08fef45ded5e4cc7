"""Open a file and find out how it is written: packed or not, in which encoding, with which delimiter."""

from __future__ import annotations

import codecs
import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cx.errors import BadInput

CHUNK = 1 << 20
DELIMITERS = ",;\t|"
NO_DELIMITER = "\x1f"

#: Bytes of Windows-1257 that stand for the letters of Lithuanian which Windows-1252 reads otherwise.
_BALTIC = frozenset("ąčęėįšųūžĄČĘĖĮŠŲŪŽ".encode("cp1257"))
#: Of those, the bytes that are rare in Western text (eth and thorn): š and ž.
_BALTIC_ONLY = frozenset("šžŠŽ".encode("cp1257"))
#: Bytes that Windows-1252 leaves undefined.
_NOT_1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")


@dataclass
class OpenFile:
    """A file being read: its unpacked bytes, and how far reading has come in the packed ones.

    name: the file's own name without folders, as rejects and progress show it.
    """

    name: str
    stream: BinaryIO
    packed: BinaryIO
    size: int

    def position(self) -> int:
        """How many bytes of the file on disk have been read."""
        return min(self.packed.tell(), self.size)


@contextmanager
def open_file(path: str | Path) -> Iterator[OpenFile]:
    """Open a file for reading, unpacked where it is .gz (by its content, not its name).

    Raises BadInput where there is no such file, or it cannot be read or unpacked.
    """
    path = Path(path)
    try:
        with path.open("rb") as packed:
            is_gzip = packed.read(2) == b"\x1f\x8b"
            packed.seek(0)
            stream: BinaryIO = io.BufferedReader(gzip.GzipFile(fileobj=packed), CHUNK) if is_gzip else packed
            yield OpenFile(path.name, stream, packed, path.stat().st_size)
    except FileNotFoundError:
        raise BadInput(f"There is no file {path}; check its name and folder.") from None
    except (gzip.BadGzipFile, EOFError) as error:
        raise BadInput(f"{path.name} cannot be unpacked ({error}); export or copy it again.") from error
    except OSError as error:
        raise BadInput(f"{path.name} cannot be read: {error.strerror or error}.") from error


def inner_suffix(path: str | Path) -> str:
    """The ending that says what a file holds: .csv for both answers.csv and answers.csv.gz, in lower case."""
    suffixes = [suffix.lower() for suffix in Path(path).suffixes]
    return next((suffix for suffix in reversed(suffixes) if suffix != ".gz"), "")


def sniff_encoding(path: str | Path) -> str:
    """The encoding of a text file, as Python names it, from all of its bytes.

    Known: UTF-8 with and without a byte-order mark, UTF-16, Windows-1251, -1252 and -1257, Latin-1.
    """
    with open_file(path) as file:
        chunks = iter(lambda: file.stream.read(CHUNK), b"")
        head = next(chunks, b"")
        marked = _by_mark(head)
        if marked:
            return marked
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            decoder.decode(head)
            for chunk in chunks:
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
            return "utf-8"
        except UnicodeDecodeError as error:
            return _single_byte(error.object if len(error.object) > 64 else head)


def _by_mark(head: bytes) -> str:
    """UTF by its byte-order mark, or UTF-16 without one by its zero bytes; "" if neither."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head[1:200:2].count(0) > 50:
        return "utf-16-le"
    return "utf-16-be" if head[0:200:2].count(0) > 50 else ""


def _single_byte(sample: bytes) -> str:
    """The likeliest one-byte encoding of text that is not UTF-8."""
    high = [byte for byte in sample if byte >= 0x80]
    letters = [byte for byte in high if byte >= 0xC0]
    if _neighbours(sample) > len(letters) / 2:
        return "cp1251"
    if sum(byte in _BALTIC for byte in letters) > 0.8 * len(letters) and _BALTIC_ONLY.intersection(letters):
        return "cp1257"
    return "latin-1" if _NOT_1252.intersection(high) else "cp1252"


def _neighbours(sample: bytes) -> int:
    """How many letters above 0xC0 follow another: most in Cyrillic words, few in Latin ones."""
    return sum(one >= 0xC0 and other >= 0xC0 for one, other in zip(sample, sample[1:], strict=False))


def read_head(path: str | Path, encoding: str, size: int = CHUNK) -> str:
    """The first characters of a text file; "" if it is empty. A character cut in two at the end is left out."""
    with open_file(path) as file:
        return codecs.getincrementaldecoder(encoding)(errors="replace").decode(file.stream.read(size))


def sniff_delimiter(head: str) -> str:
    """The delimiter of a file from its first row: the one of comma, semicolon, tab and bar found most often outside
    quotes. A row without any has one column, whose texts may hold all of them: then `NO_DELIMITER`."""
    counts = dict.fromkeys(DELIMITERS, 0)
    quoted = False
    for character in head.lstrip("\ufeff\r\n"):
        if character == '"':
            quoted = not quoted
        elif character in "\r\n" and not quoted:
            break
        elif character in counts and not quoted:
            counts[character] += 1
    best = max(DELIMITERS, key=lambda delimiter: counts[delimiter])
    return best if counts[best] else NO_DELIMITER
