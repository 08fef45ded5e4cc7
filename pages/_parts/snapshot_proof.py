"""The state of a proof in words; only one that is proved is green."""

from __future__ import annotations

from html import escape

import streamlit as st

from cx.company import Company
from cx.reports.language import translate as _
from cx.snapshots import seal
from cx.snapshots.redraw import Difference
from cx.snapshots.seal import Proof
from pages._parts.registry import BY_NAME

_LOOKS = {
    "proved": ("cx-good", "✓"), "changed": ("cx-bad", "✗"), "inconsistent": ("cx-bad", "✗"),
    "register_broken": ("cx-bad", "✗"),
}  # fmt: skip

#: How many differing numbers are named.
MOST_NAMED = 12


def said(company: Company, proof: Proof) -> None:
    """The finding, what it rests on, and what a redraw shows otherwise, number by number."""
    finding, why = seal.said(proof, company.settings.zone)
    look, sign = _LOOKS.get(proof.state, ("cx-wash", "–"))
    named = "".join(f"<li>{escape(_named(found))}</li>" for found in proof.differences[:MOST_NAMED])
    more = f'<ul class="cx-differences">{named}</ul>' if named else ""
    st.html(
        f'<div class="cx-proof" role="status"><span class="cx-chip {look}"><b>{sign} {escape(finding)}</b></span>'
        f"<p>{escape(why)}</p>{more}</div>"
    )


def _named(found: Difference) -> str:
    """One number or text: "Loyalty, by-nps-nps, value, row 3: kept 12.5, now 13"."""
    page = _(BY_NAME[found.page].title) if found.page in BY_NAME else found.page
    row = _("row {n}").format(n=found.row + 1) if found.row is not None else ""
    place = ", ".join(filter(None, (page, found.part, found.column, row)))
    return _("{place}: kept {kept}, drawn again {redrawn}").format(
        place=place, kept=_cell(found.kept), redrawn=_cell(found.redrawn)
    )


def _cell(value: object) -> str:
    return _("nothing") if value is None else str(value)[:80]
