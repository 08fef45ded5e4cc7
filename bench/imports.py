"""First and second import of a large file against DuckDB's own read of it, and against pandas' `to_sql`."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import duckdb
import pandas as pd
import sqlalchemy

from bench import data

ROOT = Path(__file__).resolve().parent.parent
PRESETS = {"tickets": str(ROOT / "bench" / "tickets.toml"), "answers": "generic-answers"}
TO_SQL_ROWS = 50_000  # to_sql is so slow that its rate is taken on fewer rows, and said so


@dataclass(frozen=True)
class Run:
    """One measured step: what it was, its seconds, its peak memory in MB (0: not measured) and its ratio."""

    name: str
    seconds: float
    megabytes: float
    ratio: float


def bench(folder: Path, rows: int) -> Iterator[Run]:
    """All steps for tickets, then for answers."""
    for table, write in (("tickets", data.write_tickets), ("answers", data.write_answers)):
        file = folder / f"{table}.csv"
        write(file, rows)
        yield from _table(folder, table, file, rows)


def _table(folder: Path, table: str, file: Path, rows: int) -> Iterator[Run]:
    own = seconds_of(lambda: _duckdb_read(folder / f"own-{table}.duckdb", file))
    yield Run(f"{table}: DuckDB's own read of {rows:,} rows", own, 0, 1.0)
    yield _to_sql(folder, table, file, rows, own)
    for name in ("first", "second"):
        done = measured_import(folder / table, file, PRESETS[table])
        yield Run(f"{table}: {name} import", done.seconds, done.megabytes, done.seconds / own)


def seconds_of(work: Callable[[], object]) -> float:
    """How long some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _duckdb_read(database: Path, file: Path) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute("CREATE TABLE rows AS SELECT * FROM read_csv(?)", [str(file)])
        connection.execute("CHECKPOINT")


def _to_sql(folder: Path, table: str, file: Path, rows: int, own: float) -> Run:
    few = min(rows, TO_SQL_ROWS)
    engine = sqlalchemy.create_engine(f"duckdb:///{folder}/to_sql-{table}.duckdb")
    work = seconds_of(lambda: pd.read_csv(file, nrows=few).to_sql("rows", engine, index=False))
    engine.dispose()
    return Run(
        f"{table}: pandas read_csv and to_sql, scaled from {few:,} rows", work * rows / few, 0, work * rows / few / own
    )


#: Runs a command and says its peak memory in kB. (What the system counts for a child begins with its parent's.)
_MEASURED = """
import sys
from cx.__main__ import main
status = main(sys.argv[1:])
peak = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(*peak, file=sys.stderr)
sys.exit(status)
"""


class Measured(NamedTuple):
    """What something took: seconds, seconds of CPU, peak memory in MB (0: not measured)."""

    seconds: float
    cpu: float
    megabytes: float


def measured_import(folder: Path, file: Path, preset: str) -> Measured:
    """`python -m cx import` in a process of its own, with its start."""
    folder.mkdir(exist_ok=True)
    urls = {
        "CX_WAREHOUSE_URL": f"duckdb:///{folder}/warehouse.duckdb",
        "CX_WORKSPACE_URL": f"sqlite:///{folder}/workspace.sqlite",
    }
    command = [sys.executable, "-c", _MEASURED, "import", str(file), "--preset", preset]
    start, cpu = time.perf_counter(), _cpu_of_children()
    done = subprocess.run(command, cwd=ROOT, env=os.environ | urls, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    print("   ", done.stdout.strip(), file=sys.stderr)
    if done.returncode:
        raise SystemExit(f"The import of {file} failed: {done.stderr.strip()}")
    return Measured(seconds, _cpu_of_children() - cpu, int(done.stderr.split()[-1]) / 1024)


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
