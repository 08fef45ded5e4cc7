"""Rows of somebody else's database: as texts, piece by piece, never changed, and nothing of the URL is ever said."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import pytest
from sqlalchemy import make_url

from cx.errors import BadInput, CxError, StoreError
from cx.store import sources
from cx.store.engines import read_only
from cx.store.marks import from_text, newest, to_text
from cx.store.secret_parts import without_secrets
from cx.store.source_text import as_text
from cx.store.sources import Source, check_reads

ENGINES = ("sqlite", "duckdb")
MAKE = ("CREATE TABLE desk (nr INTEGER, word VARCHAR)", "INSERT INTO desk VALUES (1, 'one'), (2, NULL), (3, 'three')")


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A small database of each kind."""
    file = tmp_path / f"desk.{request.param}"
    with closing(opened(file)) as connection:
        for statement in MAKE:
            connection.execute(statement)
        connection.commit()
    return f"{request.param}:///{file}"


def opened(file: Path) -> Any:
    return sqlite3.connect(file) if file.suffix == ".sqlite" else duckdb.connect(str(file))


def rows_of(url: str) -> list[tuple[Any, ...]]:
    """What the table holds now."""
    with closing(opened(Path(make_url(url).database or ""))) as connection:
        return list(connection.execute("SELECT * FROM desk ORDER BY nr").fetchall())


def read(url: str, query: str, **more: Any) -> list[dict[str, Any]]:
    return [row for piece in Source("desk", url).pieces(query, **more) for row in piece.values.to_pylist()]


# Reading.


def test_rows_come_as_texts_under_the_names_of_the_result(url: str) -> None:
    assert read(url, "SELECT nr AS number, word FROM desk ORDER BY nr;") == [
        {"number": "1", "word": "one"},
        {"number": "2", "word": None},
        {"number": "3", "word": "three"},
    ]


def test_a_result_without_rows_has_its_columns(url: str) -> None:
    (piece,) = Source("desk", url).pieces("SELECT nr, word FROM desk WHERE nr > 9")

    assert (piece.values.schema.names, piece.values.num_rows) == (["nr", "word"], 0)


def test_rows_come_in_pieces_as_they_are_asked_for(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "ROWS_AT_ONCE", 1000)
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4500) SELECT i FROM n"
    pieces = Source("desk", url).pieces(many, "i")

    assert [(piece.values.num_rows, len(piece.marks)) for piece in pieces] == [(n, n) for n in (0, *[1000] * 4, 500)]


def test_the_mark_stands_for_since_and_other_colons_are_the_databases_own(url: str) -> None:
    query = (
        "SELECT nr, ':since x' || ':y' AS word, CAST('12:30' AS VARCHAR) AS at FROM desk WHERE nr >= :since ORDER BY nr"
    )

    assert read(url, query.replace(":since x", "since:x"), since=2) == [
        {"nr": nr, "word": "since:x:y", "at": "12:30"} for nr in ("2", "3")
    ]


def test_a_percent_sign_stays_one(url: str) -> None:
    assert read(url, "SELECT nr FROM desk WHERE word LIKE '%o%' AND nr >= :since", since=0) == [{"nr": "1"}]


def test_the_values_of_the_marks_column_come_as_they_are(url: str) -> None:
    pieces = list(Source("desk", url).pieces("SELECT word, nr FROM desk ORDER BY nr", "nr"))

    assert [value for piece in pieces for value in piece.marks] == [1, 2, 3]


def test_a_column_that_the_result_lacks_is_named(url: str) -> None:
    with pytest.raises(BadInput, match="'desk' gives no column 'updated_at'"):
        read(url, "SELECT nr FROM desk", mark_column="updated_at")


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    for engine in ENGINES:
        with pytest.raises(StoreError, match="check CX_SOURCE_DESK_URL"):
            read(f"{engine}:///{tmp_path}/none.{engine}", "SELECT 1")

    assert list(tmp_path.iterdir()) == []


# Values as text.

TOKYO = timezone(timedelta(hours=9))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("word", "word"), (7, "7"), (2**70, "1180591620717411303424"), (True, "true"), (False, "false"),
        (0.1, "0.1"), (9.0, "9.0"), (float("nan"), None), (Decimal("1.50"), "1.50"), (Decimal("1E-9"), "0.000000001"),
        (Decimal("NaN"), None), (Decimal("12345678901234567890.123"), "12345678901234567890.123"),
        (date(2025, 3, 1), "2025-03-01"), (time(7, 5), "07:05:00"), (datetime(2025, 3, 1, 7, 5), "2025-03-01 07:05:00"),
        (datetime(2025, 3, 1, 7, 5, 0, 250), "2025-03-01 07:05:00.000250"),
        (datetime(2025, 3, 1, 7, 5, tzinfo=UTC), "2025-03-01 07:05:00Z"),
        (datetime(2025, 3, 1, 7, 5, tzinfo=TOKYO), "2025-02-28 22:05:00Z"),
        (timedelta(days=1, hours=2, seconds=5), "26:00:05"), (-timedelta(minutes=90), "-1:30:00"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"), (["a", 1], '["a", 1]'), ({"à": None}, '{"à": null}'),
    ],
)  # fmt: skip
def test_a_value_is_the_text_that_a_csv_would_hold(value: object, said: str | None) -> None:
    assert as_text("column", [None, value]).to_pylist() == [None, said]


def test_a_column_of_several_kinds_is_text_each_in_its_way() -> None:
    assert as_text("column", [1, "one", None, 1.5]).to_pylist() == ["1", "one", None, "1.5"]


@pytest.mark.parametrize("value", [b"\x00", bytearray(b"x"), memoryview(b"x")])
def test_bytes_are_refused_by_the_name_of_their_column(value: object) -> None:
    with pytest.raises(BadInput, match="'photo' of the query holds bytes"):
        as_text("photo", ["text", value])


def test_duckdbs_own_types_are_read(tmp_path: Path) -> None:
    with closing(duckdb.connect(str(tmp_path / "types.duckdb"))) as connection:
        connection.execute(
            "CREATE TABLE t AS SELECT 1.10::DECIMAL(9,2) a, TIMESTAMPTZ '2025-03-01 07:00:00+09' b, true c"
        )

    assert read(f"duckdb:///{tmp_path}/types.duckdb", "SELECT * FROM t") == [
        {"a": "1.10", "b": "2025-02-28 22:00:00Z", "c": "true"}
    ]


# Nothing is changed.

#: What is refused, and by words of whom: a statement that only looks like a reading one gets as far as the database.
WRITES = {
    "INSERT INTO desk VALUES (9, 'x')": BadInput,
    "UPDATE desk SET nr = 9": BadInput,
    "DROP TABLE desk": BadInput,
    "ATTACH '{folder}/other.db' AS other": BadInput,
    "PRAGMA query_only=OFF": BadInput,
    "SET enable_external_access=true": BadInput,
    "COPY desk TO '{folder}/copy.csv'": BadInput,
    "SELECT 1; DROP TABLE desk": BadInput,
    "SELECT 1 /* ; */; DELETE FROM desk": BadInput,
    "-- a comment\nDELETE FROM desk": BadInput,
    "EXPLAIN ANALYZE DELETE FROM desk": BadInput,
    "": BadInput,
    "WITH new AS (SELECT 9) INSERT INTO desk SELECT *, 'x' FROM new": StoreError,
    "WITH new AS (SELECT 9) DELETE FROM desk": StoreError,
    "WITH new AS (SELECT 9) UPDATE desk SET nr = 9": StoreError,
    "SELECT * INTO other FROM desk": StoreError,
}


@pytest.mark.parametrize("query", WRITES)
def test_a_statement_that_writes_changes_nothing(url: str, query: str, tmp_path: Path) -> None:
    before, files = rows_of(url), {file.name for file in tmp_path.iterdir()}

    with pytest.raises(WRITES[query]):
        read(url, query.format(folder=tmp_path))

    assert rows_of(url) == before
    assert {file.name for file in tmp_path.iterdir()} == files


@pytest.mark.parametrize(
    "query",
    ["SELECT * FROM read_text('{folder}/secret.txt')", "SELECT * FROM '{folder}/secret.csv'",
     "SELECT load_extension('x')", "SELECT getenv('HOME')"],
)  # fmt: skip
def test_a_query_reads_its_database_and_nothing_else(url: str, query: str, tmp_path: Path) -> None:
    for name in ("secret.txt", "secret.csv"):
        (tmp_path / name).write_text("secret\n1\n")

    with pytest.raises(StoreError, match="refused the query"):
        read(url, query.format(folder=tmp_path))


@pytest.mark.parametrize("backend", ["mssql", "clickhouse", "snowflake"])
@pytest.mark.parametrize(
    "query",
    ["SELECT * INTO other FROM desk", "SELECT 1 DROP TABLE desk", "WITH a AS (SELECT 1) DELETE FROM desk",
     "SELECT 1 EXEC sp_who", "SELECT 1 /*! DROP TABLE desk */", "SELECT 1 SHUTDOWN", "SELECT 1 BACKUP DATABASE desk",
     "SELECT [a'b] FROM desk DELETE FROM desk WHERE [a'b] = 1"],
)  # fmt: skip
def test_a_database_that_cannot_be_told_is_kept_from_writing_by_the_words_of_the_query(
    backend: str, query: str
) -> None:
    with pytest.raises(BadInput, match="it only reads"):
        check_reads(query, backend)


def test_words_in_texts_quoted_names_and_comments_are_no_statements() -> None:
    check_reads(
        "(SELECT 'drop table', \"update\" -- insert\n /* delete */ FROM desk WHERE deleted_at IS NULL)", "mssql"
    )


@pytest.mark.parametrize("query", ["SELECT 1 INTO OUTFILE '/tmp/x'", "SELECT '\\' -- ' INTO DUMPFILE '/tmp/x'"])
def test_a_select_that_writes_a_file_on_the_server_is_refused(query: str) -> None:
    with pytest.raises(BadInput, match="write a file"):
        check_reads(query, "mysql")


def test_servers_are_told_that_the_transaction_only_reads() -> None:
    assert read_only.BEGIN == {
        "postgresql": "SET TRANSACTION READ ONLY",
        "mysql": "START TRANSACTION READ ONLY",
        "mariadb": "START TRANSACTION READ ONLY",
        "oracle": "SET TRANSACTION READ ONLY",
    }


# Secrets.

SECRET = "s3cr3t/ü ü"
ENCODED = "s3cr3t%2F%C3%BC%20%C3%BC"


def refusal(url: str, query: str = "SELECT 1") -> str:
    with pytest.raises(CxError) as caught:
        read(url, query)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    return str(caught.value)


@pytest.mark.parametrize(
    ("url", "way_out"),
    [
        (f"nosuchkind://bob:{ENCODED}@db.internal/crm", "kind of database"),
        (f"postgresql+none://bob:{ENCODED}@db.internal/crm", "kind of database"),
        (f"bob:{ENCODED}@db.internal", "no database URL"),
        (f"postgresql://bob:{ENCODED}@db.internal:port/crm", "no database URL"),
        (f"sqlite:////nowhere/{ENCODED}.db?password={ENCODED}", "cannot be opened"),
        (f"duckdb:////nowhere/{ENCODED}.duckdb?motherduck_token={ENCODED}", "cannot be opened"),
    ],
)
def test_a_url_that_cannot_be_used_says_nothing_of_itself(url: str, way_out: str) -> None:
    said = refusal(url)

    assert way_out in said
    assert "CX_SOURCE_DESK_URL" in said
    for secret in (SECRET, ENCODED, "s3cr3t", "bob", "internal", "crm", "nowhere"):
        assert secret not in said


def test_a_missing_driver_is_named_without_the_url() -> None:
    said = refusal(f"oracle+cx_oracle://bob:{ENCODED}@db.internal/crm")

    assert "CX_SOURCE_DESK_URL needs the Python package 'cx_Oracle', which is not installed" in said
    assert "bob" not in said


class Failure(Exception):
    """What a driver raises: its words repeat whatever it was given."""


@pytest.mark.parametrize(
    "words",
    [
        f'connection to "db.internal" as bob with {SECRET} failed',
        f"cannot use postgresql://bob:{ENCODED}@db.internal/crm?sslpassword=k3y%20two",
        "token k3y two, k3y+two and k3y%20two refused at DB.INTERNAL",
        f"dsn user=bob password={SECRET} host=db.internal dbname=crm",
    ],
)
def test_what_a_driver_says_loses_every_part_of_the_url(words: str) -> None:
    url = make_url(f"postgresql://bob:{ENCODED}@db.internal/crm?sslpassword=k3y%20two")
    said = without_secrets(Failure(words), url, "SELECT 1")

    for secret in (SECRET, ENCODED, "s3cr3t", "bob", "internal", "crm", "k3y"):
        assert secret.lower() not in said.lower()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ('column "mood" does not exist\nLINE 1: SELECT', 'column "mood" does not exist'),
        ("no such column: mood", "no such column: mood"),
        ("invalid input for integer: \"it's Ann's phone\"", "invalid input for integer: ***"),
        ("could not decode 'it's secret' here", "could not decode ***"),
        ("cut off 'in the middle", "cut off ***"),
        ("", "Failure"),
    ],
)
def test_what_a_driver_quotes_is_kept_only_where_the_query_says_it(words: str, said: str) -> None:
    assert without_secrets(Failure(words), make_url("postgresql://h/d"), "SELECT mood FROM desk") == said


def test_a_number_that_a_driver_gives_before_its_words_is_left_out() -> None:
    failure = Failure(1054, "Unknown column 'mood' in 'field list'")

    assert without_secrets(failure, make_url("mysql://host/name"), "SELECT mood") == "Unknown column 'mood' in ***"


def test_a_secret_too_short_to_be_told_from_words_costs_the_words() -> None:
    assert without_secrets(Failure("no column a"), make_url("mysql://root:a@host/name"), "SELECT 1") == "Failure"


def test_a_mistake_in_the_query_is_said_in_the_databases_words(url: str) -> None:
    said = refusal(url, "SELECT mood FROM desk")

    assert "The database of the connection 'desk' refused the query" in said
    assert "mood" in said
    assert str(make_url(url).database) not in said
    assert "\n" not in said


# Marks.


@pytest.mark.parametrize(
    "mark",
    ["2025-03-01 12:00", 7, 2.5, Decimal("1.10"), date(2025, 3, 1), datetime(2025, 3, 1, 7, 5, 0, 9),
     datetime(2025, 3, 1, 7, 5, tzinfo=TOKYO)],
)  # fmt: skip
def test_a_mark_comes_back_as_what_it_was(mark: Any) -> None:
    found = from_text(to_text(mark))

    assert (found, type(found)) == (mark, type(mark))
    assert not isinstance(mark, datetime) or found.utcoffset() == mark.utcoffset()  # type: ignore[union-attr]


def test_the_newest_of_values_passes_over_what_is_missing() -> None:
    assert newest("nr", [3, None, 7, 5]) == 7
    assert newest("nr", [3.0, float("nan")]) == 3.0
    assert newest("nr", [3], 9) == 9
    assert newest("nr", [None]) is None


@pytest.mark.parametrize("kind", ["TIMESTAMP", "TIMESTAMPTZ", "DATE", "DECIMAL(9, 2)", "DOUBLE", "BIGINT", "VARCHAR"])
def test_a_mark_of_each_type_finds_the_rows_from_it_on(tmp_path: Path, kind: str) -> None:
    values = ["2025-03-01", "2025-03-02", "2025-03-03"] if kind[0] in "TV" or kind == "DATE" else ["1", "2", "3"]
    with closing(duckdb.connect(str(tmp_path / "t.duckdb"))) as connection:
        for nr, value in enumerate(values):
            connection.execute("CREATE TABLE IF NOT EXISTS t (nr INTEGER, changed " + kind + ")")
            connection.execute("INSERT INTO t VALUES (?, ?)", [nr, value])
    url = f"duckdb:///{tmp_path}/t.duckdb"

    marks = [
        mark
        for piece in Source("d", url).pieces("SELECT changed FROM t WHERE nr < 2", "changed")
        for mark in piece.marks
    ]
    found = from_text(to_text(newest("changed", marks)))  # type: ignore[arg-type]

    assert read(url, "SELECT nr FROM t WHERE changed >= :since ORDER BY nr", since=found) == [{"nr": "1"}, {"nr": "2"}]


@pytest.mark.parametrize("start", [date(2025, 3, 1), datetime(2025, 3, 1, 12)])
@pytest.mark.filterwarnings("error")
def test_sqlite_compares_dates_as_the_texts_it_keeps(tmp_path: Path, start: date) -> None:
    with closing(sqlite3.connect(tmp_path / "t.sqlite")) as connection:
        connection.execute("CREATE TABLE t AS SELECT '2025-03-01 12:00:00' AS at UNION SELECT '2025-02-28 23:00:00'")
        connection.commit()

    found = read(f"sqlite:///{tmp_path}/t.sqlite", "SELECT at FROM t WHERE at >= :since", since=start)

    assert found == [{"at": "2025-03-01 12:00:00"}]


@pytest.mark.parametrize("values", [[1, "a"], [date(2025, 3, 1), datetime(2025, 3, 1)], [True], [b"x"], [[1]]])
def test_values_that_cannot_be_compared_are_no_mark(values: list[Any]) -> None:
    with pytest.raises(BadInput, match="'nr' cannot tell how far"):
        newest("nr", values)
