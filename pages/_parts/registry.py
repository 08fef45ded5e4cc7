"""The pages: address, name, icon, place in the navigation, and the model behind each."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cx.reports import loyalty, overview, satisfaction, service, trust, voice
from cx.reports.ask import Arrangement, Ask
from cx.reports.language import mark
from cx.reports.page import Page

Model = Callable[[Ask, Arrangement], Page]


class Entry(NamedTuple):
    """One page. name: of its script, its address and its key; section: the heading it stands under, "" for none;
    model: None for a page of forms, which is no model.
    """

    name: str
    title: str
    icon: str
    section: str
    model: Model | None


FEEL, PERFORM, PROOF = mark("How customers feel"), mark("How service performs"), mark("Proof")

ENTRIES = (
    Entry("overview", mark("Overview"), ":material/dashboard:", "", overview.page),
    Entry("loyalty", mark("Loyalty"), ":material/favorite:", FEEL, loyalty.page),
    Entry("satisfaction", mark("Satisfaction"), ":material/sentiment_satisfied:", FEEL, satisfaction.page),
    Entry("voice", mark("Voice"), ":material/forum:", FEEL, voice.page),
    Entry("service", mark("Service"), ":material/timer:", PERFORM, service.page),
    Entry("trust", mark("Trust"), ":material/verified:", PROOF, trust.page),
    Entry("settings", mark("Settings"), ":material/tune:", PROOF, None),
)

BY_NAME = {entry.name: entry for entry in ENTRIES}


def model(name: str) -> Model:
    """The model of a page that has one."""
    found = BY_NAME[name].model
    assert found is not None, name
    return found
