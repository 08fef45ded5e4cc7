"""Help for tests of publishing: hundreds of answers, warehouses by their URL, and processes of their own."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from typing import Any

import pyarrow as pa

from cx.settings import load
from cx.store.warehouse import EVERYTHING, Warehouse, open_warehouse
from tests.facts import NPS, answer, arrow

PIECE = 100

#: How long to wait for what must happen, in seconds; only a test that fails waits so long.
PATIENCE = 300

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["cx.store.warehouse", "cx.store.engines.duckdb", "tests.publishing"])


def piece(nr: int) -> pa.Table:
    """The nr-th hundred of answers."""
    return arrow("answers", [answer(nr * PIECE + place, 9) for place in range(PIECE)])


def publish_piece(warehouse: Warehouse, nr: int, **more: Any) -> None:
    """Publish the nr-th hundred."""
    with warehouse.publish(surveys=[NPS], **more) as batch:
        batch.add("answers", piece(nr))


def opened(url: str) -> Warehouse:
    """A warehouse by its URL, under default settings."""
    return open_warehouse(url, load({}, {}))


def in_process(work: Callable[..., None], *arguments: object) -> int | None:
    """Run a function in a process of its own; its exit code, None if it did not end."""
    process = processes.Process(target=work, args=arguments)
    process.start()
    process.join(PATIENCE)
    process.kill()
    return process.exitcode


def counted(warehouse: Warehouse) -> int:
    """How many answers it counts."""
    return warehouse.tally("nps", EVERYTHING).n_rows()
