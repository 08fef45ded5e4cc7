"""Rows of a database's query as an import: by the name of a connection, from where the newest import ended."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cx.company import Company, open_own
from cx.errors import BadInput, CxError, StoreError
from cx.imports import ImportProgress, ImportResult, import_files, import_query
from cx.imports.inputs import query_input
from cx.readers import rejects
from cx.readers.preset import Preset, load_preset
from cx.readers.preset_parser import parse_preset
from cx.readers.rejects import Rejects
from cx.settings import Settings, source_url
from cx.store.sources import Source

ALL_ROWS = "SELECT id, asked, at, score FROM answers ORDER BY id"
NEW_ROWS = "SELECT id, asked, at, score, changed FROM answers WHERE changed >= :since ORDER BY changed"
MARKED = {"high_water": "changed", "start": "2000-01-01"}
COLUMNS = {
    "survey": {"constant": "nps"}, "response_id": "id", "answered_at": "at",
    "score": {"from": "score", "required": True},
}  # fmt: skip


class Desk:
    """A help desk's database, and the company that its answers are brought into."""

    def __init__(self, company: Company, file: Path) -> None:
        self.company, self.file, self.url = company, file, f"sqlite:///{file}"

    def write(self, *statements: str) -> None:
        with closing(sqlite3.connect(self.file)) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()

    def add(self, nr: int, changed: str, score: object = 9) -> None:
        self.write(f"INSERT INTO answers VALUES ({nr}, 'nps', '2025-03-0{nr} 12:00:00', {score!r}, '{changed}')")

    def bring(self, query: str = NEW_ROWS, *, marked: bool = True, **options: Any) -> ImportResult:
        """Import; every row must be accounted for."""
        found = preset(query, **(MARKED if marked else {}))
        result = import_query(self.company, found, url=self.url, **options)
        if result.landed:
            assert result.read == result.added + result.changed + result.unchanged + result.folded + result.rejected
        return result

    def ids(self) -> list[str]:
        return sorted(self.company.warehouse.rows("nps")["response_id"]) if self.company.warehouse.version else []


def preset(query: str, **more: Any) -> Preset:
    raw = {"table": "answers", "zone": "UTC", "columns": COLUMNS, "surveys": {"nps": {"measure": "nps"}}}
    return parse_preset(raw | {"database": {"connection": "desk", "query": query, **more}}, "desk-answers")


@pytest.fixture
def desk(settings: Settings, tmp_path: Path) -> Iterator[Desk]:
    """With two answers."""
    made = Desk(open_own(settings), tmp_path / "desk.sqlite")
    made.write("CREATE TABLE answers (id INTEGER, asked TEXT, at TEXT, score, changed TEXT)")
    made.add(1, "2025-03-01 12:00")
    made.add(2, "2025-03-02 12:00")
    yield made
    made.company.warehouse.close()
    made.company.workspace.close()


# Landing.


def test_the_rows_of_a_query_land_like_those_of_a_file(desk: Desk) -> None:
    result = desk.bring(ALL_ROWS, marked=False)
    again = desk.bring(ALL_ROWS, marked=False)

    assert (result.rows, result.read, result.added, result.rejected, result.landed) == (2, 2, 2, 0, True)
    assert (again.added, again.unchanged) == (0, 2)
    assert desk.ids() == ["1", "2"]


def test_the_record_says_the_connection_and_never_its_url(desk: Desk) -> None:
    desk.add(3, "2025-03-03 12:00", "many")
    desk.bring()

    (one,) = desk.company.workspace.imports()
    (reject,) = desk.company.workspace.rejects(one.import_id)
    assert (one.files, one.source, one.preset) == (("connection desk",), "desk-answers", "desk-answers")
    assert (reject.file, reject.line, reject.field) == ("connection desk", 3, "score")
    kept = b"".join(file.read_bytes() for file in desk.file.parent.iterdir() if file != desk.file)
    assert str(desk.file).encode() not in kept


def test_progress_counts_rows_of_a_total_that_nobody_knows(desk: Desk) -> None:
    steps: list[ImportProgress] = []
    desk.bring(progress=steps.append)

    assert {one.total for one in steps} == {0}
    assert [one.step for one in steps][-1] == "writing"
    assert max(one.done for one in steps) <= 2


def test_a_query_without_rows_lands_nothing_new(desk: Desk) -> None:
    desk.bring()
    version = desk.company.warehouse.version

    result = desk.bring("SELECT id, at, score, changed FROM answers WHERE id > 99 AND changed >= :since")

    assert (result.read, result.landed, desk.company.warehouse.version) == (0, True, version)


def test_a_query_that_lacks_a_column_of_the_preset_says_which(desk: Desk) -> None:
    with pytest.raises(BadInput, match="connection desk.*score|score.*connection desk"):
        desk.bring("SELECT id, at FROM answers", marked=False)

    assert desk.company.warehouse.is_empty


def test_two_columns_of_one_name_are_told_apart(desk: Desk) -> None:
    result = desk.bring("SELECT id, at, score, id FROM answers", marked=False)

    assert result.added == 2


def test_a_database_that_fails_half_way_changes_nothing(desk: Desk) -> None:
    desk.bring()
    version = desk.company.warehouse.version
    desk.add(3, "2025-03-03 12:00")

    with pytest.raises(StoreError, match="refused the query"):
        desk.bring("SELECT id, at, score, changed, abs(CASE id WHEN 3 THEN -9223372036854775807 - 1 END) AS x "
                   "FROM answers WHERE changed >= :since")  # fmt: skip

    assert (desk.company.warehouse.version, desk.ids()) == (version, ["1", "2"])


# From where the newest import ended.


def test_the_next_import_reads_what_came_since(desk: Desk) -> None:
    desk.bring()
    desk.add(3, "2025-03-03 12:00")

    result = desk.bring()

    assert (result.rows, result.added, result.unchanged) == (2, 1, 1)
    assert desk.ids() == ["1", "2", "3"]


def test_a_row_of_the_newest_moment_that_came_later_is_not_lost(desk: Desk) -> None:
    desk.bring()
    desk.add(3, "2025-03-02 12:00")
    desk.bring()

    assert desk.ids() == ["1", "2", "3"]


def test_an_import_that_was_undone_is_read_again(desk: Desk) -> None:
    desk.bring()
    for nr in (3, 4):
        desk.add(nr, f"2025-03-0{nr} 12:00")
        desk.bring()
    desk.company.undo()
    desk.company.undo()
    assert desk.ids() == ["1", "2"]

    assert desk.bring().added == 2
    assert desk.ids() == ["1", "2", "3", "4"]


def test_from_the_start_all_rows_are_read_again(desk: Desk) -> None:
    desk.bring()
    desk.add(3, "1999-01-01 12:00")
    desk.add(4, "2001-01-01 12:00")

    assert desk.bring().rows == 1
    assert desk.bring(from_start=True).rows == 3  # the start is in force, as the preset says it
    assert desk.bring().rows == 1


def test_where_nothing_lands_the_mark_stays(desk: Desk) -> None:
    desk.bring()
    desk.add(3, "2025-03-03 12:00", "many")
    refused = desk.bring(strict=True)
    desk.write("UPDATE answers SET score = 7 WHERE id = 3")

    assert (refused.landed, desk.bring().added) == (False, 1)


def test_a_rejected_row_does_not_move_the_mark(desk: Desk) -> None:
    desk.add(3, "2025-03-03 12:00", "many")
    first, second = desk.bring(), desk.bring()
    desk.write("UPDATE answers SET score = 7 WHERE id = 3")
    third = desk.bring()

    assert [(one.rows, one.added, one.rejected) for one in (first, second, third)] == [(3, 2, 1), (2, 0, 1), (2, 1, 0)]


def test_the_mark_stays_before_rejected_rows_that_are_only_counted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.bring()
    monkeypatch.setattr(rejects, "LIMIT", 1)
    for nr in (3, 4):
        desk.add(nr, f"2025-03-0{nr} 12:00", "many")
    desk.add(5, "2025-03-05 12:00")

    assert (desk.bring().rejected, desk.bring().rows) == (2, 4)


def test_rows_without_a_mark_are_read_where_the_query_asks_for_them(desk: Desk) -> None:
    desk.bring()
    desk.write("INSERT INTO answers VALUES (3, 'nps', '2025-03-03 12:00:00', 9, NULL)")

    assert desk.bring().added == 0
    assert desk.bring(NEW_ROWS.replace(" ORDER", " OR changed IS NULL ORDER")).added == 1
    assert desk.bring().rows == 1


def test_each_source_and_each_preset_has_a_mark_of_its_own(desk: Desk) -> None:
    desk.bring()

    assert desk.bring(source="other").added == 2
    assert desk.bring().rows == 1


def test_a_query_that_asks_for_no_mark_reads_all(desk: Desk) -> None:
    desk.bring()

    assert desk.bring(NEW_ROWS.replace("changed >= :since", "1 = 1")).rows == 2


def test_the_whole_truth_cannot_be_what_came_since(desk: Desk) -> None:
    desk.bring()
    desk.write("DELETE FROM answers WHERE id = 1")

    with pytest.raises(BadInput, match="--from-start"):
        desk.bring(replace=True)
    assert desk.ids() == ["1", "2"]
    assert desk.bring(replace=True, from_start=True).removed == 1


# The preset.

BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"connection": ""}, "database.connection must be given"),
    ({"query": " "}, "database.query must be given"),
    ({"connection": "postgresql://me:secret@host/name"}, "its URL is never in a preset"),
    ({"url": "sqlite:///x"}, "url"),
    ({"high_water": ""}, "needs high_water and start"),
    ({"query": "SELECT 1 FROM a WHERE changed > :since"}, ">= :since"),
    ({"query": "SELECT 1 FROM a WHERE :since < changed"}, ">= :since"),
    ({"start": [1]}, "start"),
]


@pytest.mark.parametrize(("said", "why"), BROKEN, ids=[why for _, why in BROKEN])
def test_a_database_that_cannot_be_meant_is_refused_by_its_key(said: dict[str, Any], why: str) -> None:
    with pytest.raises(BadInput, match=why) as refusal:
        preset(**{"query": NEW_ROWS, **MARKED, **said})

    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("more", [{"delimiter": ";"}, {"also": [{"table": "tickets"}]}])
def test_keys_that_do_not_go_with_a_database_are_refused(more: dict[str, Any]) -> None:
    also = {"signature": ["id"], "columns": {"ticket_id": "id"}, "database": {"connection": "a", "query": "SELECT 1"}}
    raw = {"table": "answers", "columns": COLUMNS, "database": {"connection": "a", "query": "SELECT 1"}}
    more = {name: [one | also for one in value] if name == "also" else value for name, value in more.items()}

    with pytest.raises(BadInput, match="database"):
        parse_preset(raw | {"signature": ["id"]} | more, "odd")


def test_a_query_takes_no_file_and_a_file_no_query(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="reads the connection 'desk', so it takes no file"):
        import_files(desk.company, [tmp_path / "file.csv"], preset(ALL_ROWS))
    with pytest.raises(BadInput, match="names no database"):
        import_query(desk.company, load_preset("generic-answers"))


# The connection.


def test_a_connection_is_found_in_the_environment_and_then_in_the_secrets(tmp_path: Path) -> None:
    secrets = [tmp_path / name for name in ("project.toml", "home.toml", "none.toml")]
    secrets[0].write_text('[sources]\ndesk = "sqlite:///project"\n')
    secrets[1].write_text('[sources]\ndesk = "sqlite:///home"\nother = "sqlite:///other"\n')

    assert source_url("desk", {"CX_SOURCE_DESK_URL": "sqlite:///given"}, secrets) == "sqlite:///given"
    assert source_url("desk", {}, secrets) == "sqlite:///project"
    assert source_url("other", {}, secrets) == "sqlite:///other"
    with pytest.raises(BadInput, match="no connection named 'none'; give its database URL as CX_SOURCE_NONE_URL"):
        source_url("none", {}, secrets)


@pytest.mark.parametrize("text", ["desk = sqlite:///s3cr3t", "[sources]\ndesk = 's3cr3t", "sources = 's3cr3t'"])
def test_secrets_that_cannot_be_read_are_not_quoted(text: str, tmp_path: Path) -> None:
    file = tmp_path / "secrets.toml"
    file.write_text(text)

    with pytest.raises(CxError) as refusal:
        source_url("desk", {}, [file])

    assert "s3cr3t" not in str(refusal.value)
    assert refusal.value.__cause__ is None


# The command.

COMMANDED = """table = "answers"
zone = "UTC"
[columns]
survey = { constant = "nps" }
response_id = "id"
answered_at = "at"
score = "score"
[surveys.nps]
measure = "nps"
[database]
connection = "desk"
query = "SELECT id, at, score, changed FROM answers WHERE changed >= :since"
high_water = "changed"
start = "2000-01-01"
"""


def test_the_command_takes_a_preset_that_names_a_database_without_a_file(
    desk: Desk, run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = tmp_path / "desk.toml"
    given.write_text(COMMANDED)
    unset = run("import", "--preset", str(given))
    monkeypatch.setenv("CX_SOURCE_DESK_URL", desk.url)

    first, again, all_of_it = (run("import", "--preset", str(given), *more) for more in ([], [], ["--from-start"]))

    assert (unset[0], "CX_SOURCE_DESK_URL" in unset[2]) == (2, True)
    assert [one[1].partition(".")[0] for one in (first, again, all_of_it)] == [
        "2 read, 2 added, 0 changed, 0 unchanged, 0 rejected",
        "1 read, 0 added, 0 changed, 1 unchanged, 0 rejected",
        "2 read, 0 added, 0 changed, 2 unchanged, 0 rejected",
    ]
    assert "import 1 (desk, source desk" in run("undo")[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--preset", "{preset}", "{file}"], "takes no file"),
        (["--preset", "generic-answers"], "Which file"),
        ([], "Which file"),
        (["--preset", "generic-answers", "--from-start", "{file}"], "Files are read whole"),
    ],
)
def test_the_command_says_where_a_file_is_missing_or_too_many(
    run: Any, tmp_path: Path, arguments: list[str], said: str
) -> None:
    (tmp_path / "desk.toml").write_text(COMMANDED)
    (tmp_path / "file.csv").write_text("a\n1\n")
    given = [one.format(preset=tmp_path / "desk.toml", file=tmp_path / "file.csv") for one in arguments]

    status, _, error = run("import", *given)

    assert (status, said in error) == (2, True)


def test_rows_that_an_undo_takes_back_while_an_import_waits_for_its_turn_come_again(desk: Desk) -> None:
    desk.bring()
    warehouse, found = desk.company.warehouse, preset(NEW_ROWS, **MARKED)
    assert found.database is not None
    waiting = query_input(Source("desk", desk.url), found.database, warehouse, ["desk-answers", "desk-answers"], False)

    warehouse.undo()

    read = [
        row["id"] for rows in waiting.rows(found.shape, Rejects(), lambda _: None) for row in rows.values.to_pylist()
    ]
    assert read == ["1", "2"]
