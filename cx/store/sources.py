"""Rows of any SQL database by its URL and a query: read only, piece by piece, as the texts that a CSV would hold.

Nothing of the URL is ever said: not in a failure, and not by what a driver says of one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, NoReturn

import pyarrow as pa
from sqlalchemy import URL, text
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from cx.errors import BadInput, StoreError
from cx.settings import variable
from cx.store.engines import read_only
from cx.store.marks import SINCE, Mark
from cx.store.secret_parts import without_secrets
from cx.store.source_text import as_text

ROWS_AT_ONCE = 20_000

#: Texts, quoted names and comments, which say nothing of what a statement does. MySQL runs what is in /*! and /*M!.
_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|--\s[^\n]*|/\*(?!M?!).*?\*/""", re.DOTALL)
_READS = re.compile(r"[\s(]*(select|with)\b", re.IGNORECASE)
_WRITES = re.compile(
    r"\b(insert|update|delete|merge|into|replace\s+into|create|alter|drop|truncate|grant|revoke|deny|exec|execute|call"
    r"|backup|restore|shutdown|kill|dbcc|reconfigure|waitfor|writetext|updatetext)\b",
    re.IGNORECASE,
)
#: A name as SQL Server quotes it: a quote in it would seem to begin a text. It also runs statements without semicolons.
_BRACKETED = re.compile(r"\[[^\]]*\]")
#: What a SELECT of MySQL writes files with, in a transaction that only reads too.
_FILES = re.compile(r"\b(outfile|dumpfile)\b", re.IGNORECASE)


class Piece(NamedTuple):
    """Some rows of a result: text columns under the names of the result, and the values of one column as they came."""

    values: pa.RecordBatch
    marks: tuple[Any, ...]


class Source:
    """A database by the name of its connection. BadInput where its URL is none, or its driver is missing."""

    def __init__(self, name: str, url: str, memory_limit: str = "300MB") -> None:
        self.name, self._url = name, _parsed(name, url)
        self._engine = read_only.read_only(self._url, memory_limit)

    def pieces(self, query: str, mark_column: str = "", since: Mark | None = None) -> Iterator[Piece]:
        """The rows of a query, some at a time: the database is asked for more as they are taken.

        since: what stands for :since in it; mark_column: the column whose values come as they are, too.
        Raises BadInput for what is not one reading statement, and for a column that is missing or no text; StoreError
        where the database cannot be reached, or refuses.
        """
        check_reads(query, self._url.get_backend_name())
        with self._connected() as connection, self._clear_failures(self._refused(query)):
            mark = {"since": read_only.parameter(connection.dialect.name, since)} if SINCE.search(query) else {}
            result = connection.execute(_statement(query), mark)
            names = list(result.keys())
            place = _place(mark_column, names, self.name)
            nothing = pa.RecordBatch.from_arrays([pa.array([], pa.string()) for _ in names], names=names)
            yield Piece(nothing, ())  # the columns are known even where there is no row
            for rows in result.partitions(ROWS_AT_ONCE):
                columns = list(zip(*rows, strict=True))
                values = [as_text(name, column) for name, column in zip(names, columns, strict=True)]
                yield Piece(pa.RecordBatch.from_arrays(values, names=names), columns[place] if mark_column else ())

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        """A connection in a transaction that only reads, and is rolled back whatever happens."""
        with self._clear_failures(self._unreachable):
            connection = self._engine.connect()
        try:
            with self._clear_failures(self._unreachable):
                read_only.begin(connection)
            yield connection.execution_options(yield_per=ROWS_AT_ONCE)
        finally:
            with self._clear_failures(self._unreachable):
                connection.close()

    @contextmanager
    def _clear_failures(self, say: Callable[[Exception], str]) -> Iterator[None]:
        kinds: tuple[type[Exception], ...] = (SQLAlchemyError, OSError, *read_only.failures())
        try:
            yield
        except kinds as failure:
            raise StoreError(say(failure)) from None  # what the driver says may repeat all of the URL

    def _unreachable(self, failure: Exception) -> str:
        """Without the driver's words: here they name the host, the user and the database."""
        return (
            f"The database of the connection {self.name!r} cannot be opened ({type(failure).__name__}): it is not "
            f"there, or refuses the user or the password; check {variable(f'source_{self.name}_url')}."
        )

    def _refused(self, query: str) -> Callable[[Exception], str]:
        def say(failure: Exception) -> str:
            reason = without_secrets(failure, self._url, query)
            return f"The database of the connection {self.name!r} refused the query ({reason}); mend the query."

        return say


def check_reads(query: str, backend: str) -> None:
    """BadInput for what is not one statement that reads, as far as its words tell; the database is told too."""
    code = _QUOTED.sub(" ", query)
    if ";" in query.strip().rstrip(";"):
        _refuse("is one statement, so a semicolon may only end it (inside a text write a function such as chr(59))")
    if not _READS.match(code):
        _refuse("begins with SELECT or WITH: it only reads")
    if _FILES.search(query):
        _refuse("must not write a file: it only reads")
    readings = (code, _QUOTED.sub(" ", _BRACKETED.sub(" ", query)))
    found = next(filter(None, map(_WRITES.search, readings)), None)
    if found and backend not in read_only.REFUSING:
        _refuse(f"must not hold the word {found[0]!r}: it only reads, and this database cannot be told so")


def _refuse(why: str) -> NoReturn:
    raise BadInput(f"The query of a preset {why}.")


def _statement(query: str) -> Any:
    """The query with :since as its one parameter; every other colon is the database's own."""
    plain = query.strip().rstrip(";")
    return text(":since".join(part.replace(":", r"\:") for part in SINCE.split(plain)))


def _place(name: str, names: list[str], connection: str) -> int:
    """Where the column of the mark stands in the result."""
    if not name:
        return 0
    if name not in names:
        raise BadInput(
            f"The query of the connection {connection!r} gives no column {name!r}, which high_water names; add it to "
            "the query."
        )
    return names.index(name)


def _parsed(name: str, url: str) -> URL:
    """The URL, where its driver is there. What is wrong is said without a word of it."""
    given = variable(f"source_{name}_url")
    try:
        found = make_url(url)
        found.get_dialect().import_dbapi()
    except NoSuchModuleError:
        raise BadInput(f"{given} names a kind of database that is not known here; is its driver installed?") from None
    except ImportError as failure:
        raise BadInput(f"{given} needs the Python package {failure.name!r}, which is not installed.") from None
    except (ArgumentError, ValueError):
        raise BadInput(f"{given} is no database URL; write DIALECT://USER:PASSWORD@HOST/DATABASE.") from None
    return found
