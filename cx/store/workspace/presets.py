"""The presets that people saved: how files of their own are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, insert, select

from cx import notes
from cx.errors import BadInput
from cx.store.workspace.base import Base
from cx.store.workspace.tables import PRESETS

#: The most characters of a preset that is kept.
LONGEST = 200_000


@dataclass(frozen=True)
class Saved:
    """One saved preset. toml: its text; shape_key: what tells files of its shape; saved_at: UTC, full seconds."""

    name: str
    toml: str
    shape_key: str
    saved_at: datetime


class Presets(Base):
    """What was saved."""

    def saved_presets(self) -> tuple[Saved, ...]:
        """Every saved preset, by name."""
        return tuple(Saved(**row) for row in self._all(select(PRESETS).order_by(PRESETS.c.name)))

    def save_preset(self, name: str, toml: str, shape_key: str) -> None:
        """Save a preset, in place of the one of that name. BadInput for a name or a text that cannot be kept."""
        if len(toml) > LONGEST:
            raise BadInput(f"A saved preset has at most {LONGEST:,} characters, not {len(toml):,}; keep it as a file.")
        row = {
            "name": notes.words(name, "name of a preset", notes.LONGEST_TEXT),
            "toml": notes.storable(toml, "text of a preset"), "shape_key": shape_key,
            "saved_at": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
        }  # fmt: skip
        with self._edit() as connection:
            connection.execute(delete(PRESETS).where(PRESETS.c.name == row["name"]))
            connection.execute(insert(PRESETS).values(row))

    def remove_preset(self, name: str) -> None:
        """Take a saved preset away; nothing happens where it is gone already."""
        with self._edit() as connection:
            connection.execute(delete(PRESETS).where(PRESETS.c.name == name))
