"""Rows into the warehouse: what is added, changed, left alone and removed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from sqlalchemy import Engine, event

from cx.settings import load
from cx.store.merge import Counts
from cx.store.warehouse import Warehouse, open_warehouse
from tests.conftest import closing_warehouses
from tests.facts import answer, arrow, at, bring, stored, ticket

EVENT = {"source": "desk", "ticket_id": "1", "nr": 1, "kind": "created", "at": at("2025-03-03")}


def test_new_rows_are_added_and_counted(warehouse: Warehouse) -> None:
    counts = bring(warehouse, "answers", answer(1, 9), answer(2, 3))

    assert counts == Counts(read=2, added=2)
    assert [row["score"] for row in stored(warehouse, "answers")] == [9, 3]


def test_the_same_rows_again_change_nothing_and_publish_no_version(warehouse: Warehouse) -> None:
    bring(warehouse, "tickets", ticket(1, solved="2025-03-04 12:00", channel="chat"), ticket(2))
    version, rows = warehouse.version, stored(warehouse, "tickets")

    again = bring(warehouse, "tickets", ticket(1, solved="2025-03-04 12:00", channel="chat"), ticket(2))

    assert again == Counts(read=2, unchanged=2)
    assert (warehouse.version, stored(warehouse, "tickets")) == (version, rows)


def test_a_new_version_of_a_known_row_updates_it_and_what_is_derived_from_it(warehouse: Warehouse) -> None:
    bring(warehouse, "tickets", ticket(1), ticket(2))

    counts = bring(warehouse, "tickets", ticket(1, solved="2025-03-03 13:00"), ticket(2), ticket(3))

    assert counts == Counts(read=3, added=1, changed=1, unchanged=1)
    assert [row["resolution"] for row in stored(warehouse, "tickets")][0] == 3600


def test_a_value_that_becomes_missing_is_a_change(warehouse: Warehouse) -> None:
    bring(warehouse, "answers", answer(1, 9, comment="good"))

    assert bring(warehouse, "answers", answer(1, 9, comment=None)).changed == 1
    assert stored(warehouse, "answers")[0]["comment"] is None


def test_of_rows_with_one_key_the_last_wins(warehouse: Warehouse) -> None:
    counts = bring(warehouse, "answers", answer(1, 1), answer(2, 5), answer(1, 2), answer(1, 3))

    assert counts == Counts(read=4, added=2, duplicates=2)
    assert [row["score"] for row in stored(warehouse, "answers")] == [3, 5]


def test_rows_without_a_column_leave_it_as_it_is(warehouse: Warehouse) -> None:
    bring(warehouse, "tickets", ticket(1, channel="chat", customer_messages=3))

    counts = bring(warehouse, "tickets", {"source": "desk", "ticket_id": "1", "status": "solved"})

    row = stored(warehouse, "tickets")[0]
    assert counts.changed == 1
    assert (row["status"], row["channel"], row["customer_messages"]) == ("solved", "chat", 3)
    assert row["created_at"] == at("2025-03-03 12:00")


def test_what_is_derived_follows_a_change_of_only_some_columns(warehouse: Warehouse) -> None:
    bring(warehouse, "tickets", ticket(1), ticket(2))

    bring(warehouse, "tickets", {"source": "desk", "ticket_id": "1", "solved_at": at("2025-03-03 14:00")})

    assert [row["resolution"] for row in stored(warehouse, "tickets")][0] == 7200


def test_marks_of_stamps_that_a_file_does_not_give_are_kept(warehouse: Warehouse) -> None:
    created_is_a_day, solved_is_a_day = 1 << 0, 1 << 3
    bring(warehouse, "tickets", ticket(1, "2025-03-03", date_only=created_is_a_day))
    solved = {"source": "desk", "ticket_id": "1", "solved_at": at("2025-03-09"), "date_only": solved_is_a_day}

    assert bring(warehouse, "tickets", solved).changed == 1
    assert bring(warehouse, "tickets", solved).unchanged == 1
    assert stored(warehouse, "tickets")[0]["date_only"] == created_is_a_day | solved_is_a_day


def test_files_of_different_columns_land_together(warehouse: Warehouse) -> None:
    with warehouse.publish() as batch:
        batch.add("tickets", arrow("tickets", [ticket(1, team="red"), ticket(2, team="red")]))
        batch.add("tickets", arrow("tickets", [ticket(2), ticket(3)]))

    assert batch.result["tickets"] == Counts(read=4, added=3, unchanged=1)
    assert [row["team"] for row in stored(warehouse, "tickets")] == ["red", "red", None]


def test_replacing_removes_what_the_new_rows_lack_in_that_source_only(warehouse: Warehouse) -> None:
    bring(warehouse, "answers", answer(1, 9), answer(2, 3), answer(7, 7, source="other"))

    with warehouse.publish() as batch:
        batch.add("answers", arrow("answers", [answer(2, 4)]))
        batch.replace("form", "answers")

    assert batch.result["answers"] == Counts(read=1, changed=1, removed=1)
    assert [(row["source"], row["score"]) for row in stored(warehouse, "answers")] == [("form", 4), ("other", 7)]


def test_sqlite_never_looks_through_the_whole_staging_for_each_row(tmp_path: Path) -> None:
    plans: list[str] = []

    def explain(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "staging." in statement and statement.startswith(("SELECT", "DELETE", "UPDATE")):
            plans.extend(row[3] for row in cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))

    with closing_warehouses() as opened:
        opened.append(open_warehouse(f"sqlite:///{tmp_path}/warehouse.sqlite", load({}, {})))
        bring(opened[0], "tickets", *(ticket(nr, solved="2025-03-04") for nr in range(4)))
        event.listen(Engine, "before_cursor_execute", explain)
        try:
            with opened[0].publish() as batch:
                batch.add("tickets", arrow("tickets", [ticket(1), ticket(2)]))
                batch.add("ticket_events", arrow("ticket_events", [EVENT]))
                batch.replace("desk", "tickets")
        finally:
            event.remove(Engine, "before_cursor_execute", explain)

    assert len(stored(opened[0], "tickets")) == 2
    assert plans
    assert not [plan for plan in plans if plan.startswith("CORRELATED")]


def test_many_small_pieces_land_like_one(make_warehouse) -> None:
    whole, pieces = make_warehouse("whole"), make_warehouse("pieces")
    rows = [answer(nr, nr % 11) for nr in range(100)]
    bring(whole, "answers", *rows)
    with pieces.publish(surveys=whole.contents().surveys) as batch:
        for row in rows:
            batch.add("answers", arrow("answers", [row]).to_batches()[0])

    assert stored(pieces, "answers") == stored(whole, "answers")


def test_awkward_text_comes_back_as_it_went_in(warehouse: Warehouse) -> None:
    texts = ["it's", "50 % off", "%(x)s", "back\\slash", ":colon", "?", "{brace}", "two\nlines", "", "\t", "🙂", "NULL",
             "\\N", " trailing ", "Žąsis ёж"]  # fmt: skip
    bring(warehouse, "answers", *(answer(nr, 5, comment=text) for nr, text in enumerate(texts)))

    assert {row["comment"] for row in stored(warehouse, "answers")} == set(texts)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ({"source": "form", "survey": "nps"}, "response_id"),
        ({"source": "form", "survey": "nps", "response_id": None, "score": 1.0}, "response_id"),
        ({"survey": "nps", "response_id": "1"}, "source"),
    ],
)
def test_a_row_without_its_key_is_refused_by_name(warehouse: Warehouse, row: dict, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint), warehouse.publish() as batch:
        batch.add("answers", arrow("answers", [row]))

    assert warehouse.is_empty


def test_a_column_that_is_not_in_the_table_is_refused_by_name(warehouse: Warehouse) -> None:
    rows = arrow("answers", [answer(1, 9)])
    with pytest.raises(ValueError, match="mood"), warehouse.publish() as batch:
        batch.add("answers", rows.append_column("mood", rows["survey"]))


def test_a_value_that_its_column_cannot_hold_is_refused_by_name(warehouse: Warehouse) -> None:
    rows = arrow("tickets", [ticket(1)]).append_column("agent_replies", pa.array([70_000]))
    with pytest.raises(ValueError, match="agent_replies"), warehouse.publish() as batch:
        batch.add("tickets", rows)


def test_no_rows_are_no_change(warehouse: Warehouse) -> None:
    with warehouse.publish() as batch:
        batch.add("answers", arrow("answers", [answer(1, 9)]).slice(0, 0))

    assert batch.result["answers"] == Counts()
