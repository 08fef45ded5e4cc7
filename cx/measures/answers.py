"""What customers answer: NPS, CSAT, CES, service satisfaction, reviews, the 1..10 satisfaction, advocates."""

from __future__ import annotations

import numpy as np

from cx import bins
from cx.errors import BadInput
from cx.measures.entry import Basis, Measure
from cx.measures.reading import WEEK, Floats, Ints, Reading, Values, count, mark, share
from cx.measures.times import ended_within, median_of_all
from cx.surveys import Survey

OUTSIDE, NO_CUSTOMER = -1, -2
CODES = {OUTSIDE: "outside_scale", NO_CUSTOMER: "no_customer"}


def _on_scale(answers: Ints, survey: Survey | None, values: Floats) -> Floats:
    if survey is None:
        raise BadInput("An answer can only be read with its survey's scale.")
    return np.where((answers >= survey.low) & (answers <= survey.high), values, np.nan)


def _net(answers: Ints, survey: Survey | None, _: int) -> Floats:
    passive, promoter = survey.class_cuts() if survey else (7, 9)
    return _on_scale(answers, survey, np.where(answers >= promoter, 1.0, np.where(answers >= passive, 0.0, -1.0)))


def _net_from_one(answers: Ints, survey: Survey | None, parameter: int) -> Floats:
    """As a form that offers 1..10 has it: an answer of 0 is outside of that scale."""
    return np.where(answers >= 1, _net(answers, survey, parameter), np.nan)


def _class_share(index: int) -> Values:
    """Share of the class `index` (0 lowest): detractors, passives, promoters."""

    def values(answers: Ints, survey: Survey | None, _: int) -> Floats:
        cuts = survey.class_cuts() if survey else (7, 9)
        classes = np.searchsorted(np.array(cuts), answers, side="right")
        return _on_scale(answers, survey, (classes == index).astype(float))

    return values


def good_and_bad(answers: Ints, survey: Survey | None) -> tuple[Floats, Floats]:
    """1 for each answer in the top box; 1 for each in the bottom box, which is as many steps at the other end."""
    low, high = (survey.low, survey.high) if survey else (0, 0)
    cut = survey.class_cuts()[0] if survey else 0
    if survey and survey.direction == "low":
        good, bad = answers < cut, answers > max(high - (cut - low), cut - 1)
    else:
        good, bad = answers >= cut, answers < min(low + (high - cut + 1), cut)
    return good.astype(float), bad.astype(float)


def _top_box(answers: Ints, survey: Survey | None, _: int) -> Floats:
    """1 for a satisfied (or easy) answer: at or above the cut, or below it where low is good."""
    return _on_scale(answers, survey, good_and_bad(answers, survey)[0])


def _bottom_box(answers: Ints, survey: Survey | None, _: int) -> Floats:
    return _on_scale(answers, survey, good_and_bad(answers, survey)[1])


def _good_or_bad(answers: Ints, survey: Survey | None, _: int) -> Floats:
    """1 good, 0 bad; what is neither is left out."""
    good, bad = good_and_bad(answers, survey)
    return _on_scale(answers, survey, np.where(good + bad > 0, good, np.nan))


def _top_less_bottom(answers: Ints, survey: Survey | None, _: int) -> Floats:
    good, bad = good_and_bad(answers, survey)
    return _on_scale(answers, survey, good - bad)


def _answer(answers: Ints, survey: Survey | None, _: int) -> Floats:
    return _on_scale(answers, survey, answers.astype(float))


def _best(answers: Ints, survey: Survey | None, _: int) -> Floats:
    """1 for the class above all others where a scale has three, else for the best answer alone."""
    cuts = survey.class_cuts() if survey else ()
    high, low = (survey.high, survey.low) if survey else (0, 0)
    best = answers >= (cuts[-1] if len(cuts) > 1 else high)
    if survey and survey.direction == "low":
        best = answers == low
    return _on_scale(answers, survey, best.astype(float))


def _replied(codes: Ints, _: Survey | None, __: int) -> Floats:
    return np.where(codes >= 0, 1.0, np.where(codes <= bins.CENSORED, 0.0, np.nan))


def _mean(says: str, better: str = "declared") -> Reading:
    return Reading("mean", "mean", "answer", better, _answer, title=mark("mean"), says=says)


_MEAN_ANSWER = mark("Mean of the answers on the scale {low}–{high}.")
_TITLE_SATISFIED = mark("satisfied")


def _satisfied() -> Reading:
    says = mark("Satisfied = answers {good} on the scale {low}–{high}, as a share of all answers.")
    return share("satisfied", _top_box, title=_TITLE_SATISFIED, says=says)


def _of_answers(name: str, readings: tuple[Reading, ...], title: str, says: str, *, headline: bool = False) -> Measure:
    return Measure(
        name, "answers", "bin", "answered", readings, ("score",), codes=CODES, headline=headline, title=title, says=says
    )


MEASURES = (
    Measure(
        "nps", "answers", "bin", "answered",
        (
            Reading("nps", "net", "points", "high", _net, title=mark("NPS"), says=mark(
                "NPS = share of promoters ({promoters}) minus share of detractors ({detractors}), in points from "
                "−100 to +100.")),
            share("promoters", _class_share(2), title=mark("promoters"),
                  says=mark("Promoters = answers {promoters}, as a share of all answers.")),
            share("passives", _class_share(1), "none", title=mark("passives"),
                  says=mark("Passives = answers {passives}, as a share of all answers.")),
            share("detractors", _class_share(0), "low", title=mark("detractors"),
                  says=mark("Detractors = answers {detractors}, as a share of all answers.")),
            _mean(_MEAN_ANSWER, "high"),
            Reading("from_one", "net", "points", "high", _net_from_one, title=mark("NPS asked on 1–10"), says=mark(
                "NPS as a form with the answers 1–10 has it: answers of 0 are left out. Not comparable with NPS on "
                "0–10.")),
        ),
        ("score",), codes=CODES, headline=True, title=mark("NPS"),
        bases=(Basis("customer", needs=("customer_id",), vote="customer", title=mark("one vote per customer")),),
    ),
    _of_answers(
        "csat",
        (
            share("satisfied", _top_box, title=_TITLE_SATISFIED, says=mark(
                "CSAT = satisfied answers ({good} on the scale {low}–{high}), as a share of all answers.")),
            _mean(_MEAN_ANSWER),
            share("good_or_bad", _good_or_bad, title=mark("good among good and bad"), says=mark(
                "Good answers ({good}), as a share of good and bad ones ({bad}); those in the middle of the scale "
                "{low}–{high} are left out.")),
            Reading("net", "net", "points", "high", _top_less_bottom, title=mark("net satisfaction"), says=mark(
                "Share of good answers ({good}) minus share of bad ones ({bad}), in points from −100 to +100.")),
            share("dissatisfied", _bottom_box, "low", title=mark("dissatisfied"),
                  says=mark("Dissatisfied = answers {bad} on the scale {low}–{high}, as a share of all answers.")),
        ),
        mark("CSAT"), "", headline=True,
    ),
    _of_answers(
        "ces",
        (
            _mean(mark("CES = how easy it was, as the mean of the answers on the scale {low}–{high}; {end} is easy, "
                       "{other} is hard.")),
            share("easy", _top_box, title=mark("easy"),
                  says=mark("Easy = answers {good} on the scale {low}–{high}, as a share of all answers.")),
            share("hard", _bottom_box, "low", title=mark("hard"),
                  says=mark("Hard = answers {bad} on the scale {low}–{high}, as a share of all answers.")),
        ),
        mark("CES"), "", headline=True,
    ),
    _of_answers("css", (_satisfied(), _mean(_MEAN_ANSWER)), mark("Service satisfaction"),
                mark("One question about the service, asked the same way every time.")),
    _of_answers(
        "satisfaction",
        (
            _satisfied(),
            share("advocates", _class_share(2), apart=True, title=mark("greatest advocates"),
                  says=mark("Answers {promoters}, as a share of all answers.")),
            share("at_risk", _class_share(0), "low", title=mark("at risk"),
                  says=mark("Customers at risk of leaving: answers {detractors}, as a share of all "
                            "answers.")),
            _mean(_MEAN_ANSWER),
        ),
        mark("Satisfaction 1–10"), mark("This is not NPS, though its classes look alike."),
    ),
    _of_answers(
        "review",
        (
            _mean(mark("Mean stars on the scale {low}–{high}."), "high"),
            share("negative", _bottom_box, "low", title=mark("negative"),
                  says=mark("The lowest stars (1 and 2 of 5), as a share of all reviews.")),
            share("positive", _top_box, title=mark("positive"), says=mark("Stars {good}, as a share of all reviews.")),
        ),
        mark("Reviews"), mark("Ratings on review portals."),
    ),
    Measure(
        "review_reply", "answers", "reply", "answered",
        (
            share("answered", _replied, settles=WEEK, title=mark("answered"),
                  says=mark("Reviews that the company answered, as a share of all reviews.")),
            ended_within(172800, (86400, 604800)),
            median_of_all(),
        ),
        ("replied_at",), codes=bins.CODE_REASONS, questions=("review",), title=mark("Reviews answered"),
        says=mark("Time from a review to the company's answer."),
    ),
    _of_answers(
        "solved",
        (share("solved", _top_box, title=mark("say it was solved"),
               says=mark("Customers who say that their request was solved, as a share of those who answered.")),),
        mark("Said to be solved"), "",
    ),
    Measure(
        "advocates", "answers", "bin", "answered",
        (
            count("advocates", _best, "high", title=mark("advocates"), says=mark(
                "Customers whose newest answer in the period is of the best class ({best}); each customer counts "
                "once.")),
            share("share", _best, title=mark("share of advocates"),
                  says=mark("Customers whose newest answer is of the best class ({best}), as a share of customers who "
                            "answered.")),
        ),
        ("score", "customer_id"), "customers", CODES, vote="customer", questions=("nps", "satisfaction", "csat", "css"),
        title=mark("Advocates"),
    ),
)  # fmt: skip
