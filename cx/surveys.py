"""What is known of a survey question: what it measures, on which scale, and which answers are good.

A score is of one question, so every tally of answers names its survey, and two surveys are added up
only where `may_pool` allows it.
"""

from __future__ import annotations

from dataclasses import dataclass

#: The default scale of a measure's question: lowest answer, highest answer.
SCALES = {
    "nps": (0, 10), "csat": (1, 5), "ces": (1, 5), "css": (0, 1), "review": (1, 5), "satisfaction": (1, 10),
    "solved": (0, 1),
}  # fmt: skip

#: Measures whose answers fall in three classes, with the default cuts between them.
THREE_CLASSES = {"nps": (7, 9), "satisfaction": (7, 9)}

#: Top box by the length of the scale: how many of the highest answers are satisfied (3: 1; 4 to 7: 2; 10: 3).
TOP_BOXES = {2: 1, 3: 1, 4: 2, 5: 2, 6: 2, 7: 2, 10: 3, 11: 3}

#: The highest answer of any scale; below 0 are no answers but codes (see cx/store/derive.py).
HIGHEST = 32_767


@dataclass(frozen=True)
class Survey:
    """One question and how its answers are read.

    survey: its name in the data; measure: nps, csat, ces, ...; low, high: the scale, both ends included;
    cuts: the lowest answer of each class above the first, empty for the measure's default (nps, satisfaction: the
    middle and the best class; others: satisfied, or easy); direction: which end is good, "high" or "low";
    kind: "relational" or "transactional" or "" where nobody said; anonymous: privacy rules apply;
    headline: the question shown where no survey is chosen; wording: as the respondent read it.
    """

    survey: str
    measure: str
    low: int = 0
    high: int = 10
    cuts: tuple[int, ...] = ()
    direction: str = "high"
    kind: str = ""
    anonymous: bool = False
    headline: bool = False
    wording: str = ""

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise ValueError(f"survey {self.survey!r}: its scale must rise, not {self.low}..{self.high}")
        if not 0 <= self.low <= self.high <= HIGHEST:
            raise ValueError(f"survey {self.survey!r}: its scale lies within 0..{HIGHEST}, not {self.low}..{self.high}")
        if self.direction not in ("high", "low"):
            raise ValueError(f"survey {self.survey!r}: direction is 'high' or 'low', not {self.direction!r}")
        if list(self.cuts) != sorted(self.cuts):
            raise ValueError(f"survey {self.survey!r}: cuts must rise, not {self.cuts}")
        classes = 3 if self.measure in THREE_CLASSES else 2
        cuts = self.class_cuts()
        if len(cuts) != classes - 1 or not self.low < cuts[0] <= cuts[-1] <= self.high:
            raise ValueError(
                f"survey {self.survey!r}: its cuts {cuts} do not make {classes} classes of {self.low}..{self.high}"
            )

    def class_cuts(self) -> tuple[int, ...]:
        """The cuts in force: those declared, else the measure's default on this scale."""
        if self.cuts:
            return self.cuts
        if self.measure in THREE_CLASSES:
            return THREE_CLASSES[self.measure]
        steps = self.high - self.low + 1
        boxes = 3 if self.measure == "ces" and steps == 7 else TOP_BOXES.get(steps, max(1, steps // 3))
        return (self.high - boxes + 1,) if self.direction == "high" else (self.low + boxes,)


def may_pool(one: Survey, other: Survey) -> bool:
    """Whether two questions may be added up: same measure, scale, cuts, direction and kind."""
    return scale_of(one) == scale_of(other)


def scale_of(survey: Survey) -> tuple[object, ...]:
    """All that decides how an answer is read; questions that agree in it may be added up."""
    return (survey.measure, survey.low, survey.high, survey.class_cuts(), survey.direction, survey.kind)
