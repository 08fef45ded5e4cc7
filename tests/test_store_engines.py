"""What differs between engines stays inside them: addresses, kinds of columns, ways of loading."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pytest
from sqlalchemy import select

from cx.errors import BadInput, StoreError
from cx.store.engines import database
from cx.store.engines.base import Database
from cx.store.schema import Column
from cx.store.tables import ARROW_TYPES, SQL_TYPES, staging_table
from cx.store.warehouse import Warehouse
from tests.facts import answer, bring

SAMPLES: dict[str, tuple[Any, ...]] = {
    "id": ("a", "", None),
    "dim": ("Ž", "it's", None),
    "text": ("line\nbreak", "🙂", None),
    "stamp": (datetime(2025, 3, 3, 12, 0, 1, 250_000), datetime(1955, 1, 1), None),
    "day": (date(2025, 3, 3), date(1901, 1, 1), None),
    "small": (32767, -1, None),
    "int": (2**31 - 1, -(2**31), None),
    "big": (2**60, -1, None),
    "real": (0.1, -1e300, None),
}


def test_every_kind_has_a_type_on_both_sides() -> None:
    assert SQL_TYPES.keys() == ARROW_TYPES.keys() == SAMPLES.keys()


def test_every_kind_comes_back_as_it_went_in(warehouse: Warehouse) -> None:
    columns = [Column(f"c_{kind}", kind) for kind in SAMPLES]
    table = staging_table("kinds", (Column("nr", "int"), *columns))
    rows = pa.table({"nr": pa.array([0, 1, 2], pa.int32())} | {
        f"c_{kind}": pa.array(values, ARROW_TYPES[kind]) for kind, values in SAMPLES.items()
    })  # fmt: skip
    bring(warehouse, "answers", answer(1, 9))
    base = warehouse.database
    with base.write() as connection:
        table.create(connection)
        base.load(connection, table, rows)
        pieces = list(base.batches(connection, select(table).order_by(table.c.nr)))
        found = [dict(row) for row in connection.execute(select(table).order_by(table.c.nr)).mappings()]

    assert found == rows.to_pylist()
    assert [row for piece in pieces for row in piece.to_pylist()] == rows.to_pylist()


def test_a_frame_has_whole_numbers_texts_and_dates_and_none_where_missing(warehouse: Warehouse) -> None:
    from cx.store.tables import TABLES

    answers = TABLES["answers"].c
    bring(warehouse, "answers", answer(1, 9, channel="chat"), {**answer(2, 3), "answered_at": None})
    statement = select(answers.channel, answers.answered_day, answers.rows, answers.bin).order_by(answers.response_id)
    with warehouse.database.read() as connection:
        frame = warehouse.database.frame(connection, statement)
        empty = warehouse.database.frame(connection, statement.where(answers.rows > 99))

    assert frame.astype(object).values.tolist() == [["chat", date(2025, 3, 3), 1, 9], [None, None, 1, 3]]
    assert list(empty.columns) == ["channel", "answered_day", "rows", "bin"]
    assert len(empty) == 0


ADDRESSES = ("", "warehouse.duckdb", "duckdb", "postgresql://me:secret@host:port/name")


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_address_that_is_none_is_refused_with_an_example_and_without_its_password(url: str) -> None:
    with pytest.raises(BadInput, match="not a database URL; write for example") as refusal:
        database(url)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("url", ["sybase://me:secret@host/name", "postgresql+nothing://me:secret@host/name"])
def test_an_unknown_engine_is_refused_by_name(url: str) -> None:
    with pytest.raises(BadInput, match=r"'(sybase|postgresql\+nothing)', which is not installed") as refusal:
        database(url)
    assert "secret" not in str(refusal.value)


def test_a_server_without_its_driver_says_what_to_install() -> None:
    with pytest.raises(BadInput, match="'psycopg', which is not installed; install it, or") as refusal:
        database("postgresql+psycopg://me:secret@host/name")
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("url", ["duckdb:///:memory:", "duckdb://", "sqlite:///:memory:", "sqlite://"])
def test_what_is_kept_in_files_needs_a_file_name(url: str) -> None:
    with pytest.raises(BadInput, match="file name"):
        database(url)


def test_a_password_is_never_shown() -> None:
    server = Database("postgresql+psycopg://me:secret@host/name")

    with pytest.raises(StoreError) as failure, server.readable():
        raise OSError("no such user: me:secret@host")

    assert "secret" not in server.place
    assert "no such user: me:***@host" in str(failure.value)


def test_what_an_address_says_after_its_question_mark_is_not_shown() -> None:
    """Drivers take secrets there too."""
    server = Database("postgresql+psycopg://me@host/name?sslmode=require&sslpassword=secret")

    assert server.place == "postgresql+psycopg://me@host/name"
    assert server.url.query["sslpassword"] == "secret"


def test_sql_in_a_reader_cannot_touch_other_files(tmp_path: Any) -> None:
    from sqlalchemy import text

    from cx.settings import load
    from cx.store.warehouse import open_warehouse

    warehouse = open_warehouse(f"duckdb:///{tmp_path}/w.duckdb", load({}, {}))
    bring(warehouse, "answers", answer(1, 9))
    (tmp_path / "secret.txt").write_text("secret")

    for statement in (f"SELECT * FROM read_text('{tmp_path}/secret.txt')", "DELETE FROM answers"):
        with pytest.raises(StoreError), warehouse.database.read() as connection:
            connection.execute(text(statement))
    assert warehouse.contents().rows("answers") == 1
