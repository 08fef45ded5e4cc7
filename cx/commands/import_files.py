"""Bring files in: answers, tickets, customers, event logs, by a preset.

Without --preset a file is taken for what its columns surely say; what was understood is printed first. Ends with one
line: rows read, added, changed, unchanged, rejected. The same file again changes nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial

from cx.commands.common import own_company, plain
from cx.commands.look import known_as
from cx.company import Company
from cx.errors import BadInput
from cx.imports import ImportProgress, ImportResult, import_files, import_query
from cx.readers.files import members
from cx.readers.preset import Preset
from cx.readers.preset_parser import parse_preset
from cx.recognise.kept import preset_named, saved_for
from cx.recognise.look import Look, look, shape_key
from cx.recognise.raw import to_raw
from cx.recognise.suggest import Suggestion, suggest
from cx.reports import import_words


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="CSV, XLSX, Parquet, JSON or JSON lines; .gz, .zip too; none where the preset names a database",
    )
    parser.add_argument(
        "--preset", metavar="NAME", help="a preset's name, that of a saved mapping, or a TOML file of your own"
    )
    parser.add_argument("--source", metavar="NAME", help="the source's name (default: the preset's)")
    parser.add_argument("--replace", action="store_true", help="these files are the whole truth for their source")
    parser.add_argument("--from-start", action="store_true", help="read all of a database, not what came since")
    parser.add_argument("--strict", action="store_true", help="land nothing if any row cannot be read")


def run(options: argparse.Namespace) -> int:
    """Import, draw progress on standard error, print one line; status 1 if nothing landed."""
    company = own_company()
    preset = preset_named(company.workspace, options.preset) if options.preset else _understood(company, options.files)
    show = _bar if sys.stderr.isatty() else None
    bring = _query(options) if preset.database and not options.files else _files(options)
    result = bring(
        company, preset=preset, source=options.source, replace=options.replace, strict=options.strict, progress=show
    )
    if show:
        print(file=sys.stderr)
    print(plain(summary(result)))
    return 0 if result.landed else 1


def _query(options: argparse.Namespace) -> Callable[..., ImportResult]:
    return partial(import_query, from_start=options.from_start)


def _files(options: argparse.Namespace) -> Callable[..., ImportResult]:
    """Raises BadInput for what only goes with a database."""
    if options.from_start:
        raise BadInput("Files are read whole; --from-start goes with a preset that names a database.")
    if not options.files:
        raise BadInput("Which file? Only a preset that names a database goes without one.")
    return partial(import_files, files=options.files)


def _understood(company: Company, files: Sequence[str]) -> Preset:
    """The preset that all files surely are of; what was understood is said on standard error.

    Raises BadInput where there is none, one is not sure, or they are not of one kind.
    """
    if not files:
        raise BadInput("Which file? Only a preset that names a database (--preset) goes without one.")
    looks = [look(member) for file in files for member in members(file)]
    presets = [_sure(one, suggest(one, saved_for(company.workspace, shape_key(one)))) for one in looks]
    other = next((one.file for one, preset in zip(looks, presets, strict=True) if not _alike(preset, presets[0])), "")
    if other:
        raise BadInput(f"{looks[0].file} and {other} are not of one kind; import each by itself, or give --preset.")
    return presets[0]


def _sure(looked: Look, suggestion: Suggestion) -> Preset:
    if suggestion.sure != "certain":
        raise BadInput(
            f"It is not sure what {looked.file} holds; see `python -m cx look {looked.path}`, which also writes a "
            "preset to correct, and give it with --preset."
        )
    print(plain(f"{looked.file}: {known_as(suggestion)}"), file=sys.stderr)
    if suggestion.preset:
        return suggestion.preset
    assert suggestion.draft is not None
    return parse_preset(to_raw(suggestion.draft), suggestion.draft.source)


def _alike(one: Preset, other: Preset) -> bool:
    """Whether two presets read files alike, whatever they are called."""
    return (one.table, one.shape, one.columns, one.dimensions, one.questions, one.surveys) == (
        other.table, other.shape, other.columns, other.dimensions, other.questions, other.surveys,
    )  # fmt: skip


def _bar(progress: ImportProgress) -> None:
    if not progress.total and progress.done:  # of a database's query nobody knows how long it is
        print(f"\r{progress.step:<8} {progress.done:,} rows", end="", file=sys.stderr, flush=True)
        return
    done = progress.done / progress.total if progress.total else 1.0
    filled = round(30 * min(done, 1.0))
    bar = "#" * filled + "." * (30 - filled)
    print(f"\r{progress.step:<8} [{bar}] {done:4.0%}", end="", file=sys.stderr, flush=True)


def summary(result: ImportResult) -> str:
    """The closing line of an import, what is doubtful, and where to see what was rejected."""
    counted = ("read", "added", "changed", "unchanged", "rejected")
    parts = [", ".join(f"{getattr(result, name):,} {name}" for name in counted) + "."]
    if result.folded:
        parts.append(f"{result.folded:,} rows were folded into others with the same id.")
    if result.left_out:
        parts.append(f"{result.left_out:,} rows are no data by the preset and were left out.")
    if result.removed:
        parts.append(f"{result.removed:,} rows that the files no longer hold were removed.")
    if result.undeclared:
        names = ", ".join(result.undeclared)
        parts.append(f"Nobody declared what these surveys measure, so no score has them: {names}.")
    if result.ids_made:
        parts.append(f"{result.ids_made:,} rows had no id and were given one from their content.")
    parts += map(import_words.noticed, result.noticed)
    if result.rejected:
        parts.append(f"See the rejected rows with: python -m cx check --rejects {result.import_id}")
    if not result.landed:
        parts.append("Nothing was imported; the data are as they were.")
    return " ".join(parts)
