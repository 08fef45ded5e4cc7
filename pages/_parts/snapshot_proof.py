"""The state of a proof in words; only one that is proved is green."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

import streamlit as st

from cx.company import Company
from cx.reports import words
from cx.reports.language import translate as _
from cx.reports.language import translate_plural as ngettext
from cx.reports.page import Chart, Page, Table
from cx.reports.pages import title
from cx.snapshots import proof as proofs
from cx.snapshots.proof import Proof
from cx.snapshots.redraw import Difference

_LOOKS = {
    "proved": ("cx-good", "✓"), "changed": ("cx-bad", "✗"), "inconsistent": ("cx-bad", "✗"),
    "register_broken": ("cx-bad", "✗"),
}  # fmt: skip

#: How many parts that differ are named; the others are counted.
MOST_NAMED = 3
#: How much of a value is shown.
MOST_SHOWN = 80


def said(company: Company, proof: Proof, pages: Sequence[tuple[str, Page]]) -> None:
    """The finding, what it rests on, and each part that a redraw shows otherwise; pages: drawn again, by the
    names of their models, for the titles of their parts.
    """
    finding, why = proofs.said(proof, company.settings.zone)
    look, sign = _LOOKS.get(proof.state, ("cx-wash", "–"))
    named = "".join(f"<li>{escape(part)}</li>" for part in _first_parts(list(_parts(proof.differences, pages))))
    more = f'<ul class="cx-differences">{named}</ul>' if named else ""
    st.html(
        f'<div class="cx-proof" role="status"><span class="cx-chip {look}"><b>{sign} {escape(finding)}</b></span>'
        f"<p>{escape(why)}</p>{more}</div>"
    )


def _first_parts(parts: Sequence[str]) -> Iterator[str]:
    """The first of them, and how many more there are."""
    yield from parts[:MOST_NAMED]
    more = len(parts) - MOST_NAMED
    if more > 0:
        yield ngettext("and {n} more part", "and {n} more parts", more).format(n=words.count(more))


def _parts(differences: Sequence[Difference], pages: Sequence[tuple[str, Page]]) -> Iterator[str]:
    """Each part with how much of it differs, and the first of that."""
    titles = {
        (name, part.key): part.title for name, page in pages for part in page.parts if isinstance(part, Chart | Table)
    }
    for (page, part), found in groupby(differences, key=lambda one: (one.page, one.part)):
        several = list(found)
        sentence = ngettext(
            "{page}, {part}: {n} differs; {first}", "{page}, {part}: {n} differ; the first: {first}", len(several)
        )
        yield sentence.format(
            page=title(page), part=titles.get((page, part)) or _untitled(several[0]), n=words.count(len(several)),
            first=_first(several[0]),
        )  # fmt: skip


def _untitled(found: Difference) -> str:
    """A part that has no title of its own: a row of cards, or one that is not drawn any more."""
    if found.part.startswith("cards"):
        return _("Headline numbers")
    return _("a part it no longer has") if found.row is None and found.redrawn is None else found.part


def _first(found: Difference) -> str:
    """What stood there and what stands there now: "value, row 3: kept 12.5, drawn again 13"; of a whole row, or of all,
    that it is not there any more, or only now.
    """
    row = _("row {n}").format(n=words.count(found.row + 1)) if found.row is not None else ""
    place = ", ".join(filter(None, (found.column, row))) or _("all of it")
    if not found.column:
        said = _("{place} is new") if found.kept is None else _("{place} is not drawn any more")
        return said.format(place=place)
    return _("{place}: kept {kept}, drawn again {redrawn}").format(
        place=place, kept=_cell(found.kept), redrawn=_cell(found.redrawn)
    )


def _cell(value: object) -> str:
    return _("nothing") if value is None else str(value)[:MOST_SHOWN]
