"""What is said of files, mappings and imports: everything that can occur has plain words."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cx.imports.result import ImportProgress, ImportResult
from cx.readers.noticed import KINDS, Noticed
from cx.readers.rows import Reject
from cx.recognise.draft import REQUIRED, fields_of
from cx.reports import import_fields, import_words
from cx.store.merge import Counts
from cx.store.schema import TABLES
from cx.store.workspace import Workspace


def result(**counts: Any) -> ImportResult:
    return ImportResult(1, 10, 10, landed=True, **counts)


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_field_has_a_plain_name_of_its_own(table: str) -> None:
    names = {field: import_fields.field_name(table, field) for field in fields_of(table)}

    assert [field for field, name in names.items() if name == field] == []
    assert len(set(names.values())) == len(names)


@pytest.mark.parametrize("table", sorted(TABLES))
def test_what_must_be_there_is_asked_for_in_a_sentence(table: str) -> None:
    said = [import_words.needed("field", name, table) for name in REQUIRED[table]]

    assert all(sentence.startswith("No column ") for sentence in said)
    assert not any("“" in sentence for sentence in said)


def test_clashes_name_what_clashes() -> None:
    assert import_words.needed("same_field", "team", "answers") == "Two columns are both “Team”; choose one"
    assert "“Branch”" in import_words.needed("same_dimension", "Branch", "answers")
    assert import_words.needed("question", "", "answers") == "No column is a question that people answered"


@pytest.mark.parametrize("kind", KINDS)
def test_everything_that_is_noticed_is_said_with_its_column_and_file(kind: str) -> None:
    said = import_words.noticed(Noticed(kind, "a.csv", "When", "01/02/2026"))

    assert "“When”" in said
    assert "a.csv" in said
    assert "01/02/2026" in said


@pytest.mark.parametrize("reason", ["server", "empty", "gone"])
def test_every_reason_against_an_undo_is_a_sentence(reason: str) -> None:
    assert import_words.not_undone(reason).endswith(".")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("%d.%m.%Y %H:%M", "day first: DD.MM.YYYY HH:MM"),
        ("%m/%d/%y", "month first: MM/DD/YY"),
        ("%Y-%m-%d", "year first: YYYY-MM-DD"),
        ("iso", "year first: YYYY-MM-DD"),
    ],
)
def test_formats_of_dates_are_said_without_marks_of_programmers(written: str, said: str) -> None:
    assert import_words.date_format(written) == said


def test_an_import_is_said_in_one_sentence() -> None:
    assert import_words.landed(result(added=7, changed=3)) == "Imported: 7 new rows, 3 changed"
    assert import_words.landed(result(unchanged=10)) == "All rows of the files were known already"
    assert import_words.landed(ImportResult(1, 10, 10, rejected=10)).startswith("Nothing was imported")


def test_counts_that_did_not_occur_are_left_out_but_rejects_are_always_said() -> None:
    assert import_words.counts(result(added=10)) == ["10 rows read", "10 added", "nothing rejected"]
    assert import_words.counts(result(added=9, rejected=1))[-1] == "1 rejected"
    assert import_words.counts(result(added=9, folded=1, removed=2))[2:4] == ["1 folded into another", "2 removed"]


def test_the_record_of_an_import_is_counted_in_the_same_words(tmp_path: Path) -> None:
    workspace = Workspace(f"sqlite:///{tmp_path}/workspace.sqlite")
    workspace.record_import(
        started_at=datetime(2026, 3, 1), preset="p", source="s", files=["a.csv"], landed=True,
        read=10, added=6, changed=2, unchanged=1, rejected=1, left_out=4,
    )  # fmt: skip
    [recorded] = workspace.imports()
    expected = result(added=6, changed=2, unchanged=1, rejected=1, left_out=4)
    assert import_words.counts(recorded) == import_words.counts(expected)


def test_how_far_an_import_is_is_said_in_bytes_or_rows() -> None:
    assert import_words.step(ImportProgress("reading", 1_500_000, 12_000_000)) == "Reading: 1.5 MB of 12.0 MB"
    assert import_words.step(ImportProgress("reading", 20_000, 0)) == "Reading: 20,000 rows"
    assert import_words.step(ImportProgress("writing", 1, 1)) == "Putting the rows in force"


def test_a_reject_says_where_it_stands() -> None:
    assert import_words.reject(Reject("a.csv", 13, "score", "not a number", "x")) == "line 13, score: not a number"
    assert import_words.reject(Reject("a.csv", None, "", "3 cells instead of 5", "x")) == "3 cells instead of 5"


def test_what_is_new_is_said_by_what_it_is() -> None:
    tables = {"tickets": Counts(added=5), "ticket_events": Counts(added=9), "answers": Counts(added=1)}
    events = {"ticket_events": Counts(added=9)}

    assert import_words.landed(result(added=6, tables=tables)) == "Imported: 5 new tickets, 1 new answer"
    assert import_words.landed(result(added=9, tables=events)) == "Imported: 9 new rows"
