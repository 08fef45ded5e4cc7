"""Open a file and find out how it is written: packed or not, in which encoding, with which delimiter."""

from __future__ import annotations

import codecs
import gzip
import io
import lzma
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain
from os import PathLike
from pathlib import Path
from typing import BinaryIO

from cx.errors import BadInput
from cx.readers.archives import (
    ZIP_MARKS,
    Member,
    Unpacked,
    check_size,
    data_members,
    is_archive,
    member_at,
    open_member,
)
from cx.readers.delimiters import DELIMITERS, NO_DELIMITER, sniff_delimiter
from cx.readers.encodings import by_mark, encoding_of

__all__ = [
    "CHUNK", "DELIMITERS", "NO_DELIMITER", "DataFile", "Member", "OpenFile", "check_utf_8", "inner_suffix", "located",
    "members", "not_written_in", "open_file", "read_head", "shown_name", "size_of", "sniff_delimiter", "sniff_encoding",
]  # fmt: skip

CHUNK = 1 << 20

#: How many bytes of a file tell what it is.
HEAD = 4096

#: Unpacked workbooks and Parquet files up to this size are held in memory, larger ones on the disk.
IN_MEMORY = 32 << 20

#: A file of an import: one on the disk, or one inside a .zip.
DataFile = Path | Member


@dataclass
class OpenFile:
    """A file being read: its unpacked bytes, and how far reading has come in the packed ones.

    name: the file's own name without folders, as rejects and progress show it; size: of what `position` counts.
    """

    name: str
    stream: BinaryIO
    packed: BinaryIO
    size: int
    closing: ExitStack

    def position(self) -> int:
        """How many bytes of the file on disk have been read; of a file in a .zip, how many it has unpacked to."""
        return min(self.packed.tell(), self.size)

    def whole(self) -> BinaryIO:
        """The file for reading here and there, of which nothing has been read: unpacked first, where it is packed."""
        if isinstance(self.stream, io.BufferedReader) and self.stream is self.packed:
            return self.stream
        spool = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
        self.closing.enter_context(spool)
        shutil.copyfileobj(self.stream, spool, CHUNK)
        spool.seek(0)
        return spool  # type: ignore[return-value]


@contextmanager
def open_file(path: str | PathLike[str]) -> Iterator[OpenFile]:
    """Open a file for reading, on the disk or in a .zip, unpacked where it is .gz (by its content, not its name).

    Raises BadInput where there is no such file, it cannot be read or unpacked, or unpacks to more than it should.
    """
    file = located(path)
    with ExitStack() as closing, _clear_failures(file):
        packed, size = _opened(file, closing)
        is_gzip = packed.read(2) == b"\x1f\x8b"
        packed.seek(0)
        stream = _unpacked(file.name, packed, size) if is_gzip else packed
        yield OpenFile(file.name, stream, packed, size, closing)


def _opened(file: DataFile, closing: ExitStack) -> tuple[BinaryIO, int]:
    if isinstance(file, Path):
        return closing.enter_context(file.open("rb")), file.stat().st_size
    stream, size = open_member(file, closing)
    check_size(file.name, size, file.archive.stat().st_size)
    return stream, size


def _unpacked(name: str, packed: BinaryIO, size: int) -> BinaryIO:
    return io.BufferedReader(Unpacked(name, gzip.GzipFile(fileobj=packed), size), CHUNK)


@contextmanager
def _clear_failures(file: DataFile) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise BadInput(f"There is no file {file}; check its name and folder.") from None
    except (gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError) as error:
        reason = str(error).rstrip(".")
        raise BadInput(f"{file.name} cannot be unpacked ({reason}); export or copy it again.") from error
    except OSError as error:
        raise BadInput(f"{file.name} cannot be read: {error.strerror or error}.") from error


def located(path: str | PathLike[str]) -> DataFile:
    """A file by its path: one below a .zip is inside it."""
    if isinstance(path, Member):
        return path
    path = Path(path)
    return path if path.exists() else member_at(path) or path


def shown_name(path: str | PathLike[str]) -> str:
    """What a file is called in rejects and complaints: its name without folders, after its archive's if it has one."""
    return located(path).name


def size_of(path: str | PathLike[str]) -> int:
    """How many bytes a file has on the disk; of one in a .zip, how many it unpacks to.

    Raises BadInput where there is none.
    """
    with open_file(path) as file:
        return file.size


def members(path: str | PathLike[str]) -> list[DataFile]:
    """The files that a path stands for: of a .zip (known by its content) those in it that can be data, else itself.

    Raises BadInput where the archive is damaged, protected, a bomb, holds another archive or nothing that can be read.
    """
    file = located(path)
    with open_file(file) as opened:
        packed = opened.stream.read(4) in ZIP_MARKS
    if isinstance(file, Member) or not packed:
        return [file]
    with open_file(file) as opened:
        return [*data_members(file)] if is_archive(opened.whole()) else [file]


def inner_suffix(path: str | PathLike[str]) -> str:
    """The ending that says what a file holds: .csv for both answers.csv and answers.csv.gz, in lower case."""
    suffixes = [suffix.lower() for suffix in Path(path).suffixes]
    return next((suffix for suffix in reversed(suffixes) if suffix != ".gz"), "")


def sniff_encoding(path: str | PathLike[str]) -> str:
    """The encoding of a text file, as Python names it, from all of its bytes.

    Known: UTF-8 with and without a byte-order mark, UTF-16, Windows-1251, -1252 and -1257, Latin-1. Raises BadInput,
    naming the line, where a text of UTF-8 is broken.
    """
    with open_file(path) as file:
        head = file.stream.read(CHUNK)
        marked = by_mark(head[:HEAD])
        try:
            return marked or encoding_of(chain([head], iter(lambda: file.stream.read(CHUNK), b"")))
        except UnicodeDecodeError as error:
            raise not_written_in(path, "utf-8") from error


def read_head(path: str | PathLike[str], encoding: str, size: int = CHUNK) -> str:
    """The first characters of a text file; "" if it is empty. A character cut in two at the end is left out.

    Raises BadInput where it does not even begin in its encoding.
    """
    with open_file(path) as file:
        try:
            return codecs.getincrementaldecoder(encoding)(errors="replace").decode(file.stream.read(size))
        except UnicodeError as error:  # UTF-16 without a byte-order mark
            raise not_written_in(path, encoding) from error


def not_written_in(path: str | PathLike[str], encoding: str) -> BadInput:
    """The complaint that a text is not in an encoding: where it stops being so."""
    where = _first_broken(path, encoding) or "it ends inside a character"
    return BadInput(f"{shown_name(path)} is not written in {encoding}: {where}; save it as UTF-8.")


def check_utf_8(path: str | PathLike[str], encoding: str) -> None:
    """Raises BadInput where a text that is said to be UTF-8 is not."""
    if codecs.lookup(encoding).name == "utf-8" and _first_broken(path, encoding):
        raise not_written_in(path, encoding)


def _first_broken(path: str | PathLike[str], encoding: str) -> str:
    line = 1
    decoder = codecs.getincrementaldecoder(encoding)()
    with open_file(path) as file:
        try:
            while chunk := file.stream.read(CHUNK):
                line += decoder.decode(chunk).count("\n")
        except UnicodeDecodeError as error:
            line += error.object[: error.start].decode(encoding, errors="ignore").count("\n")
            return f"line {line} holds the byte 0x{error.object[error.start]:02X}, which is no character of it"
        except UnicodeError:
            return "it has no byte-order mark"
    return ""
