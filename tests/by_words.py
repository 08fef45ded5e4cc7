"""Every reading of every measure, by its words: what one row counts for, None where it is left out.

Times with rows still running say how long a row lasted, or has lasted, and whether it still runs; ratios say what a row
adds to either sum.
"""

from __future__ import annotations

from cx import bins, path
from cx.surveys import Survey

SURVEYS = {
    "nps": Survey("nps", "nps"),
    "csat": Survey("csat", "csat", 1, 5),
    "ces": Survey("ces", "ces", 1, 7, direction="low"),
    "css": Survey("css", "css", 1, 5),
    "satisfaction": Survey("satisfaction", "satisfaction", 1, 10),
    "review": Survey("review", "review", 1, 5),
    "review_reply": Survey("review", "review", 1, 5),
    "solved": Survey("solved", "solved", 0, 1),
    "advocates": Survey("advocates", "nps"),
}


def on_scale(value):
    return lambda answer, survey: float(value(answer)) if survey.low <= answer <= survey.high else None


def classes(answer):
    return (answer >= 9) - (answer <= 6)


def only(ones, zeros):
    return lambda code, _: 1.0 if code in ones else 0.0 if code in zeros else None


def within(target):
    def value(code, _):
        if code >= 0:
            return float(code < target)
        return 0.0 if code <= bins.CENSORED and bins.age_of(code) >= target else None

    return value


def digit(code, part):
    value = int(path.digit(code, part))
    return None if value == path.PARTS[part].unknown else value


def window(following, *, stayed=False):
    """Decided once 7 days (of the classes by path.DAY_EDGES, the fifth) have been observed."""

    def value(code, _):
        back, seen, moved = digit(code, following), digit(code, "observed"), digit(code, "transferred")
        if back is None or seen is None or seen < 5 or (stayed and moved is None):
            return None
        return float(back >= 5 and digit(code, "solves") != 1 and not (stayed and moved == 1))

    return value


def parts_are(**wanted):
    def value(code, _):
        known = {part: digit(code, part) for part in wanted}
        return None if None in known.values() else float(all(known[part] in wanted[part] for part in wanted))

    return value


def says_so(code, _):
    said = digit(code, "says_solved")
    return None if said in (None, 2) else float(said == 1)


def seconds(code, _):
    return float(bins.midpoint(code)) if code >= 0 else None


def life(code, _):
    """How long it lasted, or has lasted, and whether it still runs."""
    if code >= 0:
        return code, False
    return (int(bins.age_of(code)), True) if code <= bins.CENSORED else None


def times(code, _):
    return float(code) if code >= 0 else None


def happened(code, _):
    return float(code > 0) if code >= 0 else None


def hours(test):
    return lambda hour, _: float(test(hour)) if hour >= 0 else None


def delivered(bit):
    return lambda code, _: float(code & bit > 0) if code > 0 else None


FULL = {"median": life, "p90": life}
NAIVE = {"naive_median": seconds, "naive_p90": seconds, "mean": seconds}
RATES = {"share": happened, "per_ticket": times}

BY_ITS_WORDS = {
    "nps": {
        "nps": on_scale(classes),
        "promoters": on_scale(lambda answer: answer >= 9),
        "passives": on_scale(lambda answer: answer in (7, 8)),
        "detractors": on_scale(lambda answer: answer <= 6),
        "mean": on_scale(float),
        "from_one": lambda answer, _: float(classes(answer)) if 1 <= answer <= 10 else None,
    },
    "csat": {
        "satisfied": on_scale(lambda answer: answer >= 4),
        "mean": on_scale(float),
        "good_or_bad": only((4, 5), (1, 2)),
        "net": on_scale(lambda answer: (answer >= 4) - (answer <= 2)),
        "dissatisfied": on_scale(lambda answer: answer <= 2),
    },
    "ces": {
        "mean": on_scale(float),
        "easy": on_scale(lambda answer: answer <= 3),
        "hard": on_scale(lambda answer: answer >= 5),
    },
    "css": {"satisfied": on_scale(lambda answer: answer >= 4), "mean": on_scale(float)},
    "satisfaction": {
        "satisfied": on_scale(lambda answer: answer >= 7),
        "advocates": on_scale(lambda answer: answer >= 9),
        "at_risk": on_scale(lambda answer: answer <= 6),
        "mean": on_scale(float),
    },
    "review": {
        "mean": on_scale(float),
        "negative": on_scale(lambda stars: stars <= 2),
        "positive": on_scale(lambda stars: stars >= 4),
    },
    "review_reply": {
        "answered": lambda code, _: 1.0 if code >= 0 else 0.0 if code <= bins.CENSORED else None,
        "within": within(172800),
        "median": life,
    },
    "solved": {"solved": on_scale(lambda answer: answer == 1)},
    "advocates": {"advocates": on_scale(lambda answer: answer >= 9), "share": on_scale(lambda answer: answer >= 9)},
    "fcr": {
        "F1": window("next_any"),
        "F1_topic": window("next_same"),
        "F2": window("next_any", stayed=True),
        "F3": parts_are(agent_replies=(1,)),
        "F4": parts_are(agent_replies=(0, 1)),
        "F5": parts_are(agent_replies=(1,), held=(0,), solves=(0,)),
        "F6": parts_are(customer_messages=(0,)),
        "F7": parts_are(agents=(0,), solves=(0,)),
        "F8": parts_are(quick=(1,)),
        "F9": says_so,
        "reopened": parts_are(solves=(1,)),
        "transferred": parts_are(transferred=(1,)),
    },
    "first_response": {
        "median": seconds, "p90": seconds, "mean": seconds, "within": within(3600), "survival_median": life,
        "survival_p90": life, "ended": life, "open": life,
    },
    "resolution": {**FULL, **NAIVE, "within": within(86400), "ended": life, "open": life},
    "closing": {**FULL, **NAIVE, "within": within(86400)},
    "wait": {
        **FULL, **NAIVE, "within": within(60),
        "abandoned": lambda code, _: 1.0 if code <= bins.CENSORED or code == bins.ABANDONED else
        0.0 if code >= 0 else None,
    },
    "backlog": {
        "open": lambda code, _: 1.0 if code >= 0 else None, "median": seconds, "p90": seconds,
        "older": lambda code, _: float(code >= 604800) if code >= 0 else None,
    },
    "reopen": RATES,
    "transfer": RATES,
    "escalation": {"share": happened},
    "sla": {
        "share": only((1,), (0,)), "least": only((1,), (0, 2)), "most": only((1, 2), (0,)),
        "pending": only((2,), (0, 1)),
    },
    "confirmed": {"of_solved": only((1,), (0, 2)), "of_rated": only((1,), (0,))},
    "arrivals": {
        "arrived": hours(lambda hour: True), "weekend": hours(lambda hour: hour >= 120),
        "night": hours(lambda hour: hour % 24 < 8 or hour % 24 >= 20),
    },
    "flow": {
        "net": lambda code, _: {1: 1.0, 2: 1.0, 3: -1.0}.get(code, None if code < 0 else 0.0),
        "opened": lambda code, _: float(code == 1) if code >= 0 else None,
        "reopened": lambda code, _: float(code == 2) if code >= 0 else None,
        "solved": lambda code, _: float(code == 3) if code >= 0 else None,
        "keeping_up": lambda code, _: (float(code == 3), float(code in (1, 2))) if code >= 0 else None,
    },
    "churn": {
        "lost": only((1,), (0,)),
        "retained": only((0,), (1,)),
        "net": lambda code, _: (float((code == 1) - (code == 2)), float(code < 2)) if code >= 0 else None,
        "gap": lambda code, _: (float(code == 2), float(code < 2)) if code >= 0 else None,
    },
    "response_rate": {
        "answered": delivered(2), "opted_out": delivered(4),
        "of_sent": lambda code, _: float(code & 2 > 0) if code >= 0 else None,
        "delivered": lambda code, _: float(code & 1 > 0) if code >= 0 else None,
    },
}  # fmt: skip
