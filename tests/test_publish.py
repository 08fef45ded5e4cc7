"""Publishing: everything lands or nothing does, and readers never notice more than a new version."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import threading
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from sqlalchemy import delete, insert, text, update

from cx.errors import Busy, StoreError
from cx.filters import Filters
from cx.settings import load
from cx.store.engines.duckdb import KEPT_VERSIONS
from cx.store.tables import META
from cx.store.warehouse import Warehouse, open_warehouse
from tests.facts import NPS, answer, arrow, bring, everything, stored, ticket

ALL = Filters(period="all")
PIECE = 100

Usage = namedtuple("Usage", "total used free")

#: Where a publish may die, by engine: (step, whether the new version is in force by then).
STEPS = {
    "duckdb": (("copied", 0), ("begun", 0), ("staged", 0), ("merged", 0), ("derived", 0), ("written", 0),
               ("checkpointed", 0), ("verified", 0), ("synced", 0), ("pointed", 0), ("in force", 1), ("published", 1)),
    "sqlite": (("begun", 0), ("staged", 0), ("merged", 0), ("derived", 0), ("written", 0), ("counted", 0),
               ("published", 1)),
}  # fmt: skip

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["cx.store.warehouse", "cx.store.engines.duckdb", "tests.facts"])


def piece(nr: int) -> pa.Table:
    """The nr-th hundred of answers."""
    return arrow("answers", [answer(nr * PIECE + place, 9) for place in range(PIECE)])


def publish_piece(warehouse: Warehouse, nr: int, **more: Any) -> None:
    """Publish the nr-th hundred."""
    with warehouse.publish(surveys=[NPS], **more) as batch:
        batch.add("answers", piece(nr))


def opened(url: str) -> Warehouse:
    return open_warehouse(url, load({}, {}))


def in_process(work: Callable[..., None], *arguments: object) -> int | None:
    """Run a function in a process of its own; its exit code."""
    process = processes.Process(target=work, args=arguments)
    process.start()
    process.join(60)
    return process.exitcode


# A block that fails.


def test_an_exception_in_the_block_lands_nothing(warehouse: Warehouse) -> None:
    publish_piece(warehouse, 0)
    before = warehouse.version, everything(warehouse)

    def spoil() -> None:
        with warehouse.publish() as batch:
            batch.add("answers", piece(1))
            batch.add("answers", piece(2).append_column("mood", piece(2)["survey"]))

    with pytest.raises(ValueError, match="mood"):
        spoil()

    assert (warehouse.version, everything(warehouse)) == before
    publish_piece(warehouse, 1)
    assert warehouse.tally("nps", ALL).n_rows() == 2 * PIECE


def test_a_first_publish_that_fails_leaves_an_empty_warehouse(warehouse: Warehouse) -> None:
    with pytest.raises(ZeroDivisionError), warehouse.publish():
        1 / 0  # noqa: B018

    assert warehouse.is_empty
    assert warehouse.version == ""


def test_opening_and_asking_an_empty_warehouse_creates_no_file(engine: str, tmp_path: Path) -> None:
    warehouse = opened(f"{engine}:///{tmp_path}/none.{engine}")

    assert warehouse.is_empty
    assert warehouse.contents().as_of is None
    assert list(tmp_path.iterdir()) == []


# Killed, and a full disk.


def die_at(url: str, step: str) -> None:
    """Publish the second hundred and be killed when a step is done."""
    publish_piece(opened(url), 1, step=lambda name: os.kill(os.getpid(), signal.SIGKILL) if name == step else None)


@pytest.mark.parametrize(
    ("engine", "step", "landed"), [(engine, *step) for engine, steps in STEPS.items() for step in steps]
)
def test_a_publish_killed_at_any_step_leaves_a_whole_version(
    engine: str, step: str, landed: bool, tmp_path: Path
) -> None:
    url = f"{engine}:///{tmp_path}/warehouse.{engine}"
    publish_piece(opened(url), 0)

    assert in_process(die_at, url, step) == -signal.SIGKILL

    survivor = opened(url)
    assert survivor.tally("nps", ALL).n_rows() == (2 if landed else 1) * PIECE
    publish_piece(survivor, 2)
    assert survivor.tally("nps", ALL).n_rows() == (3 if landed else 2) * PIECE
    survivor.close()


def run_full(url: str, limit: int) -> None:
    """Publish where no file can grow beyond `limit` bytes; exit code 3 where that is said clearly."""
    warehouse = opened(url)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        for nr in range(1, 40):
            publish_piece(warehouse, nr)
    except StoreError as refusal:
        os._exit(3 if "data are as they were" in str(refusal) else 4)
    os._exit(0)


@pytest.mark.parametrize("room", [0.0, 0.5, 1.0, 1.3])
def test_a_full_disk_leaves_the_old_version_whole(engine: str, room: float, tmp_path: Path) -> None:
    url = f"{engine}:///{tmp_path}/warehouse.{engine}"
    warehouse = opened(url)
    publish_piece(warehouse, 0)
    warehouse.close()
    size = max(file.stat().st_size for file in tmp_path.iterdir())

    assert in_process(run_full, url, int(size * room)) == 3

    rows = warehouse.tally("nps", ALL).n_rows()
    assert rows >= PIECE
    assert rows % PIECE == 0
    publish_piece(warehouse, 99)
    assert warehouse.tally("nps", ALL).n_rows() == rows + PIECE
    warehouse.close()


def test_too_little_room_for_a_copy_is_said_before_it_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse = opened(f"duckdb:///{tmp_path}/warehouse.duckdb")
    publish_piece(warehouse, 0)
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(2000, 1000, 1000))
    before = sorted(file.name for file in tmp_path.iterdir())

    with pytest.raises(StoreError, match="free some space"):
        publish_piece(warehouse, 1)

    assert sorted(file.name for file in tmp_path.iterdir()) == before


# Two at once, and readers all the while.


def test_a_second_import_waits_until_the_first_has_finished(warehouse: Warehouse) -> None:
    started, finish = threading.Event(), threading.Event()

    def first() -> None:
        with warehouse.publish(surveys=[NPS]) as batch:
            batch.add("answers", piece(0))
            started.set()
            finish.wait(20)

    other = threading.Thread(target=first)
    other.start()
    started.wait(20)
    threading.Timer(0.3, finish.set).start()
    publish_piece(warehouse, 1, wait=20)
    other.join()

    assert warehouse.tally("nps", ALL).n_rows() == 2 * PIECE


def test_a_second_import_that_waits_in_vain_is_told_so_and_harms_nothing(warehouse: Warehouse) -> None:
    with warehouse.publish(surveys=[NPS]) as batch:
        batch.add("answers", piece(0))
        with pytest.raises(Busy, match="Another import is running"):
            publish_piece(warehouse, 1, wait=0.1)

    assert warehouse.tally("nps", ALL).n_rows() == PIECE


def read_all_the_while(warehouse: Warehouse, stop: Any, seen: list[int]) -> None:
    """Count until told to stop; what was seen, in order."""
    while not stop.is_set():
        seen.append(warehouse.tally("nps", ALL).n_rows())
        assert warehouse.contents().rows("answers") >= seen[-1]


def read_in_a_process(url: str, stop: Any) -> None:
    """The same from a process of its own; exit code 0 where every count was whole and none went back."""
    seen: list[int] = []
    read_all_the_while(opened(url), stop, seen)
    assert len(set(seen)) > 1
    assert_whole(seen)


def assert_whole(seen: list[int]) -> None:
    assert all(rows % PIECE == 0 for rows in seen)
    assert seen == sorted(seen)


def test_readers_see_only_whole_versions_while_imports_run(warehouse: Warehouse) -> None:
    publish_piece(warehouse, 0)
    stop = processes.Event()
    seen: list[list[int]] = [[], []]
    url = warehouse.database.url.render_as_string()
    threads = [threading.Thread(target=read_all_the_while, args=(warehouse, stop, s)) for s in seen]
    reader = processes.Process(target=read_in_a_process, args=(url, stop))
    for worker in (*threads, reader):
        worker.start()
    for nr in range(1, 8):
        publish_piece(warehouse, nr)
    stop.set()
    for worker in (*threads, reader):
        worker.join(60)

    assert reader.exitcode == 0
    for counts in seen:
        assert counts[-1] >= 7 * PIECE
        assert_whole(counts)


def test_a_reader_reads_on_in_the_version_it_began_with(warehouse: Warehouse) -> None:
    publish_piece(warehouse, 0)
    with warehouse.database.read() as connection:
        begun = warehouse.database.version_of(connection)
        for nr in range(1, 6):
            publish_piece(warehouse, nr)
        rows = connection.execute(text("SELECT count(*) FROM answers")).scalar()

        assert (rows, warehouse.database.version_of(connection)) == (PIECE, begun)
    assert warehouse.tally("nps", ALL).n_rows() == 6 * PIECE


# Versions.


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

    assert [opened(url).tally("nps", ALL).n_rows() for url in urls] == [5 * PIECE, 5 * PIECE]


def test_a_lost_pointer_costs_no_file(tmp_path: Path) -> None:
    warehouse = opened(f"duckdb:///{tmp_path}/warehouse.duckdb")
    publish_piece(warehouse, 0)
    (tmp_path / "warehouse.current").unlink()
    before = (tmp_path / "warehouse.000001.duckdb").read_bytes()
    publish_piece(warehouse, 1)

    assert (tmp_path / "warehouse.000001.duckdb").read_bytes() == before
    assert warehouse.tally("nps", ALL).n_rows() == PIECE


def test_a_failure_after_the_pointer_was_replaced_keeps_the_new_version(tmp_path: Path) -> None:
    warehouse = opened(f"duckdb:///{tmp_path}/warehouse.duckdb")
    publish_piece(warehouse, 0)

    def fail(step: str) -> None:
        if step == "in force":
            raise OSError(5, "Input/output error")

    with pytest.raises(StoreError):
        publish_piece(warehouse, 1, step=fail)
    assert warehouse.tally("nps", ALL).n_rows() == 2 * PIECE


def test_a_warehouse_that_was_deleted_by_hand_starts_afresh_under_the_eyes_of_its_readers(tmp_path: Path) -> None:
    warehouse = opened(f"duckdb:///{tmp_path}/warehouse.duckdb")
    publish_piece(warehouse, 0)
    publish_piece(warehouse, 1)
    assert warehouse.tally("nps", ALL).n_rows() == 2 * PIECE
    for file in tmp_path.glob("warehouse.*"):
        file.unlink()

    assert warehouse.is_empty
    publish_piece(warehouse, 5)
    assert warehouse.tally("nps", ALL).n_rows() == PIECE


# Schema.


def pretend_schema(warehouse: Warehouse, version: int) -> None:
    """Write a version that says it has another schema."""
    with warehouse.database.write() as connection:
        connection.execute(update(META).where(META.c.name == "schema_version").values(value=str(version)))


def test_a_database_of_a_newer_schema_is_refused_with_the_way_out(warehouse: Warehouse) -> None:
    publish_piece(warehouse, 0)
    pretend_schema(warehouse, 99)

    for attempt in (warehouse.contents, lambda: warehouse.tally("nps", ALL), lambda: publish_piece(warehouse, 1)):
        with pytest.raises(StoreError, match="written by a newer one"):
            attempt()
    pretend_schema(warehouse, 1)
    assert warehouse.tally("nps", ALL).n_rows() == PIECE


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


@pytest.mark.parametrize("content", [b"this is no database", b""])
def test_a_file_that_is_no_database_is_named_as_such(engine: str, content: bytes, tmp_path: Path) -> None:
    warehouse = opened(f"{engine}:///{tmp_path}/warehouse.{engine}")
    publish_piece(warehouse, 0)
    warehouse.close()
    for file in tmp_path.glob("warehouse*"):
        if file.suffix not in (".current", ".lock"):
            file.write_bytes(content or b"\0" * 5000)

    with pytest.raises(StoreError, match="cannot be read"):
        warehouse.contents()
