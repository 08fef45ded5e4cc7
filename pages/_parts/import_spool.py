"""Uploaded files on their way: in a private folder of this visitor, under harmless names, gone after the import.

Nothing of a file is ever executed, and no path is ever shown. A visitor who goes away leaves a folder behind: whoever
comes next sweeps it away once it is old.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
import time
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import Protocol

#: How the folders begin, and how long one may lie untouched, in seconds.
PREFIX, STALE = "cx-import-", 6 * 3600.0
#: The longest name of a file, in bytes: file systems take 255.
LONGEST_NAME = 180
#: Bytes copied at a time.
CHUNK = 1 << 20

#: What may not be in a name: what leads to other folders, and what nobody sees.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+')


class Uploaded(Protocol):
    """What is needed of an uploaded file."""

    @property
    def name(self) -> str: ...
    @property
    def file_id(self) -> str: ...
    def getbuffer(self) -> memoryview: ...


class Spool:
    """The private folder of one visitor; made when the first file comes."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self._files: dict[str, Path] = {}

    def file(self, uploaded: Uploaded) -> Path:
        """Where an uploaded file lies; written down the first time it is asked for."""
        known = self._files.get(uploaded.file_id)
        if known is None or not known.is_file():
            known = self._files[uploaded.file_id] = self._write(uploaded)
        return known

    def _write(self, uploaded: Uploaded) -> Path:
        place = self.place(uploaded.name)
        content = uploaded.getbuffer()
        with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for start in range(0, len(content), CHUNK):
                file.write(content[start : start + CHUNK])
        return place

    def place(self, name: str) -> Path:
        """Where something else of this visitor may be written, in a folder of its own."""
        return Path(tempfile.mkdtemp(dir=self._folder())) / harmless_name(name)

    def _folder(self) -> Path:
        if self.folder is None or not self.folder.is_dir():
            sweep()
            self.folder = Path(tempfile.mkdtemp(prefix=PREFIX))  # 0700: nobody else on the machine may look
        os.utime(self.folder)
        return self.folder

    @property
    def paths(self) -> list[Path]:
        """Where its files lie."""
        return list(self._files.values())

    def keep_only(self, ids: set[str]) -> None:
        """Remove the files that the visitor took away again."""
        for gone in set(self._files) - ids:
            shutil.rmtree(self._files.pop(gone).parent, ignore_errors=True)

    def clear(self) -> None:
        """Remove everything."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
        self.folder, self._files = None, {}


def harmless_name(name: str) -> str:
    """The name of a file without folders, unseen characters, or what a file system or a command line would read
    otherwise; its ending stays.
    """
    last = re.split(r"[/\\]", name)[-1]
    clean = _UNSAFE.sub("_", unicodedata.normalize("NFC", last)).strip(" .").lstrip("-~")
    stem, dot, ending = clean.partition(".")
    room = LONGEST_NAME - len((dot + ending).encode())
    short = stem.encode()[: max(room, 1)].decode(errors="ignore")
    return (short or "file") + (dot + ending if room > 0 else "")


def sweep(folder: Path | None = None, now: float | None = None) -> None:
    """Remove folders of ours that were left behind. Never follows a link, never touches what belongs to others."""
    oldest = (now or time.time()) - STALE
    with suppress(OSError):
        for found in (folder or Path(tempfile.gettempdir())).glob(f"{PREFIX}*"):
            with suppress(OSError):
                facts = found.lstat()
                if stat.S_ISDIR(facts.st_mode) and facts.st_uid == _own_id() and facts.st_mtime < oldest:
                    shutil.rmtree(found, ignore_errors=True)


def _own_id() -> int:
    """The number of the user who runs this; on Windows, which has none, that of every file."""
    return os.getuid() if hasattr(os, "getuid") else 0
