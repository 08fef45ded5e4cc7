"""Versions: how they are named, kept and swept, and how one of another schema is met."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, inspect, select, text, update

from cx.errors import StoreError
from cx.store.engines.version_files import KEPT_VERSIONS
from cx.store.schema import SCHEMA_VERSION
from cx.store.tables import META
from cx.store.warehouse import Warehouse
from tests.facts import CSAT, Row, answer, arrow, at, bring, everything, stored, ticket
from tests.publishing import PIECE, counted, opened, publish_piece


def test_every_version_has_a_name_of_its_own_that_no_other_warehouse_shares(make_warehouse: Any) -> None:
    one, other = make_warehouse("one"), make_warehouse("other")
    names = []
    for warehouse in (one, other, one, other):
        publish_piece(warehouse, len(names))
        names.append(warehouse.version)

    assert len(set(names)) == 4
    assert one.contents().version == one.version


def test_the_newest_three_files_are_kept_and_left_overs_swept(tmp_path: Path) -> None:
    warehouse = opened(f"duckdb:///{tmp_path}/warehouse.duckdb")
    left = [tmp_path / "warehouse.000009.duckdb", tmp_path / "warehouse.staging"]
    for nr in range(5):
        publish_piece(warehouse, nr)
        for file in left:
            file.write_bytes(b"half made")
    publish_piece(warehouse, 5)
    warehouse.close()

    kept = sorted(file.name for file in tmp_path.glob("warehouse.0*"))
    assert kept == [f"warehouse.{nr:06d}.duckdb" for nr in (4, 5, 6)]
    assert len(kept) == KEPT_VERSIONS
    assert not left[1].exists()


def test_other_families_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    urls = [f"duckdb:///{tmp_path}/{name}.duckdb" for name in ("warehouse", "warehouse.2024")]
    for nr in range(5):
        for url in urls:
            publish_piece(opened(url), nr)

    assert [counted(opened(url)) for url in urls] == [5 * PIECE, 5 * PIECE]


def test_a_lost_pointer_costs_no_file(tmp_path: Path) -> None:
    warehouse = opened(f"duckdb:///{tmp_path}/warehouse.duckdb")
    publish_piece(warehouse, 0)
    (tmp_path / "warehouse.current").unlink()
    before = (tmp_path / "warehouse.000001.duckdb").read_bytes()
    publish_piece(warehouse, 1)

    assert (tmp_path / "warehouse.000001.duckdb").read_bytes() == before
    assert counted(warehouse) == PIECE


def test_a_warehouse_that_was_deleted_by_hand_starts_afresh_under_the_eyes_of_its_readers(tmp_path: Path) -> None:
    warehouse = opened(f"duckdb:///{tmp_path}/warehouse.duckdb")
    publish_piece(warehouse, 0)
    publish_piece(warehouse, 1)
    assert counted(warehouse) == 2 * PIECE
    for file in tmp_path.glob("warehouse.*"):
        file.unlink()

    assert warehouse.is_empty
    publish_piece(warehouse, 5)
    assert counted(warehouse) == PIECE


# Schema.


def pretend_schema(warehouse: Warehouse, version: int) -> None:
    """Write a version that says it has another schema."""
    with warehouse.database.write() as connection:
        connection.execute(update(META).where(META.c.name == "schema_version").values(value=str(version)))


def test_a_database_of_a_newer_schema_is_refused_with_the_way_out(warehouse: Warehouse) -> None:
    publish_piece(warehouse, 0)
    pretend_schema(warehouse, 99)

    for attempt in (warehouse.contents, lambda: counted(warehouse), lambda: publish_piece(warehouse, 1)):
        with pytest.raises(StoreError, match="written by a newer one"):
            attempt()
    pretend_schema(warehouse, SCHEMA_VERSION)
    assert counted(warehouse) == PIECE


def test_a_database_of_an_older_schema_says_how_to_upgrade_and_is_upgraded_by_a_publish(warehouse: Warehouse) -> None:
    bring(warehouse, "tickets", ticket(1, solved="2025-03-04", url="https://example.org"), ticket(2))
    before = stored(warehouse, "tickets")
    with warehouse.database.write() as connection:
        for column in ("url", "path"):
            connection.execute(text(f"ALTER TABLE tickets DROP COLUMN {column}"))
        connection.execute(delete(META).where(META.c.name == "schema_version"))
        connection.execute(insert(META).values(name="schema_version", value="0"))

    with pytest.raises(StoreError, match="python -m cx derive"):
        warehouse.contents()
    warehouse.derive()

    assert stored(warehouse, "tickets") == [row | {"url": None} for row in before]


#: What schema 3 brought, by table.
SINCE_2 = {
    "answers": "answered_s reply ticket_first_response ticket_resolution ticket_path ticket_messages ticket_transfers "
    "ticket_reopens",
    "tickets": "closed_day closed_week closed_month first_resolution wait confirmed open_age first_response_business "
    "resolution_business first_resolution_business",
    "ticket_events": "channel product segment region language topic filled flow",
    "customers": "joined_day left_day gone_day",
    "invitations": "product segment region team language touchpoint response attempt filled",
}

FACTS: dict[str, list[Row]] = {
    "customers": [{"source": "crm", "customer_id": "a", "segment": "gold", "joined_on": at("2025-01-05")}],
    "tickets": [ticket(1, solved="2025-03-04", customer_id="a", channel="chat", sla_met=1, reopens=0), ticket(2)],
    "ticket_events": [{"source": "desk", "ticket_id": "2", "nr": 1, "kind": "created", "at": at("2025-03-03")}],
    "answers": [answer(1, 5, survey="csat", ticket_source="desk", ticket_id="1", replied_at=at("2025-03-06"))],
    "invitations": [{"source": "form", "invitation_id": "1", "customer_id": "a", "nr": 2, "answered": 1}],
}


def make_schema_2(warehouse: Warehouse) -> None:
    """Write the version that a program of schema 2 would have written."""
    with warehouse.database.write() as connection:
        for table, columns in SINCE_2.items():
            for column in columns.split():
                connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
        for column in ("reopened", "transferred"):
            connection.execute(text(f"ALTER TABLE tickets ADD COLUMN {column} SMALLINT"))
        saved = json.loads(connection.scalar(select(META.c.value).where(META.c.name == "contents")) or "")
        saved["derived_with"] = {name: saved["derived_with"][name] for name in ("zone", "week_start")}
        entries = {"contents": json.dumps(saved), "schema_version": "2"}
        for name, value in entries.items():
            connection.execute(update(META).where(META.c.name == name).values(value=value))


def test_a_database_of_schema_2_becomes_one_that_was_imported_today(make_warehouse: Any) -> None:
    old, fresh = make_warehouse("old"), make_warehouse("fresh")
    for warehouse in (old, fresh):
        with warehouse.publish(surveys=[CSAT]) as batch:
            for table, rows in FACTS.items():
                batch.add(table, arrow(table, rows))
    make_schema_2(old)

    with pytest.raises(StoreError, match="python -m cx derive"):
        old.contents()
    old.derive()

    assert everything(old) == everything(fresh)
    assert replace(old.contents(), version="") == replace(fresh.contents(), version="")
    with old.database.read() as connection:
        there = {column["name"] for column in inspect(connection).get_columns("tickets")}
    assert there.isdisjoint({"reopened", "transferred"})
    assert bring(old, "tickets", *FACTS["tickets"]).unchanged == 2
