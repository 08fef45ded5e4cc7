"""Bring files in: answers, tickets, customers, event logs, by a preset.

Ends with one line: rows read, added, changed, unchanged, rejected. The same file again changes nothing.
"""

from __future__ import annotations

import argparse
import sys

from cx.commands.common import own_company
from cx.imports import ImportProgress, ImportResult, import_files


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="CSV, XLSX, Parquet, JSON or JSON lines; .gz too")
    parser.add_argument("--preset", required=True, metavar="NAME", help="a preset's name, or a TOML file of your own")
    parser.add_argument("--source", metavar="NAME", help="the source's name (default: the preset's)")
    parser.add_argument("--replace", action="store_true", help="these files are the whole truth for their source")
    parser.add_argument("--strict", action="store_true", help="land nothing if any row cannot be read")


def run(options: argparse.Namespace) -> int:
    """Import, draw progress on standard error, print one line; status 1 if nothing landed."""
    company = own_company()
    show = _bar if sys.stderr.isatty() else None
    result = import_files(
        company,
        options.files,
        options.preset,
        source=options.source,
        replace=options.replace,
        strict=options.strict,
        progress=show,
    )
    if show:
        print(file=sys.stderr)
    print(summary(result))
    return 0 if result.landed else 1


def _bar(progress: ImportProgress) -> None:
    done = progress.done / progress.total if progress.total else 1.0
    filled = round(30 * min(done, 1.0))
    bar = "#" * filled + "." * (30 - filled)
    print(f"\r{progress.step:<8} [{bar}] {done:4.0%}", end="", file=sys.stderr, flush=True)


def summary(result: ImportResult) -> str:
    """The closing line of an import, and where to see what was rejected."""
    counted = ("read", "added", "changed", "unchanged", "rejected")
    parts = [", ".join(f"{getattr(result, name):,} {name}" for name in counted) + "."]
    if result.folded:
        parts.append(f"{result.folded:,} rows were folded into others with the same id.")
    if result.removed:
        parts.append(f"{result.removed:,} rows that the files no longer hold were removed.")
    if result.undeclared:
        names = ", ".join(result.undeclared)
        parts.append(f"Nobody declared what these surveys measure, so no score has them: {names}.")
    if result.ids_made:
        parts.append(f"{result.ids_made:,} rows had no id and were given one from their content.")
    if result.rejected:
        parts.append(f"See the rejected rows with: python -m cx check --rejects {result.import_id}")
    if not result.landed:
        parts.append("Nothing was imported; the data are as they were.")
    return " ".join(parts)
