"""Imports, newest first, and the rows that one of them could not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from cx.company import Company
from cx.errors import Unavailable
from cx.reports import parts as parts_of_pages
from cx.reports import tables, words
from cx.reports.ask import Ask
from cx.reports.page import Message, Page, Picker, Table
from cx.reports.words import _, ngettext
from cx.store.workspace import ImportCounts, Reject

#: More imports are not listed, and more rejected rows not shown; the file has all of those.
MOST_IMPORTS, MOST_REJECTS = 20, 500
#: The key of the rejected rows.
REJECTS = "data-rejects"

Imports = Sequence[ImportCounts]


def parts(ask: Ask, wanted: str) -> tuple[Table | Picker, ...]:
    """The list, the choice of an import that rejected rows, and those rows, where rows can be asked for. wanted: the
    number of an import.
    """
    try:
        imports: Imports = ask.fact("imports", lambda company: company.workspace.imports())
    except Unavailable as reason:
        return (Table("data-imports", _("Imports"), message=parts_of_pages.unavailable_message(reason)),)
    rejecting = [one for one in imports if one.rejected and ask.live][:MOST_IMPORTS]
    if not rejecting:
        return (_list(ask, imports),)
    chosen = next((one for one in rejecting if str(one.import_id) == wanted), rejecting[0])
    options = tuple((str(one.import_id), _name(ask, one)) for one in rejecting)
    picker = Picker("about", _("Rows rejected by"), options, str(chosen.import_id), str(rejecting[0].import_id))
    return _list(ask, imports), picker, _rejects(ask, chosen)


def without_rejects(page: Page) -> Page:
    """The page as it may be taken away: rows as they came may hold anything, and stay on the screen."""
    places = [place for place, part in enumerate(page.parts) if isinstance(part, Table) and part.key == REJECTS]
    gone = {place for rejects in places for place in (rejects - 1, rejects)}  # the choice of an import is before them
    return replace(page, parts=tuple(part for place, part in enumerate(page.parts) if place not in gone))


def _name(ask: Ask, one: ImportCounts) -> str:
    return _("import {number}, {time}").format(
        number=one.import_id, time=words.as_of(one.started_at, ask.settings.zone)
    )


def _list(ask: Ask, imports: Imports) -> Table:
    shown, undone = imports[:MOST_IMPORTS], _undone(ask)
    older = len(imports) - len(shown)
    rejected = sum(one.rejected for one in imports)
    title = ngettext("{n} import", "{n} imports", len(imports)).format(n=words.count(len(imports)))
    if rejected:
        more = ngettext("{n} row rejected", "{n} rows rejected", rejected).format(n=words.count(rejected))
        title = f"{title}, {more}"
    message = (
        None if imports else Message(_("Nothing was imported yet"), _("An import is listed here once it has run."))
    )
    return Table(
        "data-imports", title, _("Newest first; an import lands whole or not at all"),
        _("Read are all rows of the files. Added were new, changed replaced an older state, unchanged were known. "
          "Rejected could not be read; the others of the file landed. Undone are those whose rows were taken back."),
        lambda: _list_shown(ask, shown, undone), lambda: _list_unrounded(imports, undone), wraps=True, message=message,
        footer=(_("{n} older ones in the CSV").format(n=words.count(older)),) if older else (),
    )  # fmt: skip


def _list_shown(ask: Ask, shown: Imports, undone: Sequence[int]) -> pd.DataFrame:
    counts = {_("Read"): "read", _("Added"): "added", _("Changed"): "changed", _("Unchanged"): "unchanged",
              _("Rejected"): "rejected"}  # fmt: skip
    return pd.DataFrame({
        _("Import"): [str(one.import_id) for one in shown],
        _("State"): [_state(one, undone) for one in shown],
        _("Time"): [words.as_of(one.started_at, ask.settings.zone) for one in shown],
        _("Source"): [one.source for one in shown], _("Preset"): [one.preset for one in shown],
        _("Files"): [", ".join(one.files) for one in shown],
        **{title: [words.count(getattr(one, name)) for one in shown] for title, name in counts.items()},
    })  # fmt: skip


def _undone(ask: Ask) -> tuple[int, ...]:
    """The numbers of the imports that were taken back."""

    def read(company: Company) -> tuple[int, ...]:
        holds, imports = company.warehouse.holds, company.workspace.imports()
        return tuple(one.import_id for one in imports if one.state(holds) == "undone")

    return ask.fact_or((), "undone", read)


def _state(one: ImportCounts, undone: Sequence[int]) -> str:
    if not one.landed:
        return _("✗ landed nothing")
    return _("↩ undone") if one.import_id in undone else _("✓ landed")


def _list_unrounded(imports: Imports, undone: Sequence[int]) -> pd.DataFrame:
    columns = ["import_id", "started_at", "preset", "source", "files", "landed", "read", "added", "changed",
               "unchanged", "rejected"]  # fmt: skip
    rows = [[getattr(one, name) for name in columns] for one in imports]
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    frame = frame.assign(files=[", ".join(one.files) for one in imports])
    return frame.assign(undone=[one.import_id in undone for one in imports]) if undone else frame


def _rejects(ask: Ask, chosen: ImportCounts) -> Table:
    """The rows as they came: customers' text, only ever plain."""
    assert ask.company is not None
    rejects = ask.company.workspace.rejects(chosen.import_id)
    shown = rejects[:MOST_REJECTS]
    title = ngettext("{n} row could not be read", "{n} rows could not be read", len(rejects))
    more = len(rejects) - len(shown)
    return Table(
        REJECTS, title.format(n=words.count(len(rejects))), _name(ask, chosen),
        _("The row as it came, the field that is wrong, and why. Correct the file and import it again: rows that are "
          "known already do not count twice."),
        lambda: _rejects_shown(shown), lambda: pd.DataFrame(rejects, columns=list(Reject._fields), dtype=object),
        footer=(_("{n} more in the CSV").format(n=words.count(more)),) if more else (),
        height=tables.height_of(shown),
    )  # fmt: skip


def _rejects_shown(shown: Sequence[Reject]) -> pd.DataFrame:
    return pd.DataFrame({
        _("File"): [one.file for one in shown],
        _("Line"): ["" if one.line is None else words.count(one.line) for one in shown],
        _("Field"): [one.field for one in shown],
        _("Reason"): [one.reason for one in shown],
        _("As it came"): [one.raw for one in shown],
    })  # fmt: skip
