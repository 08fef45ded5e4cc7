"""Each preset's import of a large file against DuckDB's own read of that file: `python -m bench --only presets`.

The files are the fixtures of the tests, and real sets where their folder is there, written many times over with ids of
their own; so the ratios tell what a vendor's quirks cost.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from bench.enlarged import enlarge
from bench.imports import ROOT, Run, measured_import, seconds_of
from cx.readers.kinds import kind_of
from cx.readers.preset import load_preset

FOLDERS = (ROOT / "tests" / "vendors", ROOT.parent / "shared" / "data")

#: Preset and file: fixtures of the tests, then real sets.
CASES = (
    ("zendesk", "zendesk/tickets.csv"), ("zendesk", "zendesk/tickets.json"),
    ("zendesk", "zendesk/ticket_metrics.json"), ("zendesk", "zendesk/satisfaction_ratings.json"),
    ("freshdesk", "freshdesk/tickets.csv"), ("freshdesk", "freshdesk/tickets.json"),
    ("freshdesk", "freshdesk/conversations.json"), ("servicenow", "servicenow/incident.csv"),
    ("servicenow-incidents", "servicenow-incidents/incident_event_log.csv.gz"),
    ("boston-311", "boston-311/filtered_2019.csv.gz"),
    ("cfpb-complaints", "cfpb-complaints/complaints_2013-2017_all_channels.csv"),
    ("cfpb-complaints", "cfpb-complaints/complaints_2023_payday_loans.csv.gz"),
    ("olist-reviews", "olist-reviews/olist_order_reviews_dataset.csv.gz"),
    ("olist-reviews", "olist-reviews/olist_orders_dataset.csv.gz"),
    ("twitter-support", "twitter-support/twcs_first_5000.csv"),
    ("telco-churn-ibm-fictional", "telco-churn-ibm-fictional/Telco-Customer-Churn.csv"),
    ("sfo-survey-2017", "sfo-survey-2017/2017_SFO_Customer_Survey.csv"),
)  # fmt: skip


def bench(folder: Path, rows: int) -> Iterator[Run]:
    """Every case at about `rows` rows of its file."""
    for preset, name in CASES:
        path = next((root / name for root in FOLDERS if (root / name).exists()), None)
        if path is None:
            print(f"    {preset}: {name} is not here and was left out")
            continue
        large = folder / path.name.removesuffix(".gz")
        enlarge(path, load_preset(preset), large, rows)
        yield from _case(folder / f"{preset}-{path.name}", preset, large)
        large.unlink()


def _case(folder: Path, preset: str, file: Path) -> Iterator[Run]:
    own = min(seconds_of(lambda: _duckdb_read(file)) for _ in range(2))
    name = f"{preset}: {file.name}, {file.stat().st_size / 1e6:,.0f} MB"
    yield Run(f"{name}, DuckDB's own read", own, 0, 1.0)
    folder.mkdir(parents=True)
    seconds, megabytes = measured_import(folder, file, preset)
    yield Run(f"{name}, import", seconds, megabytes, seconds / own)


def _duckdb_read(file: Path) -> None:
    """As text, as the import reads it too; rows that DuckDB cannot split are left out."""
    reader = "read_json(?)" if kind_of(file) == "json" else "read_csv(?, all_varchar = true, ignore_errors = true)"
    database = file.with_suffix(".duckdb")
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"CREATE TABLE rows AS SELECT * FROM {reader}", [str(file)])
        connection.execute("CHECKPOINT")
    database.unlink()
