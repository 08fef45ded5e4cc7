"""Publishing: everything lands or nothing does, and readers never notice more than a new version."""

from __future__ import annotations

import os
import resource
import signal
import threading
import time
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from cx.errors import Busy, StoreError
from cx.store.warehouse import Warehouse
from tests.facts import NPS, everything
from tests.publishing import PATIENCE, PIECE, counted, in_process, opened, piece, processes, publish_piece

#: How many versions the readers live through.
VERSIONS = 8

Usage = namedtuple("Usage", "total used free")

#: Where a publish may die, by engine: (step, whether the new version is in force by then).
STEPS = {
    "duckdb": (("copied", 0), ("begun", 0), ("staged", 0), ("merged", 0), ("derived", 0), ("written", 0),
               ("checkpointed", 0), ("verified", 0), ("synced", 0), ("pointed", 0), ("in force", 1), ("published", 1)),
    "sqlite": (("begun", 0), ("staged", 0), ("merged", 0), ("derived", 0), ("written", 0),
               ("published", 1)),
}  # fmt: skip

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
    assert counted(warehouse) == 2 * PIECE


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
    assert counted(survivor) == (2 if landed else 1) * PIECE
    publish_piece(survivor, 2)
    assert counted(survivor) == (3 if landed else 2) * PIECE
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

    rows = counted(warehouse)
    assert rows >= PIECE
    assert rows % PIECE == 0
    publish_piece(warehouse, 99)
    assert counted(warehouse) == rows + PIECE
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


def test_a_second_import_waits_until_the_first_has_finished(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, waited_for = threading.Event(), threading.Event()
    pause = time.sleep

    def first() -> None:
        with warehouse.publish(surveys=[NPS]) as batch:
            batch.add("answers", piece(0))
            started.set()
            assert waited_for.wait(PATIENCE)

    def wait(seconds: float) -> None:
        waited_for.set()
        pause(seconds)

    other = threading.Thread(target=first)
    other.start()
    assert started.wait(PATIENCE)
    monkeypatch.setattr(time, "sleep", wait)
    publish_piece(warehouse, 1, wait=PATIENCE)
    other.join(PATIENCE)

    assert waited_for.is_set()
    assert counted(warehouse) == 2 * PIECE


def test_a_second_import_that_waits_in_vain_is_told_so_and_harms_nothing(warehouse: Warehouse) -> None:
    with warehouse.publish(surveys=[NPS]) as batch:
        batch.add("answers", piece(0))
        with pytest.raises(Busy, match="Another import is running"):
            publish_piece(warehouse, 1, wait=0.1)

    assert counted(warehouse) == PIECE


class Reader:
    """Counts until told to stop, and once more; says when it has begun and when it has seen another version."""

    def __init__(self, stop: Any) -> None:
        self.stop, self.begun, self.moved = stop, processes.Event(), processes.Event()

    def read(self, warehouse: Warehouse) -> None:
        """Read all the while. Every count must be whole, and none may go back."""
        try:
            first = last = self.count(warehouse, 0)
            self.begun.set()
            while not self.stop.is_set():
                last = self.count(warehouse, last)
                if last > first:
                    self.moved.set()
            assert self.count(warehouse, last) == VERSIONS * PIECE
        finally:
            self.begun.set()
            self.moved.set()

    def count(self, warehouse: Warehouse, before: int) -> int:
        """The rows now; at least as many as before, and as many as the contents said or fewer."""
        rows = counted(warehouse)
        assert rows % PIECE == 0
        assert before <= rows <= warehouse.contents().rows("answers")
        return rows

    def read_url(self, url: str) -> None:
        """The same from a process of its own."""
        self.read(opened(url))


def test_readers_see_only_whole_versions_while_imports_run(warehouse: Warehouse) -> None:
    publish_piece(warehouse, 0)
    stop = processes.Event()
    readers = [Reader(stop) for _ in range(3)]
    url = warehouse.database.url.render_as_string()
    with ThreadPoolExecutor() as threads:
        results = [threads.submit(reader.read, warehouse) for reader in readers[:2]]
        results.append(threads.submit(in_process, readers[2].read_url, url))
        try:
            assert all(reader.begun.wait(PATIENCE) for reader in readers)
            for nr in range(1, VERSIONS):
                publish_piece(warehouse, nr)
            assert all(reader.moved.wait(PATIENCE) for reader in readers)
        finally:
            stop.set()

    assert [result.result() for result in results] == [None, None, 0]


def test_a_reader_reads_on_in_the_version_it_began_with(warehouse: Warehouse) -> None:
    publish_piece(warehouse, 0)
    with warehouse.database.read() as connection:
        begun = warehouse.database.version_of(connection)
        for nr in range(1, 6):
            publish_piece(warehouse, nr)
        rows = connection.execute(text("SELECT count(*) FROM answers")).scalar()

        assert (rows, warehouse.database.version_of(connection)) == (PIECE, begun)
    assert counted(warehouse) == 6 * PIECE
