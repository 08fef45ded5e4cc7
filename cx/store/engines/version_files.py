"""The files of a family of versions, and the pointer: a small file that names the one in force.

`folder/warehouse.duckdb` names a family: the versions `warehouse.000001.duckdb`, ... lie beside the pointer
`warehouse.current`. A version is put in force by replacing the pointer, which the operating system does at once or not
at all. No number is used twice: after an undo the pointer also says the highest there ever was.
"""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path

from cx.errors import StoreError
from cx.store.engines.base import NO_VERSION, Step, next_version

KEPT_VERSIONS = 3
#: What the pointer names where an undo took back the first version.
NOTHING = "000000"
FIRST = "000001"

#: What a pointer says: the number of a version and, but where somebody wrote it by hand, its token; after an undo then
#: the highest number there ever was.
POINTER = re.compile(r"(\d{6,}(?:-[0-9a-f]+)?)(?:\s+(\d{6,}))?")


class VersionFiles:
    """A family by the name it is known by."""

    def __init__(self, named: Path) -> None:
        self.folder, self.family, self.ending = named.parent, named.stem, named.suffix or ".duckdb"
        #: The file that names the version in force; read several times for every page.
        self.pointer = self.beside("current")

    def beside(self, ending: str) -> Path:
        """Another file of the family, by its ending."""
        return self.folder / f"{self.family}.{ending}"

    def file(self, version: str) -> Path:
        """The file of a version."""
        return self.folder / f"{self.family}.{number_of(version)}{self.ending}"

    def in_force(self) -> str:
        """What the pointer names; empty where nothing was ever published, or all of it was undone."""
        said = self._said()[0]
        return NO_VERSION if said == NOTHING else said

    def _said(self) -> tuple[str, str]:
        """The version that the pointer names, and the highest number there ever was where it says so."""
        with suppress(FileNotFoundError):
            said = POINTER.fullmatch(self.pointer.read_text(encoding="ascii", errors="replace").strip())
            if not said:
                raise StoreError(f"The file {self.pointer} does not name a version. {self.way_out()}")
            return said[1], said[2] or ""
        return NO_VERSION, ""

    def way_out(self, broken: str = "") -> str:
        """What to do about a pointer, or about a version, that cannot be read: earlier ones are kept beside it."""
        others: list[str] = []
        with suppress(OSError):
            others = [number for number in self.numbers() if number != number_of(broken)]
        if not others:
            return "Mend that, bring its files back from a backup, or choose another address."
        return f"Mend that, or write the number of a version that is whole into {self.pointer}: {', '.join(others)}."

    def numbers(self) -> list[str]:
        """The numbers of all versions whose files are there, the oldest first."""
        of_family = re.compile(re.escape(self.family) + r"\.(\d{6})" + re.escape(self.ending))
        return sorted(found[1] for name in self.folder.iterdir() if (found := of_family.fullmatch(name.name)))

    def before(self, version: str) -> str | None:
        """The newest version below another whose file is there; empty below the first, None where it is gone."""
        if number_of(version) == FIRST:
            return NO_VERSION
        return max((number for number in self.numbers() if number < number_of(version)), default=None)

    def next(self) -> str:
        """The name of the next version: beyond every number there is, also where the pointer was lost."""
        return next_version(self._highest())

    def _highest(self) -> str:
        return max(*self.numbers(), *map(number_of, self._said()), NOTHING)

    def copy(self, before: str, version: str) -> None:
        """A version's file under the name of another. StoreError where the disk has no room for what follows."""
        size, free = self.file(before).stat().st_size, shutil.disk_usage(self.folder).free
        if free < 3 * size:
            raise StoreError(
                f"The disk has {free >> 20} MB free and this import may need {3 * size >> 20} MB; free some space. "
                "The data are as they were."
            )
        shutil.copyfile(self.file(before), self.file(version))

    def put_in_force(self, version: str, step: Step) -> None:
        """Have the pointer name a version whose file is complete; empty: none."""
        text = version or NOTHING
        if number_of(text) < self._highest():
            text += f"\n{self._highest()}"
        new = self.pointer.with_suffix(".new")
        new.write_text(text + "\n", encoding="ascii")
        to_disk(new)
        step("pointed")
        os.replace(new, self.pointer)

    def sweep(self) -> None:
        """Remove all but the newest versions, what was undone, and what a crash left behind. Nothing is removed where
        no version is in force.
        """
        current = self.in_force()
        older = [number for number in self.numbers() if number <= number_of(current)]
        if current:
            for number in set(self.numbers()) - set(older[-KEPT_VERSIONS:]):
                self.remove(self.file(number))

    def remove(self, file: Path) -> None:
        """A file and what DuckDB keeps beside it. One that is open (Windows) is left for the next time."""
        for name in (file, file.with_name(file.name + ".wal")):
            with suppress(FileNotFoundError, PermissionError):
                name.unlink()
        shutil.rmtree(file.with_name(file.name + ".tmp"), ignore_errors=True)


def number_of(version: str) -> str:
    """The number in the name of a version."""
    return version.partition("-")[0]


def to_disk(path: Path) -> None:
    """Make sure that a file, or the names in a folder, survive a power cut."""
    if path.is_dir() and os.name == "nt":
        return  # Windows writes folders out by itself and cannot open them
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
