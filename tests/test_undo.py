"""Undo: the version before is in force again, at once or not at all, and what people wrote stays."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import delete, text

from cx.errors import Busy, StoreError
from cx.store import meta
from cx.store.engines.version_files import KEPT_VERSIONS
from cx.store.meta import REMEMBERED, holds
from cx.store.schema import SCHEMA_VERSION
from cx.store.tables import META
from cx.store.warehouse import Warehouse
from tests.facts import everything
from tests.publishing import PATIENCE, PIECE, counted, in_process, opened, piece, publish_piece
from tests.test_store_versions import pretend_schema


@pytest.fixture
def duck(tmp_path: Path) -> Warehouse:
    """A DuckDB warehouse with two versions, of one and of two hundred answers."""
    warehouse = opened(url_in(tmp_path))
    for nr in range(2):
        publish_piece(warehouse, nr)
    return warehouse


def url_in(folder: Path) -> str:
    return f"duckdb:///{folder}/warehouse.duckdb"


# The version before.


def test_undo_puts_the_version_before_in_force_by_its_own_name(tmp_path: Path) -> None:
    warehouse = opened(url_in(tmp_path))
    publish_piece(warehouse, 0)
    before = warehouse.version, everything(warehouse), warehouse.contents()
    publish_piece(warehouse, 1)
    newest = warehouse.version

    assert warehouse.undoable() == ""
    assert warehouse.undo() == newest
    assert (warehouse.version, everything(warehouse), warehouse.contents()) == before


def test_each_undo_goes_one_further_back_while_a_version_is_kept(tmp_path: Path) -> None:
    warehouse = opened(url_in(tmp_path))
    names = []
    for nr in range(KEPT_VERSIONS + 2):
        publish_piece(warehouse, nr)
        names.append(warehouse.version)
    taken = [warehouse.undo() for _ in range(KEPT_VERSIONS - 1)]

    assert taken == names[:2:-1]
    assert (warehouse.version, counted(warehouse)) == (names[2], 3 * PIECE)
    assert warehouse.undoable() == "gone"
    with pytest.raises(StoreError, match="no longer kept"):
        warehouse.undo()
    assert counted(warehouse) == 3 * PIECE


def test_the_first_version_undone_leaves_an_empty_warehouse(duck: Warehouse) -> None:
    duck.undo()
    duck.undo()

    assert (duck.version, duck.is_empty, duck.contents().as_of, duck.undoable()) == ("", True, None, "empty")
    with pytest.raises(StoreError, match="Nothing is in force"):
        duck.undo()
    publish_piece(duck, 7)
    assert counted(duck) == PIECE
    assert duck.contents().version == duck.version


def test_a_derive_is_undone_like_an_import(duck: Warehouse) -> None:
    before = duck.version, duck.contents().derived_with["zone"]
    duck.derive(duck.settings.with_(zone="Asia/Tokyo"))
    assert duck.contents().derived_with["zone"] == "Asia/Tokyo"

    duck.undo()

    assert (duck.version, duck.contents().derived_with["zone"]) == before


def test_a_database_that_keeps_no_versions_says_so(tmp_path: Path) -> None:
    warehouse = opened(f"sqlite:///{tmp_path}/warehouse.sqlite")
    publish_piece(warehouse, 0)

    assert warehouse.undoable() == "server"
    with pytest.raises(StoreError, match="keeps no earlier version"):
        warehouse.undo()
    assert counted(warehouse) == PIECE


def test_an_empty_warehouse_has_nothing_to_undo_and_gets_no_file(tmp_path: Path) -> None:
    assert opened(url_in(tmp_path / "none")).undoable() == "empty"
    assert not (tmp_path / "none").exists()


# Names, files and what is swept.


def test_no_number_of_a_version_is_used_twice(duck: Warehouse, tmp_path: Path) -> None:
    seen = {duck.version.partition("-")[0]}
    for nr in range(4):
        duck.undo()
        with pytest.raises(ZeroDivisionError), duck.publish():
            1 / 0  # noqa: B018  (what was undone is swept by now)
        publish_piece(duck, nr + 2)
        seen.add(duck.version.partition("-")[0])

    assert len(seen) == 5
    assert counted(duck) == 2 * PIECE


def test_no_number_is_used_twice_after_everything_was_undone(duck: Warehouse, tmp_path: Path) -> None:
    duck.undo()
    duck.undo()
    publish_piece(duck, 2)

    assert duck.version.startswith("000003-")


def test_what_was_undone_is_swept_and_what_can_be_undone_is_kept(duck: Warehouse, tmp_path: Path) -> None:
    duck.undo()
    publish_piece(duck, 2)
    duck.close()

    assert sorted(file.name for file in tmp_path.glob("warehouse.0*")) == [
        "warehouse.000001.duckdb",
        "warehouse.000003.duckdb",
    ]
    duck.undo()
    assert counted(duck) == PIECE


def test_an_undone_version_that_could_not_be_removed_is_never_gone_back_to(duck: Warehouse, tmp_path: Path) -> None:
    undone = (tmp_path / "warehouse.000002.duckdb").read_bytes()
    duck.undo()
    publish_piece(duck, 2)
    (tmp_path / "warehouse.000002.duckdb").write_bytes(undone)

    duck.undo()

    assert counted(duck) == PIECE


def test_a_version_that_an_older_program_made_goes_back_by_its_number(duck: Warehouse, tmp_path: Path) -> None:
    with duck.database.write() as connection:
        connection.execute(delete(META).where(META.c.name == "lineage"))

    assert duck.undoable() == ""
    duck.undo()

    assert counted(duck) == 2 * PIECE
    assert duck.version.startswith("000002")


# A version before that cannot be used.


def test_a_version_before_that_cannot_be_read_is_not_put_in_force(duck: Warehouse, tmp_path: Path) -> None:
    version = duck.version
    (tmp_path / "warehouse.000001.duckdb").write_bytes(b"this is no database\n" * 1000)

    with pytest.raises(StoreError, match="cannot be read"):
        duck.undo()

    assert (duck.version, counted(duck)) == (version, 2 * PIECE)


def test_a_version_before_of_an_older_schema_is_not_put_in_force(duck: Warehouse) -> None:
    pretend_schema(duck, SCHEMA_VERSION - 1)
    duck.derive()

    with pytest.raises(StoreError, match="made by an older program"):
        duck.undo()

    assert counted(duck) == 2 * PIECE


def test_a_version_before_that_was_removed_by_hand_is_gone(duck: Warehouse, tmp_path: Path) -> None:
    (tmp_path / "warehouse.000001.duckdb").unlink()

    assert duck.undoable() == "gone"


# Readers, other writers, and being killed.


def test_open_readers_move_over_and_those_under_way_finish(duck: Warehouse) -> None:
    other = opened(duck.database.url.render_as_string())
    assert counted(other) == 2 * PIECE
    with other.database.read() as connection:
        duck.undo()
        under_way = connection.execute(text("SELECT count(*) FROM answers")).scalar()

    assert (under_way, counted(other), counted(duck)) == (2 * PIECE, PIECE, PIECE)


def test_threads_that_read_all_the_while_see_whole_versions_only(duck: Warehouse) -> None:
    stop, seen = threading.Event(), set[int]()

    def read() -> None:
        while not stop.is_set():
            seen.add(counted(duck))

    with ThreadPoolExecutor() as threads:
        reading = [threads.submit(read) for _ in range(2)]
        try:
            for nr in range(3):
                duck.undo()
                publish_piece(duck, nr + 2)
        finally:
            stop.set()
        assert [result.result(PATIENCE) for result in reading] == [None, None]

    assert seen <= {PIECE, 2 * PIECE}


def test_an_undo_waits_for_an_import_and_then_says_so(duck: Warehouse) -> None:
    with duck.publish(), pytest.raises(Busy):
        opened(duck.database.url.render_as_string()).undo(wait=0.1)


def die_at(url: str, step: str) -> None:
    """Undo, and be killed when a step is done."""
    opened(url).undo(step=lambda name: os.kill(os.getpid(), signal.SIGKILL) if name == step else None)


@pytest.mark.parametrize(("step", "undone"), [("synced", False), ("pointed", False), ("in force", True)])
def test_an_undo_killed_at_any_step_leaves_the_one_version_or_the_other(
    duck: Warehouse, tmp_path: Path, step: str, undone: bool
) -> None:
    duck.close()

    assert in_process(die_at, url_in(tmp_path), step) == -signal.SIGKILL

    survivor = opened(url_in(tmp_path))
    assert counted(survivor) == (1 if undone else 2) * PIECE
    publish_piece(survivor, 2)
    assert counted(survivor) == (2 if undone else 3) * PIECE


# What is kept with a version.


def publish_noted(warehouse: Warehouse, nr: int, mark: str) -> str:
    """Publish the nr-th hundred with a note; the version of the batch."""
    with warehouse.publish() as batch:
        batch.add("answers", piece(nr))
        batch.note("mark", mark)
    return batch.version


def test_a_note_stays_until_another_takes_its_place(warehouse: Warehouse) -> None:
    publish_piece(warehouse, 0)
    nothing = warehouse.note("mark")
    publish_noted(warehouse, 1, "one")
    publish_piece(warehouse, 2)
    one = warehouse.note("mark")
    publish_noted(warehouse, 3, "two")

    assert (nothing, one, warehouse.note("mark"), warehouse.note("other")) == (None, "one", "two", None)


def test_a_note_by_itself_makes_no_version(warehouse: Warehouse) -> None:
    before = publish_noted(warehouse, 0, "one")

    assert publish_noted(warehouse, 0, "two") == before == warehouse.version
    assert warehouse.note("mark") == "one"


def test_a_note_goes_back_with_the_version_it_was_made_with(duck: Warehouse) -> None:
    publish_noted(duck, 2, "one")
    publish_noted(duck, 3, "two")
    duck.undo()

    assert duck.note("mark") == "one"


def test_a_batch_knows_the_version_it_made_or_the_one_that_stays(warehouse: Warehouse) -> None:
    versions = []
    for nr in (0, 0, 1):
        versions.append(publish_noted(warehouse, nr, ""))
        assert versions[-1] == warehouse.version

    assert versions[0] == versions[1] != versions[2]


def test_a_version_knows_those_it_came_from(duck: Warehouse) -> None:
    first = duck.version
    publish_piece(duck, 2)
    second = duck.version
    duck.undo()
    publish_piece(duck, 3)

    held = [duck.holds(version) for version in (first, second, duck.version, "", "000002-ffffffff")]

    assert held == [True, False, True, True, False]


def test_a_version_holds_what_is_older_than_all_that_it_remembers(duck: Warehouse) -> None:
    names = tuple(f"{nr:06d}-ab" for nr in range(5, REMEMBERED + 5))

    assert holds(names, "000004-ab")
    assert holds(names, names[0])
    assert not holds(names, "000007-cd")
    assert not holds(names[1:], "000004-ab")  # all of them are there, so this one is a stranger


def test_a_version_remembers_so_many_before_it_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meta, "REMEMBERED", 2)
    warehouse, names = opened(url_in(tmp_path)), []
    for nr in range(3):
        publish_piece(warehouse, nr)
        names.append(warehouse.version)

    with warehouse.database.read() as connection:
        assert meta.lineage(connection) == tuple(names[1:])
