"""Say what is in the database, and what stands out in its newest finished week.

Rows per table and source, time span, as-of, answers outside their scale, ends of scales that nobody uses, settings
edited since, alerts.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from cx.alerts import Alert
from cx.audit import UnusedEnd, unused_ends
from cx.commands.common import filled_company, own_company, text_table
from cx.company import Company
from cx.errors import BadInput
from cx.reports import alerts
from cx.reports.formats import NBSP
from cx.store.contents import Contents
from cx.store.warehouse import Warehouse
from cx.surveys import SCALES


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("--rejects", type=int, metavar="IMPORT", help="list the rows that an import rejected")
    parser.add_argument("--imports", action="store_true", help="list the imports, newest first")


def run(options: argparse.Namespace) -> int:
    """Print what is asked for."""
    if options.rejects is not None:
        print(_rejects(own_company(), options.rejects))
    elif options.imports:
        print(_imports(own_company()))
    else:
        company = filled_company()
        print(_contents(company.warehouse.contents(), company.warehouse.url))
        print(_scales(company.warehouse) + _edited(company), end="")
        print(f"\n{_alerts(company.warehouse.alerts())}")
    return 0


def _scales(warehouse: Warehouse) -> str:
    """A line for each question on which nobody chose an end of its scale, though it is chosen elsewhere."""
    several = [known for known in SCALES if len(warehouse.contents().questions(known)) > 1]
    ends = [end for known in several for end in unused_ends(warehouse.tally(known, by=["survey"]))]
    return "".join(f"\n{_unused(end)}\n" for end in ends)


def _unused(end: UnusedEnd) -> str:
    asked, share = end.survey, 100 * end.chosen / end.others
    return (
        f"{asked.survey} is declared on {asked.low}..{asked.high}, but none of its {end.n:,} answers is {end.answer}, "
        f"as {share:.1f} % of the others are: its form may offer another scale; see docs/presets.md for declaring it."
    )


def _edited(company: Company) -> str:
    names = ", ".join(company.edited())
    return f"\nEdited since it was derived: {names}; have it take effect with: python -m cx derive\n" if names else ""


def _alerts(found: Sequence[Alert]) -> str:
    """What stands out, a sentence for each measure and under it where."""
    if not found:
        return "Nothing stands out in the newest finished week."
    parts = [
        f"{alerts.sentence(together)}\n{text_table(alerts.lines(together), alerts.heads(together))}"
        for together in alerts.grouped(found)
    ]
    return "\n\n".join(["What stands out, the surest first:", *parts]).replace(NBSP, " ")


def _contents(contents: Contents, url: str) -> str:
    rows = [
        (s.table, s.source, s.rows, _day(s.first), _day(s.last), _day(s.as_of), s.outside_scale)
        for s in contents.sources
    ]
    heads = ("table", "source", "rows", "first", "last", "as of", "outside scale")
    surveys = [
        (s.survey, s.measure, f"{s.low}..{s.high}", s.direction, "yes" if s.headline else "", s.wording)
        for s in contents.surveys
    ]
    parts = [f"{url}, version {contents.version}, schema {contents.schema_version}", text_table(rows, heads)]
    if surveys:
        parts.append(text_table(surveys, ("question", "measure", "scale", "good end", "headline", "wording")))
    if contents.dimensions:
        parts.append("Own dimensions: " + ", ".join(contents.dimensions))
    return "\n\n".join(parts)


def _day(stamp: object) -> str:
    return "" if stamp is None else f"{stamp:%Y-%m-%d %H:%M}"


def _imports(company: Company) -> str:
    holds = company.warehouse.holds
    rows = [
        (
            i.import_id, i.state(holds), f"{i.started_at:%Y-%m-%d %H:%M}", i.preset, i.source, i.read, i.added,
            i.changed, i.rejected,
        )
        for i in company.workspace.imports()
    ]  # fmt: skip
    heads = ("import", "state", "started", "preset", "source", "read", "added", "changed", "rejected")
    return text_table(rows, heads)


def _rejects(company: Company, import_id: int) -> str:
    rejects = company.workspace.rejects(import_id)
    if not rejects and import_id not in {i.import_id for i in company.workspace.imports()}:
        raise BadInput(f"There is no import {import_id}; list them with: python -m cx check --imports")
    if not rejects:
        return f"Import {import_id} rejected nothing."
    rows = [(r.file, r.line, r.field, r.reason, r.raw) for r in rejects]
    return text_table(rows, ("file", "line", "field", "reason", "as it came"))
