"""Each preset's import of a large file against DuckDB's own read of that file: `python -m bench --only presets`.

The files are the fixtures of the tests, and real sets where their folder is there, each row many times over with ids
of its own; so the ratios tell what a vendor's quirks cost. Printed as lines of the table in docs/speed.md.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from bench.enlarged import enlarge
from bench.imports import ROOT, Measured, measured_import
from cx.readers.kinds import kind_of
from cx.readers.preset import load_preset

FOLDERS = (ROOT / "tests" / "vendors", ROOT.parent / "shared" / "data")

#: A file is enlarged up to so many bytes, or the rows asked for, whichever comes first.
LARGE = 200_000_000

#: Preset and file: fixtures of the tests, then real sets.
CASES = (
    ("zendesk", "zendesk/tickets.csv"), ("zendesk", "zendesk/tickets.json"),
    ("zendesk", "zendesk/ticket_metrics.json"), ("zendesk", "zendesk/satisfaction_ratings.json"),
    ("freshdesk", "freshdesk/tickets.csv"), ("freshdesk", "freshdesk/freshservice.csv"),
    ("freshdesk", "freshdesk/tickets.json"), ("freshdesk", "freshdesk/conversations.json"),
    ("freshdesk", "freshdesk/satisfaction_ratings.json"),
    ("servicenow", "servicenow/incident.csv"),
    ("intercom", "intercom/conversations.json"), ("intercom", "intercom/conversation_history.csv"),
    ("intercom-parts", "intercom/conversations_with_parts.json"),
    ("intercom-parts", "intercom/conversation_part_history.csv"),
    ("intercom-messages", "intercom/messages.csv"),
    ("liveagent", "liveagent/tickets.csv"), ("liveagent", "liveagent/tickets.json"),
    ("liveagent", "liveagent/message_groups.csv"),
    ("qualtrics", "qualtrics/responses.csv"),
    ("questionpro", "questionpro/responses.json"), ("questionpro-csv", "questionpro/raw_data.csv"),
    ("surveymonkey", "surveymonkey/responses.csv"), ("surveymonkey-api", "surveymonkey/bulk.json"),
    ("servicenow-incidents", "servicenow-incidents/incident_event_log.csv.gz"),
    ("boston-311", "boston-311/filtered_2019.csv.gz"),
    ("cfpb-complaints", "cfpb-complaints/complaints_2013-2017_all_channels.csv"),
    ("cfpb-complaints", "cfpb-complaints/complaints_2023_payday_loans.csv.gz"),
    ("olist-reviews", "olist-reviews/olist_order_reviews_dataset.csv.gz"),
    ("olist-reviews", "olist-reviews/olist_orders_dataset.csv.gz"),
    ("olist-reviews", "olist-reviews/olist_customers_dataset.csv.gz"),
    ("twitter-support", "twitter-support/twcs_first_5000.csv"),
    ("telco-churn-ibm-fictional", "telco-churn-ibm-fictional/Telco-Customer-Churn.csv"),
    ("sfo-survey-2017", "sfo-survey-2017/2017_SFO_Customer_Survey.csv"),
)  # fmt: skip

#: What DuckDB is asked in turn until it reads the file, with what the table says of it: by its own types, without the
#: lines it refuses, as text, and as text that is split anyhow (a header of several lines).
OWN = {
    "csv": (
        ("read_csv(?)", ""),
        ("read_csv(?, ignore_errors = true)", ", lines refused left out"),
        ("read_csv(?, ignore_errors = true, all_varchar = true)", ", as text"),
        (
            "read_csv(?, ignore_errors = true, all_varchar = true, strict_mode = false, null_padding = true, "
            "parallel = false)",
            ", as text split anyhow",
        ),
    ),
    "json": (("read_json(?)", ""), ("read_json(?, ignore_errors = true)", ", lines refused left out")),
}

HEAD = """
| preset, file | MB | DuckDB s | import s | ratio | DuckDB CPU s | import CPU s | ratio | memory MB |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"""


@dataclass(frozen=True)
class Run:
    """One case: what was read, its size (MB), DuckDB's own read of it and the import. how: what is to be
    said of that read, if anything."""

    name: str
    size: float
    how: str
    own: Measured
    imported: Measured

    @property
    def line(self) -> str:
        """As a line of the table."""
        own, imported = self.own, self.imported
        return (
            f"| {self.name}{self.how} | {self.size:,.0f} | {own.seconds:.1f} | {imported.seconds:.1f} "
            f"| {imported.seconds / own.seconds:.1f} | {own.cpu:.1f} | {imported.cpu:.1f} "
            f"| {imported.cpu / own.cpu:.1f} | {imported.megabytes:.0f} |"
        )


def main(folder: Path, rows: int, case: str = "") -> None:
    """Print every case that has a text in its name, each at about `rows` rows of its file."""
    print(HEAD)
    for preset, name in (one for one in CASES if case in " ".join(one)):
        for run in _case(folder, preset, name, rows):
            print(run.line, flush=True)


def _case(folder: Path, preset: str, name: str, rows: int) -> Iterator[Run]:
    path = next((root / name for root in FOLDERS if (root / name).exists()), None)
    if path is None:
        print(f"{preset}: {name} is not here and was left out")
        return
    large = folder / path.name.removesuffix(".gz")
    enlarge(path, load_preset(preset), large, rows, LARGE)
    how, own = _own_read(large)
    imported = measured_import(folder / f"{preset}-{path.name}", large, preset)
    yield Run(f"{preset}, {large.name}", large.stat().st_size / 1e6, how, own, imported)
    large.unlink()


def _own_read(file: Path) -> tuple[str, Measured]:
    """What is to be said of how DuckDB reads a file, and the quicker of two reads."""
    *ways, last = OWN[kind_of(file)]
    for reader, said in ways:
        with suppress(duckdb.Error):
            return said, _quicker(file, reader)
    reader, said = last
    return said, _quicker(file, reader)


def _quicker(file: Path, reader: str) -> Measured:
    return min((_read_once(file, reader) for _ in range(2)), key=lambda measured: measured.seconds)


def _read_once(file: Path, reader: str) -> Measured:
    database = file.with_suffix(".duckdb")
    database.unlink(missing_ok=True)
    start, cpu = time.perf_counter(), time.process_time()
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"CREATE TABLE rows AS SELECT * FROM {reader}", [str(file)])
        connection.execute("CHECKPOINT")
    measured = Measured(time.perf_counter() - start, time.process_time() - cpu, 0)
    database.unlink()
    return measured
