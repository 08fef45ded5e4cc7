"""The pages that are models, in the order in which they are read: what a file, a snapshot or the browser can show."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cx.errors import BadInput
from cx.reports import loyalty, overview, satisfaction, service, trust, voice
from cx.reports.ask import Arrangement, Ask
from cx.reports.page import Page

Model = Callable[[Ask, Arrangement], Page]

MODELS: Mapping[str, Model] = {
    "overview": overview.page, "loyalty": loyalty.page, "satisfaction": satisfaction.page, "voice": voice.page,
    "service": service.page, "trust": trust.page,
}  # fmt: skip


def model(name: str) -> Model:
    """The model of a page by its name. BadInput where there is none."""
    found = MODELS.get(name)
    if found is None:
        raise BadInput(f"There is no page {name[:40]!r}; choose one of {', '.join(MODELS)}.")
    return found
