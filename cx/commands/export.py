"""Write pages, or a snapshot, as a file: HTML, PDF, PNG, slides, a workbook, CSV or JSON.

Without `--page` it is the overview; `--page all` is the whole dashboard. The format is that of the file's name unless
`--format` says otherwise; `-o -` writes to standard output. What was written, and its seal, is said.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from cx import periods
from cx.commands import question
from cx.commands.common import shown_company
from cx.company import Company
from cx.errors import BadInput
from cx.exports.document import Document
from cx.exports.formats import FORMATS, Format, format_of
from cx.filters import Filters
from cx.reports import language
from cx.reports.ask import Arrangement, Ask
from cx.reports.pages import WHOLE, Arranged, titles
from cx.snapshots.seal import read_sealed
from cx.snapshots.snapshot import document_of, live_document, load

#: The page that is meant where none is named, and the name of all of them.
FIRST, ALL = WHOLE[0], "all"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    pages(parser)
    parser.add_argument("--snapshot", type=int, metavar="NUMBER", help="one of the list of snapshots instead of pages")
    file(parser)


def pages(parser: argparse.ArgumentParser) -> None:
    """Which pages, and under which filters."""
    parser.add_argument("--page", action="append", default=[], metavar="NAME", help=f"{', '.join(WHOLE)}; or all")
    question.rows(parser)
    parser.add_argument("--compare", choices=periods.COMPARISONS, help="with what")
    parser.add_argument("--grain", choices=periods.GRAINS, help="of what is drawn over time")
    parser.add_argument(
        "--definition", action="append", default=[], metavar="MEASURE.READING", help="fcr.F1:14; repeatable"
    )


def file(parser: argparse.ArgumentParser) -> None:
    """Which file."""
    parser.add_argument("--format", choices=tuple(FORMATS), help="without it, what the name of the file ends in")
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="- for standard output")


def run(options: argparse.Namespace) -> int:
    """Write the file, and say so."""
    known = format_asked(options)
    company = shown_company()
    if options.snapshot is None:
        document = _live(company, options)
    elif pages_asked(options):
        raise BadInput("A snapshot has pages and filters of its own; leave --page, --where, --period and the like out.")
    else:
        document = document_of(load(company, options.snapshot))
    write(document.at(company.settings.address), known, options.output)
    return 0


def format_asked(options: argparse.Namespace) -> Format:
    """The format that is named, or that the file's name ends in. BadInput for neither."""
    ending = Path(options.output).suffix.removeprefix(".").lower()
    if not options.format and ending not in FORMATS:
        raise BadInput(f"Give --format, or a file whose name ends in .{', .'.join(FORMATS)}.")
    return format_of(options.format or ending)


def pages_asked(options: argparse.Namespace) -> bool:
    """Whether any page or filter is named."""
    names = ("page", "where", "definition", "first", "last", "period", "compare", "grain")
    return any(getattr(options, name) for name in names)


def filters_of(options: argparse.Namespace, company: Company) -> Filters:
    """The filters asked for; those of a page where none are. Raises BadInput for what cannot be used, so that nobody is
    mailed a page on which a misspelt dimension leaves nothing.
    """
    definitions = Filters.from_query({"definition": options.definition}).definitions
    where, known = question.conditions(options), company.warehouse.contents().values
    for name in (name for name, _values in where if name not in known):
        raise BadInput(f"The data have no dimension {name!r}; choose one of {', '.join(sorted(known))}.")
    return Filters(
        question.period_of(options) or Filters.period, options.compare or Filters.compare,
        options.grain or Filters.grain, where, definitions,
    )  # fmt: skip


def arranged(options: argparse.Namespace) -> Arranged:
    """The pages asked for, nothing arranged."""
    wanted = WHOLE if ALL in options.page else dict.fromkeys(options.page or [FIRST])
    return tuple((name, Arrangement()) for name in wanted)


def named(pages: Sequence[str]) -> str:
    """Pages as `--page` takes them: "loyalty, service"; "all" for the whole dashboard."""
    return ALL if set(pages) == set(WHOLE) else ", ".join(pages)


def _live(company: Company, options: argparse.Namespace) -> Document:
    """The pages as they are now, in the company's language."""
    ask, wanted, spoken = (
        Ask.of_company(company, filters_of(options, company)),
        arranged(options),
        company.settings.language,
    )
    language.use(spoken)
    return live_document(company, ask, wanted, spoken, titles(name for name, _arrangement in wanted))


def write(document: Document, known: Format, output: str) -> None:
    """Write the file whole or not at all, and say what it is. Raises BadInput where it cannot be written."""
    data = known.write(document)
    n, seal = len(document.pages), read_sealed(document.sealed).seal
    said = f"{known.name}, {n} {'page' if n == 1 else 'pages'}, {len(data) / 1000:,.0f} kB, seal {seal}"
    if output == "-":
        sys.stdout.buffer.write(data)
        print(said, file=sys.stderr)
    else:
        _replace(Path(output), data)
        print(f"{output}: {said}")


def _replace(path: Path, data: bytes) -> None:
    """Whoever reads the file meanwhile sees the old one or the new one. A link stays one; a device or a pipe is written
    to, for what stood in its place would be another thing.
    """
    place = path.resolve()
    beside = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        if place.exists() and not place.is_file():
            place.write_bytes(data)
            return
        try:
            beside.write_bytes(data)
            beside.replace(place)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise BadInput(f"{path} cannot be written ({error.strerror}); choose another place.") from error
