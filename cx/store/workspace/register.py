"""The key of the workspace's seals, and the register of every seal made with it.

Nothing here changes or removes a row, and on SQLite the file itself refuses to. Every row is signed together with all
before it (`chain.py`), and so is the end, so that a row that was altered, removed or put elsewhere is noticed. What
cannot be noticed: that the whole workspace was put back as it once was, and what somebody does who has its key.
"""

from __future__ import annotations

import hmac
import re
from datetime import UTC, datetime

from sqlalchemy import insert, select, true, update
from sqlalchemy.engine import Connection

from cx.errors import StoreError
from cx.store.workspace import chain
from cx.store.workspace.base import Base
from cx.store.workspace.tables import SEALS, SETTINGS

_SEAL = re.compile("[0-9a-f]{64}")


class Register(Base):
    """What was sealed, and when. It makes no revision: no page is counted from it."""

    def seal_key(self) -> bytes:
        """The 32 secret bytes of this workspace, never to be logged, shown or written into a file.

        StoreError where they are gone: other ones would make every earlier seal that of a stranger.
        """
        with self._reading() as connection:
            return _key(connection)

    def register(self, seal: str) -> datetime:
        """When a seal (64 hexadecimal digits) was registered first, which is now where it is new; UTC, full seconds."""
        if not _SEAL.fullmatch(seal):
            raise ValueError("a seal has 64 hexadecimal digits")
        return self.sealed_at(seal) or self._append(seal)

    def sealed_at(self, seal: str) -> datetime | None:
        """When a seal was registered, in UTC; None where it never was."""
        with self._reading() as connection:
            return _sealed_at(connection, seal)

    def register_intact(self) -> bool:
        """Whether every row is as it was written, and none is missing."""
        # The end comes with the rows, for on some engines the next statement may see a newer one.
        columns = SETTINGS.c.value, SEALS.c.nr, SEALS.c.seal, SEALS.c.sealed_at, SEALS.c.chain
        rows = select(*columns).select_from(SETTINGS.outerjoin(SEALS, true()))
        with self._reading() as connection:
            key = _key(connection)
            try:
                found = connection.execute(rows.where(SETTINGS.c.name == chain.END).order_by(SEALS.c.nr)).all()
            except ValueError:  # a time that is none
                return False
        end = chain.end(key)
        for _, nr, seal, sealed_at, kept in found if found and found[0].nr is not None else ():
            expected = chain.link(key, end, nr, seal, sealed_at)
            if not hmac.compare_digest(expected, kept):
                return False
            end = chain.end(key, expected)
        return bool(found) and hmac.compare_digest(end, found[0].value)

    def _append(self, seal: str) -> datetime:
        with self._change() as connection:
            # Whoever writes to this row goes first, on every engine; the others wait, then see what was added.
            connection.execute(update(SETTINGS).where(SETTINGS.c.name == chain.END).values(value=SETTINGS.c.value))
            return _sealed_at(connection, seal) or _append(connection, seal)


def _append(connection: Connection, seal: str) -> datetime:
    key, now = _key(connection), datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    end = _own(connection, chain.END)
    nr = 1 + (connection.scalar(select(SEALS.c.nr).order_by(SEALS.c.nr.desc()).limit(1)) or 0)
    row = {"nr": nr, "seal": seal, "sealed_at": now, "chain": chain.link(key, end, nr, seal, now)}
    connection.execute(insert(SEALS).values(row))
    newest = update(SETTINGS).where(SETTINGS.c.name == chain.END)
    connection.execute(newest.values(value=chain.end(key, str(row["chain"]))))
    return now


def _sealed_at(connection: Connection, seal: str) -> datetime | None:
    return connection.scalar(select(SEALS.c.sealed_at).where(SEALS.c.seal == seal))


def _key(connection: Connection) -> bytes:
    return bytes.fromhex(_own(connection, chain.KEY))


def _own(connection: Connection, name: str) -> str:
    """What the workspace wrote down for its seals."""
    value: str | None = connection.scalar(select(SETTINGS.c.value).where(SETTINGS.c.name == name))
    if not value:
        raise StoreError("The workspace has lost what its seals are made with; bring it back from a backup.")
    return value
