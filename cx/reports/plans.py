"""What a page asked the last time it was made, to be asked together the next time: a page's parts ask one by one, and
which questions they share with each other or could be asked in one statement is seen only from all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from cx.reports.ask import Ask, Shape
from cx.reports.page import Page


class Plans:
    """The shapes of the questions of pages, `most` at a time. What a plan leaves out is asked when it is wanted, so no
    number depends on one.
    """

    def __init__(self, most: int = 200) -> None:
        self.most = most
        self._known: dict[Hashable, tuple[Shape, ...]] = {}

    def made(self, page: Hashable, ask: Ask, make: Callable[[], Page]) -> Page:
        """What `make` makes of the question, with the answers it wanted the last time for this page at hand."""
        ask.together(*map(ask.question, self._known.get(page, ())))
        model = make()
        if len(self._known) >= self.most:
            self._known.clear()
        self._known[page] = ask.shapes
        return model
