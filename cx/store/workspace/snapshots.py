"""The snapshots people keep: the content as it was sealed, deflated, and what a list says of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from cx import notes
from cx.errors import BadInput, StoreError
from cx.store.workspace.base import Base
from cx.store.workspace.tables import SNAPSHOTS

#: The highest number that every database can be asked for.
MOST = 2**31 - 1


@dataclass(frozen=True)
class Kept:
    """One snapshot in the list. title, note: as people wrote them; taken_at: UTC; seal: 64 hexadecimal digits;
    key_name: of the key it was made with; pages: by name; days: the first and the last it shows; product, version: of
    the program and of the data; bytes: what it takes in the workspace.
    """

    number: int
    title: str
    note: str
    taken_at: datetime
    seal: str
    key_name: str
    pages: tuple[str, ...]
    days: tuple[date, date]
    is_sample: bool
    product: str
    version: str
    bytes: int


class Snapshots(Base):
    """Snapshots by number. They make no revision: no page is counted from them."""

    def snapshots(self) -> tuple[Kept, ...]:
        """Every snapshot, the newest first; no content is read."""
        return tuple(_kept(row) for row in self._all(_LISTED.order_by(SNAPSHOTS.c.number.desc())))

    def kept(self, number: int) -> Kept:
        """What the list says of one snapshot. BadInput where there is none of that number."""
        return _kept(self._found(number, _LISTED))

    def snapshot(self, number: int) -> bytes:
        """The content of a snapshot, deflated. BadInput where there is none of that number."""
        found: bytes = self._found(number, select(SNAPSHOTS.c.content))["content"]
        return found

    def add_snapshot(
        self,
        title: str,
        note: str,
        content: bytes,
        *,
        seal: str,
        key_name: str,
        pages: Sequence[str],
        days: tuple[date, date],
        is_sample: bool,
        product: str,
        version: str,
    ) -> int:
        """Keep a deflated content; its number. The words are as `Kept` has them. BadInput for a title that is missing,
        and for words that are too long.
        """
        said = dict(zip(("title", "note"), notes.heading(title, note), strict=True))
        values = {
            "taken_at": datetime.now(UTC).replace(tzinfo=None, microsecond=0), "seal": seal, "key_name": key_name,
            "pages": json.dumps(list(pages)), "first": days[0], "last": days[1], "is_sample": int(is_sample),
            "product": product, "version": version, "bytes": len(content), "content": content,
        }  # fmt: skip
        with self._change() as connection:
            key = connection.execute(insert(SNAPSHOTS).values(said | values)).inserted_primary_key
            assert key is not None
            return int(key[0])

    def rename_snapshot(self, number: int, title: str, note: str) -> None:
        """Give a snapshot another title and note; its seal is not of them.

        BadInput as `add_snapshot` raises it, and where there is none of that number.
        """
        said = dict(zip(("title", "note"), notes.heading(title, note), strict=True))
        self.kept(number)
        with self._change() as connection:
            connection.execute(update(SNAPSHOTS).where(SNAPSHOTS.c.number == number).values(said))

    def remove_snapshot(self, number: int) -> None:
        """Take a snapshot out of the list; nothing happens where it is gone already. The register keeps its seal."""
        with self._change() as connection:
            connection.execute(delete(SNAPSHOTS).where(SNAPSHOTS.c.number == min(number, MOST)))

    def _found(self, number: int, statement: Any) -> dict[str, Any]:
        rows = self._all(statement.where(SNAPSHOTS.c.number == number)) if 0 < number <= MOST else []
        if not rows:
            raise _gone(number)
        return rows[0]


_LISTED = select(*(column for column in SNAPSHOTS.c if column.name != "content"))


def _kept(row: Mapping[str, Any]) -> Kept:
    plain = {name: value for name, value in row.items() if name not in ("first", "last")}
    try:
        read = {"pages": tuple(map(str, json.loads(row["pages"]))), "is_sample": bool(row["is_sample"])}
    except (ValueError, TypeError):
        raise StoreError(
            f"What the list says of snapshot {row['number']} was changed outside of this program; "
            "bring the workspace back from a backup."
        ) from None
    return Kept(**plain | read, days=(row["first"], row["last"]))


def _gone(number: int) -> BadInput:
    return BadInput(f"There is no snapshot number {number}; it may have been deleted, so look in the list.")
