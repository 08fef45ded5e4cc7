"""DuckDB: one process may write a file or many may read it, so every version is a file of its own.

`duckdb:///folder/warehouse.duckdb` names a family of files (`version_files.py`). A publish copies the one in force,
writes the copy, makes sure it is whole and on disk, and has the pointer name it; an undo has the pointer name the
version before. A file name is never used twice: inside one process DuckDB keeps handing out the database it has open
under a path.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
from duckdb_sqlalchemy import URL
from sqlalchemy import Engine, QueuePool, Select, Table, create_engine, event, func, select, text
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.util import LRUCache

from cx.errors import BadInput, StoreError
from cx.store import meta
from cx.store.engines.base import NO_VERSION, ROWS_AT_ONCE, Database, Step, not_undone, row_number
from cx.store.engines.version_files import VersionFiles, to_disk
from cx.store.lock import file_lock
from cx.store.schema import Column
from cx.store.tables import METADATA, STAGING
from cx.store.upgrade import is_current

#: A result of this size must fit the stream's buffer: DuckDB 1 waits for ever on some that do not.
STREAM_BUFFER = "256MB"
#: What statements were compiled to, for the engines of all files: most ask the same of every version.
COMPILED: LRUCache[Any, Any] = LRUCache(2000)


class DuckDatabase(Database):
    """A family of files and the pointer to the one in force."""

    driver_failures = (duckdb.Error,)
    has_sets = True

    def __init__(self, url: str, memory_limit: str = "300MB") -> None:
        super().__init__(url, memory_limit)
        if not self.url.database or self.url.database == ":memory:":
            raise BadInput("A DuckDB warehouse needs a file name: duckdb:///folder/warehouse.duckdb")
        self.files = VersionFiles(Path(self.url.database))
        self._opened = NO_VERSION
        self._switch = threading.Lock()

    # Reading.

    def exists(self) -> bool:
        """Whether any version was published."""
        return self.version() != NO_VERSION

    def version(self) -> str:
        """What the pointer says; empty where nothing was ever published. A few microseconds."""
        with self.readable():
            return self.files.in_force()

    def version_of(self, connection: Connection) -> str:
        """The version whose file this connection reads or writes."""
        return str(connection.engine.get_execution_options()["version"])

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection to the newest version; one already open reads on in its own."""
        with self.readable(), self._connect() as connection:
            yield connection

    def _connect(self) -> Connection:
        try:
            return self._newest().connect()
        except DBAPIError:
            return self._newest().connect()  # the file went while we were on the way to it: the pointer knows better

    def _newest(self) -> Engine:
        with self._switch:
            version = self.version()
            if self._engine is None or version != self._opened:
                self.close()
                self._engine, self._opened = self._reader(version), version
            return self._engine

    def _reader(self, version: str) -> Engine:
        engine = self._open(self.files.file(version), access_mode="read_only", enable_external_access="false")
        event.listen(engine, "connect", _widen_stream)
        return engine.execution_options(version=version)

    def _open(self, file: Path, **options: str) -> Engine:
        """The one place that makes an engine: all connections to a file must have the same settings."""
        options |= {"memory_limit": self.memory_limit, "threads": str(os.cpu_count() or 1)}
        url, dialect = URL(database=str(file), query=options), _dialect()
        _, arguments = dialect.create_connect_args(url)
        pool = QueuePool(lambda: dialect.connect(**arguments), 8, max_overflow=8, timeout=10, dialect=dialect)
        return Engine(pool, dialect, url, execution_options={"compiled_cache": COMPILED})

    def table(self, connection: Connection, statement: Select[Any]) -> pa.Table:
        """As DuckDB hands it over."""
        result: Any = connection.execution_options(duckdb_arrow=True).execute(statement)
        return result.arrow

    def frame(self, connection: Connection, statement: Select[Any]) -> pd.DataFrame:
        """Through Arrow, five times faster than row by row."""
        table = self.table(connection, statement)
        columns = {name: _objects(column) for name, column in zip(table.column_names, table.columns, strict=True)}
        return pd.DataFrame({name: pd.Series(values, dtype=values.dtype) for name, values in columns.items()})

    def unreadable(self, reason: str) -> str:
        """What to say where reading fails."""
        file = self.files.file(self._opened) if self._opened else self.files.pointer
        return f"The warehouse's file {file} cannot be read ({reason}). {self.files.way_out(self._opened)}"

    # Writing.

    @contextmanager
    def write(self, wait: float = 10.0, step: Step = lambda name: None) -> Iterator[Connection]:
        """The next version: a copy, written and put in force when the block ends, removed when it raises."""
        with self.lock(wait):
            with self.writable(), self._next_file(step) as version:
                with self._writer(version, step) as connection:
                    yield connection
                step("verified")
                self._put_in_force(version, step)
            with self.clear_failures(_landed):
                self._sweep()
                step("published")

    @contextmanager
    def _next_file(self, step: Step) -> Iterator[str]:
        """The next version, a copy of the one in force; its file is removed unless the block puts it in force."""
        self._sweep()
        version = self.files.next()
        try:
            self._copy(self.version(), version)
            step("copied")
            yield version
        except BaseException:
            if self.version() != version:
                self.files.remove(self.files.file(version))
            raise

    def lock(self, wait: float) -> AbstractContextManager[object]:
        """A lock file beside the pointer."""
        return file_lock(self.files.beside("lock"), wait)

    def _copy(self, before: str, version: str) -> None:
        if before == NO_VERSION:
            return
        with self.read():
            pass  # a file that cannot be opened is said to be one before anything is written
        self.files.copy(before, version)

    @contextmanager
    def _writer(self, version: str, step: Step) -> Iterator[Connection]:
        """Each statement lands by itself: the file is nobody else's until the pointer names it."""
        engine = self._open(self.files.file(version), preserve_insertion_order="false")
        engine = engine.execution_options(isolation_level="AUTOCOMMIT", version=version)
        try:
            with engine.connect() as connection:
                self.prepare(connection)
                self.open_staging(connection)
                meta.name_version(connection, self.version(), version)
                step("begun")
                yield connection
                step("written")
                self.close_staging(connection)
                rows = _count_rows(connection)
                connection.execute(text("CHECKPOINT"))
            step("checkpointed")
        finally:
            engine.dispose()
            self.files.remove(self._staging_file)
        self._verify(version, rows)

    def prepare(self, connection: Connection) -> None:
        """The tables; no keys and no indexes, which DuckDB does not need to find rows."""
        METADATA.create_all(connection)

    @property
    def _staging_file(self) -> Path:
        return self.files.beside("staging")

    def open_staging(self, connection: Connection) -> None:
        """A second file, so that what waited leaves no holes in the first."""
        path = str(self._staging_file).replace("'", "''")
        connection.execute(text(f"ATTACH '{path}' AS {STAGING}".replace(":", "\\:")))
        connection.execute(text("SET force_compression='uncompressed'"))

    def close_staging(self, connection: Connection) -> None:
        """Detach it; the file is removed once the engine is closed."""
        connection.execute(text(f"DETACH {STAGING}"))

    def settle(self, connection: Connection) -> None:
        """What waited is written as it came, which halves the time; what stays is compressed."""
        connection.execute(text("SET force_compression='auto'"))

    def row_id(self, table: Table, key: Sequence[str]) -> dict[Column, ColumnElement[Any]]:
        """DuckDB's own number of the row."""
        return {Column("row_id", "big"): row_number(table)}

    def load(self, connection: Connection, table: Table, rows: pa.Table) -> None:
        """Straight from Arrow."""
        driver = connection.connection.driver_connection
        driver.register("incoming", rows)  # type: ignore[union-attr]
        try:
            names = ", ".join(f'"{name}"' for name in rows.column_names)
            target = f"{table.schema}.{table.name}" if table.schema else table.name
            connection.exec_driver_sql(f"INSERT INTO {target} ({names}) SELECT {names} FROM incoming")
        finally:
            driver.unregister("incoming")  # type: ignore[union-attr]

    def batches(self, connection: Connection, statement: Select[Any]) -> Iterator[pa.Table]:
        """Streamed on a connection of its own: one DuckDB connection does one thing at a time."""
        with connection.engine.connect() as reader:
            result: Any = reader.execution_options(duckdb_arrow=True).execute(statement)
            with result.batches(ROWS_AT_ONCE) as stream:
                for batch in stream:
                    yield pa.Table.from_batches([batch])

    def fingerprint(self, columns: Sequence[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
        """A hash, so that a join carries eight bytes in place of whole rows."""
        return [func.hash(*columns)] if columns else []

    def _verify(self, version: str, rows: list[int]) -> None:
        """Read the file as a reader will; what cannot be read, or lacks rows, must not be put in force."""
        engine = self._open(self.files.file(version), access_mode="read_only")
        try:
            with engine.connect() as connection:
                found = _count_rows(connection)
        finally:
            engine.dispose()
        file = self.files.file(version)
        if found != rows or file.with_name(file.name + ".wal").exists():
            raise StoreError("The new version was not written out completely; the data are as they were. Try again.")

    def _put_in_force(self, version: str, step: Step) -> None:
        if version:
            to_disk(self.files.file(version))
        to_disk(self.files.folder)
        step("synced")
        self.files.put_in_force(version, step)
        with self.clear_failures(_landed):
            to_disk(self.files.folder)
            step("in force")

    # Taking back.

    def undoable(self) -> str:
        """As `Database.undoable`: the version before can be put in force while its file is kept."""
        if self.version() == NO_VERSION:
            return "empty"
        with self.read() as connection:
            return "gone" if self._before(connection) is None else ""

    def undo(self, wait: float = 10.0, step: Step = lambda name: None) -> str:
        """As `Database.undo`: only the pointer changes, so readers move over as they do after a publish."""
        with self.lock(wait):
            if self.undoable():
                raise not_undone(self.undoable())
            undone = self.version()
            with self.read() as connection:
                before = self._before(connection) or NO_VERSION
            self._make_sure_of(before)
            with self.writable():
                self._put_in_force(before, step)
            return undone

    def _before(self, connection: Connection) -> str | None:
        """The version that this connection's was made from: empty where that is none, None where it is not kept."""
        known = meta.lineage(connection)
        if not known:
            return self.files.before(self.version_of(connection))
        before = (NO_VERSION, *known)[-2]
        return before if before == NO_VERSION or self.files.file(before).exists() else None

    def _make_sure_of(self, version: str) -> None:
        """Refuse a version that the pages could not read, before it is put in force."""
        if version == NO_VERSION:
            return
        engine = self._reader(version)
        try:
            with self.readable(), engine.connect() as connection:
                if not is_current(connection):
                    raise not_undone("schema")
        finally:
            engine.dispose()

    def _sweep(self) -> None:
        """Remove what is older than the versions that are kept, and what a crash left behind."""
        self.files.sweep()
        self.files.remove(self._staging_file)


@cache
def _dialect() -> Dialect:
    """The one dialect of all engines, for what was compiled is known by its dialect; ready once it has connected."""
    engine = create_engine("duckdb:///:memory:")
    engine.connect().close()
    engine.dispose()
    return engine.dialect


def _landed(reason: str) -> str:
    return (
        f"The change is made and in force, but afterwards something failed ({reason}); nothing needs to be done again. "
        "Make sure that the disk is sound."
    )


def _count_rows(connection: Connection) -> list[int]:
    """How many rows each table holds."""
    counts = (select(func.count()).select_from(table).scalar_subquery() for table in METADATA.sorted_tables)
    return list(connection.execute(select(*counts)).one())


def _widen_stream(driver: object, _: object) -> None:
    driver.execute(f"SET streaming_buffer_size='{STREAM_BUFFER}'")  # type: ignore[attr-defined]


def _objects(column: pa.ChunkedArray) -> Any:
    """Whole numbers as int64 where none is missing; all else as objects with None where missing."""
    if pa.types.is_integer(column.type) and not column.null_count:
        return column.cast(pa.int64()).to_numpy()
    if pa.types.is_floating(column.type) and not column.null_count:
        return column.to_numpy()
    coded = column.combine_chunks().dictionary_encode()
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    values = np.array([*coded.dictionary.to_pylist(), None], dtype=object)
    return values[np.asarray(coded.indices.fill_null(len(coded.dictionary)))]
