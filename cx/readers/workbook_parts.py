"""What a file that is packed like a .zip is: a workbook, another document of an office, or an archive."""

from __future__ import annotations

import zipfile
from typing import BinaryIO

from cx.errors import BadInput
from cx.readers.archives import RATIO, SMALL

#: Shared texts are held in memory, so the parts of a workbook may unpack to this much and no more.
LIMIT = 2 << 30


def office_kind(name: str, stream: BinaryIO) -> str:
    """ "xlsx". Raises BadInput where it is something else."""
    names = {info.filename for info in _parts(name, stream)}
    if "[Content_Types].xml" not in names or "xl/workbook.bin" in names or not _has_sheets(names):
        raise BadInput(f"{name} {_other(names)}.")
    return "xlsx"


def check_parts(name: str, stream: BinaryIO) -> None:
    """Raises BadInput where a workbook is damaged, or unpacks to more than one does."""
    parts = _parts(name, stream)
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if unpacked > LIMIT or (unpacked > SMALL and unpacked > RATIO * packed):
        size = f"{unpacked >> 20:,} MB"
        raise BadInput(f"{name} unpacks to {size}, as no workbook does; save it as .csv if it is that large.")


def _parts(name: str, stream: BinaryIO) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(stream) as parts:
            return parts.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise BadInput(f"{name} is damaged ({error}); export or copy it again.") from error


def _has_sheets(names: set[str]) -> bool:
    return any(name.lower().startswith(("xl/", "/xl/")) for name in names)


def _other(names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        return "is a binary workbook (.xlsb), which cannot be read; save it as .xlsx"
    if "mimetype" in names or "[Content_Types].xml" in names:
        return "is a document of an office program, not an .xlsx workbook; save it as .xlsx or .csv"
    return "is an archive (.zip) inside another or where a single file is wanted; bring it, or the files in it, itself"
