"""One entry of the catalogue: WHAT is counted, from which table and column, dated by what, and read in which ways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from cx import bins
from cx.errors import BadInput
from cx.measures.reading import Reading

_PARAMETER = re.compile(r"[1-9][0-9]{0,8}")

#: How rows become counts: each row once; each row as it is now, whatever the period; customers who joined and left.
COUNTING = ("rows", "state", "membership")

#: Breakdowns into parts of time.
TIMES = ("period", "day", "week", "month")


@dataclass(frozen=True)
class Basis:
    """The same measure on another column, another date or another vote; what is empty is the measure's own.

    vote: "customer" where only each customer's newest answer counts; title, says: what it is called, and what the
    measure then is, as messages to translate.
    """

    name: str
    column: str = ""
    date: str = ""
    needs: tuple[str, ...] = ()
    vote: str = ""
    title: str = ""
    says: str = ""


@dataclass(frozen=True)
class Measure:
    """One thing that is counted.

    table, column: whose values are the bins; date: the anchor ("answered", "created", "solved", "at", ...);
    readings: the default first; needs: fact columns without which it cannot be known; counts: what one row is;
    codes: why a bin is left out, by code; bases: other columns it can be read from, basis and vote: the one in force;
    questions: which survey measures' answers count (its own name where empty; answers only); says_so: without answers
    to which survey measures nothing is known of a ticket;
    counting: one of `COUNTING`; title, says: its name and what it is, as messages to translate.
    """

    name: str
    table: str
    column: str
    date: str
    readings: tuple[Reading, ...]
    needs: tuple[str, ...]
    counts: str = "answers"
    codes: dict[int, str] = field(default_factory=dict, hash=False)
    headline: bool = False
    aliases: tuple[str, ...] = ()
    bases: tuple[Basis, ...] = ()
    basis: str = ""
    vote: str = ""
    questions: tuple[str, ...] = ()
    says_so: tuple[str, ...] = ()
    counting: str = "rows"
    title: str = ""
    says: str = ""

    @property
    def of_answers(self) -> bool:
        """Whether it is read from answers to a survey question, and so has a scale."""
        return self.table == "answers"

    @property
    def asks(self) -> tuple[str, ...]:
        """The survey measures whose answers count."""
        return (self.questions or (self.name,)) if self.of_answers else ()

    @property
    def apart(self) -> tuple[str, ...]:
        """The breakdowns whose parts may not be added up: a customer has one vote, or one state, in each of them."""
        voting = ("survey",) if self.vote else ()
        return (*TIMES, *voting) if self.vote or self.counting == "membership" else ()

    def reading(self, full_name: str = "") -> Reading:
        """A reading by its full name, name[:parameter][@basis], "" for the default; BadInput if there is none.

        Where the measure stands on a basis already, a name without one means that basis.
        """
        text, at, basis = full_name.partition("@")
        basis = basis if at else self.basis
        found = self._found(text)
        if found is None or (basis and basis not in {known.name for known in self.bases}) or (at and not basis):
            raise BadInput(f"{self.name} has no reading {full_name!r}; it can be read as {self._known()}.")
        return replace(found, basis=basis) if basis != found.basis else found

    def _found(self, text: str) -> Reading | None:
        if not text:
            return self.readings[0]
        base, colon, parameter = text.partition(":")
        found = next((reading for reading in self.readings if reading.name == base), None)
        if found is None or not colon:
            return found
        if not (_PARAMETER.fullmatch(parameter) and found.takes):
            return None
        found = replace(found, parameter=int(parameter))
        found.check(self.name)
        return found

    def _known(self) -> str:
        names = ", ".join(reading.full_name for reading in self.readings)
        return names + "".join(f"; with @{basis.name} after it" for basis in self.bases)

    def on(self, basis: str) -> Measure:
        """The measure on one of its bases ("" for its own column): what is to be tallied. BadInput if there is none."""
        if basis == self.basis:
            return self
        if self.basis or basis not in {known.name for known in self.bases}:
            raise BadInput(f"{self.name} cannot be read @{basis}; it can be read as {self._known()}.")
        found = next(known for known in self.bases if known.name == basis)
        return replace(
            self, basis=basis, column=found.column or self.column, date=found.date or self.date,
            needs=(*self.needs, *found.needs), vote=found.vote or self.vote, says=found.says or self.says,
        )  # fmt: skip

    def definitions(self) -> Iterator[Reading]:
        """Every way it can be read: all readings with their options, on its own column first, then on each basis."""
        for basis in ("", *(known.name for known in self.bases)):
            for reading in self.readings:
                for parameter in dict.fromkeys((reading.parameter, *reading.options)):
                    yield replace(reading, parameter=parameter, basis=basis)

    def reason(self, code: int) -> str:
        """Why a bin is left out of a score, as a short name."""
        if code <= bins.CENSORED:
            return self.codes.get(bins.CENSORED, "still_running")
        return self.codes.get(code, "outside_scale" if self.column == "bin" else "undecided")
