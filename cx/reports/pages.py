"""The pages that are models, in the order in which they are read: what a file, a snapshot or the browser can show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from cx.errors import BadInput
from cx.reports import loyalty, overview, satisfaction, service, trust, voice
from cx.reports.ask import Arrangement, Ask
from cx.reports.language import mark
from cx.reports.page import Page
from cx.reports.whole import whole
from cx.reports.words import _

Model = Callable[[Ask, Arrangement], Page]
#: Pages by name, each as it is arranged.
Arranged = Sequence[tuple[str, Arrangement]]

MODELS: Mapping[str, Model] = {
    "overview": overview.page, "loyalty": loyalty.page, "satisfaction": satisfaction.page, "voice": voice.page,
    "service": service.page, "trust": trust.page,
}  # fmt: skip


#: The names of all pages.
WHOLE = tuple(MODELS)

TITLES: Mapping[str, str] = {
    "overview": mark("Overview"), "loyalty": mark("Loyalty"), "satisfaction": mark("Satisfaction"),
    "voice": mark("Voice"), "service": mark("Service"), "trust": mark("Trust"),
}  # fmt: skip


def title(name: str) -> str:
    """What a page is called; one that is not known as it is."""
    return _(TITLES.get(name, name))


def titles(names: Iterable[str]) -> str:
    """What several pages are called: "Loyalty, Service"; all of them together "Whole dashboard"."""
    given = list(dict.fromkeys(names))
    return _("Whole dashboard") if set(given) == set(MODELS) else ", ".join(map(title, given))


def model(name: str) -> Model:
    """The model of a page by its name. BadInput where there is none."""
    found = MODELS.get(name)
    if found is None:
        raise BadInput(f"There is no page {name[:40]!r}; choose one of {', '.join(MODELS)}.")
    return found


def whole_pages(ask: Ask, pages: Arranged) -> tuple[Page, ...]:
    """Pages with all their tabs, as files and snapshots take them. BadInput for an unknown page; raises what its model
    does.
    """
    return tuple(whole(model(name), ask, arrangement) for name, arrangement in pages)
