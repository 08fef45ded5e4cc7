"""What is packed: files inside a .zip, and how much they may unpack to.

Limits. Texts are read as they unpack, so what a bomb costs is time; workbooks and Parquet, which are read here and
there, are unpacked onto the disk. Deflate packs at most 1,032 to 1 (zlib.net/zlib_tech.html); exports of tools pack 3
to 30 to 1, sparse ones up to about 100. More than `RATIO`, once it is more than `SMALL`, is taken for a bomb, and so is
more than `LIMIT`, which is years of the largest desks.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from os import PathLike
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from cx.errors import BadInput

RATIO = 250
SMALL = 64 << 20
LIMIT = 64 << 30
MOST_MEMBERS = 10_000

#: How the names of files of rows end; .xls is read no more, and says so itself.
DATA = (".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xlsm", ".xls", ".parquet", ".json", ".jsonl", ".ndjson")

ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")


@dataclass(frozen=True)
class Member(PathLike[str]):
    """A file inside a .zip: the archive, and its name there. As a path it lies below the archive."""

    archive: Path
    inner: str

    @property
    def name(self) -> str:
        """As rejects and progress show it."""
        return f"{self.archive.name}/{self.inner}"

    def __fspath__(self) -> str:
        return str(self.archive / self.inner)

    __str__ = __fspath__


def member_at(path: Path) -> Member | None:
    """The member that a path below an archive names; None where no archive is on its way."""
    for parent in path.parents:
        if parent.is_file():
            return Member(parent, path.relative_to(parent).as_posix())
    return None


def check_size(name: str, unpacked: int, packed: int) -> None:
    """Raises BadInput where a file unpacks to more than any honest one would."""
    if unpacked > LIMIT or (unpacked > SMALL and unpacked > RATIO * packed):
        raise BadInput(
            f"{name} unpacks to more than {unpacked >> 20:,} MB from {packed / (1 << 20):,.1f}, as no export does, and"
            " was not read on; if it is one, unpack it yourself and bring the file in it."
        )


def is_archive(stream: BinaryIO) -> bool:
    """Whether what is packed as a .zip is a .zip of files, and not a workbook, which is one too."""
    try:
        with zipfile.ZipFile(stream) as opened:
            return "[Content_Types].xml" not in opened.namelist() and "mimetype" not in opened.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return True


def data_members(archive: Path) -> list[Member]:
    """The files in a .zip whose names say that they hold rows.

    Raises BadInput where there is none, one is an archive itself, or the archive cannot or should not be unpacked.
    """
    names = [info.filename for info in _infos(archive)]
    inner = next((name for name in names if name.lower().endswith(".zip")), None)
    if inner:
        raise BadInput(f"{archive.name} holds another archive, {inner}; unpack it and bring the files in it.")
    kept = [name for name in names if PurePosixPath(name.lower().removesuffix(".gz")).suffix in DATA]
    if not kept:
        held = f"only {', '.join(names[:5])}" if names else "nothing"
        raise BadInput(f"{archive.name} holds no file of rows, {held}; pack .csv, .xlsx, .json or .parquet files.")
    return [Member(archive, name) for name in kept]


def open_member(member: Member, closing: ExitStack) -> tuple[BinaryIO, int]:
    """A file inside a .zip, to be read as it unpacks, and how many bytes that will be.

    Raises BadInput where there is none of that name.
    """
    info = next((info for info in _infos(member.archive) if info.filename == member.inner), None)
    if info is None:
        raise BadInput(f"There is no file {member.inner} in {member.archive.name}; check its name.")
    with _clear_failures(member.archive):
        opened = closing.enter_context(zipfile.ZipFile(member.archive))
        return closing.enter_context(opened.open(info)), info.file_size  # type: ignore[return-value]


def _infos(archive: Path) -> list[zipfile.ZipInfo]:
    """The files of a .zip that are somebody's: no folders, nothing hidden, none of the Macintosh's shadows.

    Raises BadInput where they are protected, a name leads out of the archive or comes twice, or the whole is a bomb.
    """
    with _clear_failures(archive), zipfile.ZipFile(archive) as opened:
        found = [info for info in opened.infolist() if not info.is_dir()]
    if len(found) > MOST_MEMBERS:
        raise BadInput(f"{archive.name} holds {len(found):,} files, more than {MOST_MEMBERS:,}; bring fewer at once.")
    for info in found:
        _check_name(archive, info.filename)
    check_size(archive.name, sum(info.file_size for info in found), archive.stat().st_size)
    kept = [info for info in found if not _hidden(info.filename)]
    if any(info.flag_bits & 1 for info in kept):
        raise BadInput(f"{archive.name} is protected by a password; unpack it and bring the files in it.")
    if len({info.filename for info in kept}) < len(kept):
        raise BadInput(f"{archive.name} holds two files of one name; unpack it and bring the files in it.")
    return kept


@contextmanager
def _clear_failures(archive: Path) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise BadInput(f"{archive.name} cannot be unpacked ({error}); pack it again as an ordinary .zip.") from error


def _check_name(archive: Path, name: str) -> None:
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
        raise BadInput(f"{archive.name} holds a file named {name!r}, which leads out of it; pack the files again.")


def _hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(name).parts)


class Unpacked(io.RawIOBase):
    """What a .gz unpacks to, counted: its own word on its size cannot be trusted."""

    def __init__(self, name: str, inner: io.BufferedIOBase, size: int) -> None:
        self.name, self.inner, self.size, self.count = name, inner, size, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        got = self.inner.readinto(buffer)
        self.count += got
        check_size(self.name, self.count, self.size)
        return got
