"""Tallies of one version of a warehouse, remembered for all who ask."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from cx.errors import Unavailable
from cx.filters import Filters
from cx.reports.ask import Question
from cx.store.warehouse import Warehouse
from cx.tally import Tally


class Remembered:
    """The tallies that were asked for last, `most` of them, and why others cannot be known. They never change once
    made, so all threads share the same ones; what two ask for at the same moment is counted twice and kept once. What
    is counted once another version is in force is answered and not kept: the version may come back.
    """

    def __init__(self, warehouse: Warehouse, most: int, version: str) -> None:
        self.warehouse, self.most, self.version = warehouse, most, version
        self._known: OrderedDict[Question, Tally | Unavailable] = OrderedDict()
        self._lock = threading.Lock()

    def tally(self, measure: str, filters: Filters, by: tuple[str, ...]) -> Tally:
        """The tally of one question. Raises as `Warehouse.tally`."""
        (found,) = self.tallies([(measure, filters, by)])
        if isinstance(found, Unavailable):
            raise found
        return found

    def tallies(self, questions: Sequence[Question]) -> list[Tally | Unavailable]:
        """The tallies of several questions, those that are not known in as few statements as can be."""
        with self._lock:
            known = {question: self._known[question] for question in questions if question in self._known}
        new = [question for question in dict.fromkeys(questions) if question not in known]
        if new:
            known.update(zip(new, self.warehouse.tallies(new), strict=True))
        if not new or self.warehouse.version == self.version:
            self._keep({question: known[question] for question in questions})
        return [_own(known[question]) for question in questions]

    def _keep(self, used: dict[Question, Tally | Unavailable]) -> None:
        with self._lock:
            for question, answer in used.items():
                self._known[question] = answer
                self._known.move_to_end(question)
            while len(self._known) > self.most:
                self._known.popitem(last=False)


def _own(answer: Tally | Unavailable) -> Tally | Unavailable:
    """A reason is an exception, which holds on to where it was raised: each who asks has one of his own."""
    if isinstance(answer, Unavailable):
        return Unavailable(answer.measure, answer.kind, *answer.values)
    return answer
