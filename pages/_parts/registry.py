"""The pages: address, name, icon, place in the navigation. What is behind them: `cx/reports/pages.py`."""

from __future__ import annotations

from typing import NamedTuple

from cx.reports.language import mark
from cx.reports.pages import MODELS, TITLES


class Entry(NamedTuple):
    """One page. name: of its script, its address and its key; section: the heading it stands under, "" for none."""

    name: str
    title: str
    icon: str
    section: str

    @property
    def modelled(self) -> bool:
        """Whether it shows a model under the filters; else it is a page of forms."""
        return self.name in MODELS


FEEL, PERFORM, PROOF = mark("How customers feel"), mark("How service performs"), mark("Proof")

ENTRIES = (
    Entry("overview", TITLES["overview"], ":material/dashboard:", ""),
    Entry("loyalty", TITLES["loyalty"], ":material/favorite:", FEEL),
    Entry("satisfaction", TITLES["satisfaction"], ":material/sentiment_satisfied:", FEEL),
    Entry("voice", TITLES["voice"], ":material/forum:", FEEL),
    Entry("service", TITLES["service"], ":material/timer:", PERFORM),
    Entry("trust", TITLES["trust"], ":material/verified:", PROOF),
    Entry("snapshots", mark("Snapshots"), ":material/inventory_2:", PROOF),
    Entry("data", mark("Data"), ":material/upload_file:", PROOF),
    Entry("settings", mark("Settings"), ":material/tune:", PROOF),
)

BY_NAME = {entry.name: entry for entry in ENTRIES}
