"""What people write: settings, markers, goals, benchmarks, names of their own, saved views.

Each change is checked before it is written (`cx/notes.py`, `cx/settings.py`) and makes the next revision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Table, and_, delete, false, insert, or_, select, update
from sqlalchemy.engine import Connection

from cx import notes
from cx.errors import BadInput
from cx.notes import Benchmark, Marker, Notes, View
from cx.settings import KEPT, check_kept
from cx.store.workspace.base import Base, revision_of
from cx.store.workspace.tables import BENCHMARKS, GOALS, LABELS, MARKERS, SETTINGS, VIEWS

Row = Mapping[str, Any]


class Written(Base):
    """What people wrote down."""

    def notes(self) -> Notes:
        """Markers, goals, benchmarks and names, as of one revision."""
        with self._reading() as connection:
            return Notes(
                _markers(connection), _goals(connection), _benchmarks(connection), _labels(connection),
                revision_of(connection),
            )  # fmt: skip

    def add_notes(self, given: Notes) -> None:
        """Write down the markers, goals and benchmarks that are not there yet; what is there stays as it is."""
        known = self.notes()
        markers = {(marker.first, marker.text) for marker in known.markers}
        benchmarks = {(benchmark.measure, benchmark.name) for benchmark in known.benchmarks}
        new: dict[Table, list[dict[str, Any]]] = {
            MARKERS: [_without_number(each) for each in given.markers if (each.first, each.text) not in markers],
            GOALS: [
                {"measure": name, "value": value} for name, value in given.goals.items() if name not in known.goals
            ],
            BENCHMARKS: [asdict(each) for each in given.benchmarks if (each.measure, each.name) not in benchmarks],
        }
        with self._edit() as connection:
            for table, rows in new.items():
                if rows:
                    connection.execute(insert(table), rows)

    # Settings.

    def settings(self) -> dict[str, str]:
        """The settings that were edited, by name, as texts."""
        return {row["name"]: row["value"] for row in self._all(select(SETTINGS).where(SETTINGS.c.name.in_(KEPT)))}

    def set_settings(self, values: Mapping[str, str | None]) -> None:
        """Keep settings as texts, None for the default: all of them, or none.

        BadInput where one cannot be edited or be a value of it.
        """
        for name, value in values.items():
            check_kept(name, value)
        with self._edit() as connection:
            connection.execute(delete(SETTINGS).where(SETTINGS.c.name.in_(list(values))))
            kept = [{"name": name, "value": value} for name, value in values.items() if value is not None]
            if kept:
                connection.execute(insert(SETTINGS), kept)

    # Markers.

    def markers(self) -> tuple[Marker, ...]:
        """Every marker, the newest first."""
        with self._reading() as connection:
            return _markers(connection)

    def add_marker(self, first: date, last: date | None, text: str, kind: str) -> int:
        """Write a marker down; its number. BadInput as `cx.notes.marker` raises it."""
        values = _without_number(notes.marker(first, last, text, kind))
        with self._edit() as connection:
            key = connection.execute(insert(MARKERS).values(values)).inserted_primary_key
            assert key is not None
            return int(key[0])

    def change_marker(self, marker_id: int, first: date, last: date | None, text: str, kind: str) -> None:
        """Write a marker anew under its number. BadInput as `cx.notes.marker` raises it, and where it is gone."""
        values = _without_number(notes.marker(first, last, text, kind))
        with self._edit() as connection:
            changed = connection.execute(update(MARKERS).where(MARKERS.c.marker_id == marker_id).values(values))
            if not changed.rowcount:
                raise BadInput("This marker was removed in the meantime; add it once more.")

    def remove_marker(self, marker_id: int) -> None:
        """Take a marker away; nothing happens where it is gone already."""
        self._remove(MARKERS, marker_id=marker_id)

    # Goals and benchmarks.

    def goals(self) -> dict[str, float]:
        """Every goal by the full name of its reading, in the reading's own unit."""
        with self._reading() as connection:
            return _goals(connection)

    def set_goal(self, name: str, value: float | None) -> None:
        """Set the goal of a reading by its full name ("nps.nps"), None for none. BadInput for what cannot be one."""
        if value is None:
            self._remove(GOALS, measure=notes.full_name(*notes.reading_of(name)))
        else:
            known, number = notes.goal(name, value)
            self._put(GOALS, {"measure": known}, {"value": number})

    def benchmarks(self) -> tuple[Benchmark, ...]:
        """Every benchmark, by measure and name."""
        with self._reading() as connection:
            return _benchmarks(connection)

    def set_benchmark(self, measure: str, value: float, name: str, source: str) -> None:
        """Write a benchmark of a reading down, in place of the one of that name. BadInput for what cannot be one."""
        found = notes.benchmark(measure, value, name, source)
        key = {"measure": found.measure, "name": found.name}
        self._put(BENCHMARKS, key, {"value": found.value, "source": found.source})

    def remove_benchmark(self, measure: str, name: str) -> None:
        """Take a benchmark away; nothing happens where it is gone already."""
        self._remove(BENCHMARKS, measure=measure, name=name)

    # Names.

    def labels(self) -> dict[tuple[str, str], str]:
        """What values are called, by (dimension, value); a dimension itself by (dimension, "")."""
        with self._reading() as connection:
            return _labels(connection)

    def set_labels(self, names: Mapping[tuple[str, str], str]) -> None:
        """Call values of dimensions, or with value "" a dimension itself, by other names, "" for their own: all of
        them, or none. BadInput for what no name can be.
        """
        given = [notes.label(*key, name) for key, name in names.items() if name.strip()]
        with self._edit() as connection:
            keys = [_is(LABELS, {"dimension": dimension, "value": value}) for dimension, value in names]
            connection.execute(delete(LABELS).where(or_(false(), *keys)))
            if given:
                connection.execute(insert(LABELS), [dict(zip(LABELS.c.keys(), row, strict=True)) for row in given])

    # Views.

    def views(self) -> tuple[View, ...]:
        """Every saved view, by name."""
        return tuple(View(**row) for row in self._all(select(VIEWS).order_by(VIEWS.c.name)))

    def save_view(self, name: str, page: str, query: str) -> None:
        """Save a view. BadInput where another one has that name, or for what cannot be one."""
        found = notes.view(name, page, query)
        with self._edit() as connection:
            if connection.scalar(select(VIEWS.c.name).where(VIEWS.c.name == found.name)):
                raise BadInput(
                    f"There is a view named {found.name!r} already; choose another name, or remove that one."
                )
            connection.execute(insert(VIEWS).values(asdict(found)))

    def remove_view(self, name: str) -> None:
        """Take a view away; nothing happens where it is gone already."""
        self._remove(VIEWS, name=name)

    # One row.

    def _put(self, table: Table, key: Row, values: Row) -> None:
        with self._edit() as connection:
            connection.execute(delete(table).where(_is(table, key)))
            connection.execute(insert(table).values({**key, **values}))

    def _remove(self, table: Table, **key: Any) -> None:
        with self._edit() as connection:
            connection.execute(delete(table).where(_is(table, key)))


def _is(table: Table, key: Row) -> Any:
    return and_(*(table.c[name] == value for name, value in key.items()))


def _without_number(marker: Marker) -> dict[str, Any]:
    return {name: value for name, value in asdict(marker).items() if name != "marker_id"}


def _markers(connection: Connection) -> tuple[Marker, ...]:
    newest_first = select(MARKERS).order_by(MARKERS.c.first.desc(), MARKERS.c.marker_id.desc())
    return tuple(Marker(**row) for row in connection.execute(newest_first).mappings())


def _goals(connection: Connection) -> dict[str, float]:
    return {row["measure"]: row["value"] for row in connection.execute(select(GOALS)).mappings()}


def _benchmarks(connection: Connection) -> tuple[Benchmark, ...]:
    in_order = select(BENCHMARKS).order_by(BENCHMARKS.c.measure, BENCHMARKS.c.name)
    return tuple(Benchmark(**row) for row in connection.execute(in_order).mappings())


def _labels(connection: Connection) -> dict[tuple[str, str], str]:
    rows = connection.execute(select(LABELS.c.dimension, LABELS.c.value, LABELS.c.name))
    return {(dimension, value): name for dimension, value, name in rows}
