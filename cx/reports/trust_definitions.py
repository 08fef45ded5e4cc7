"""What the numbers mean: every measure with its definitions, and how far apart these lie on the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cx.definitions import Definitions, Spread, alike, spread
from cx.errors import Unavailable
from cx.guard import Guarded
from cx.measures import MEASURES, Measure, Reading
from cx.reports import by_rule, native, parts, tables, words
from cx.reports.ask import Arrangement, Ask
from cx.reports.definitions import formula
from cx.reports.page import Chart, Choices, Message, Part, Picker, Swatch, Table
from cx.reports.sources import source
from cx.reports.words import _, ngettext
from cx.surveys import Survey


@dataclass(frozen=True)
class Known:
    """A measure with all its definitions on the same rows, or why there are none. own: the definition in force."""

    measure: Measure
    own: Reading
    found: Definitions | None = None
    reason: Unavailable | None = None

    @property
    def scores(self) -> Sequence[Guarded]:
        """Of every definition."""
        return self.found.scores if self.found else ()

    @property
    def in_force(self) -> Guarded | None:
        """By the definition in force."""
        return next((scores for scores in self.scores if scores.reading.full_name == self.own.full_name), None)

    @property
    def apart(self) -> Spread | None:
        """How far the definitions lie apart that answer the same question."""
        return spread(self.scores, self.own) if self.found else None


def tab(ask: Ask, arrangement: Arrangement) -> tuple[str, tuple[Part, ...]]:
    """The finding and the parts."""
    ask.every_definition(MEASURES)
    known = [_known(ask, measure) for measure in MEASURES.values()]
    default = next((one for one in known if one.measure.name == "fcr" and one.found), known[0])
    chosen = next((one for one in known if one.measure.name == arrangement.about), default)
    options = tuple((one.measure.name, words.measure_name(one.measure)) for one in known)
    picker = Picker("about", _("Look closer at"), options, chosen.measure.name, default.measure.name)
    return finding(chosen), (picker, _sides(ask, chosen), _closer(chosen), _all(known))


def _known(ask: Ask, measure: Measure) -> Known:
    own = ask.filters.reading(measure)
    try:
        return Known(measure, own, ask.definitions(measure))
    except Unavailable as reason:
        return Known(measure, own, reason=reason)


def finding(known: Known) -> str:
    """How much a number depends on its rule: "Solved first time: 30% to 91%, depending on the rule"."""
    name, apart = words.measure_name(known.measure), known.apart
    if known.reason is not None:
        return f"{name}: {parts.inside_sentence(words.unavailable(known.reason)[0])}"
    if apart is None:
        return _("{name}: one definition answers this question").format(name=name)
    return by_rule.depending(name, apart)


# Side by side.


def _sides(ask: Ask, known: Known) -> Chart:
    """The definitions that answer the question of the one in force, that one filled and bold."""
    shown = [one for one in known.scores if alike(one.reading, known.own) and np.isfinite(one.value[0])]
    title = finding(known)
    return Chart(
        "definitions-sides", title, _subtitle(known, shown), words.definition(known.measure, known.own, _survey(shown)),
        figure=by_rule.figure(shown, known.own, count_head=_count_head(known)) if shown else None,
        make_table=lambda: _unrounded(shown),
        make_shown=lambda: _sides_shown(known, shown),
        footer=(_("choose a definition to use it on every page"), *_left_out(known)), alt=title,
        swatches=(Swatch("dot", "main", _("in force")), Swatch("open_dot", "ref", _("other definitions"))),
        message=None if shown else _nothing(ask, known), height=by_rule.height_of(len(shown)), wide=True,
        choices=Choices(_("a definition"), by_rule.points(ask, shown)) if shown else None,
        native=native.of_reading("bar", "definition", [native.scored(words.measure_name(known.measure))], known.own),
    )  # fmt: skip


def _survey(shown: Sequence[Guarded]) -> Survey | None:
    return parts.survey_of(shown[0]) if shown else None


def _subtitle(known: Known, shown: Sequence[Guarded]) -> str:
    if not shown:
        return ""
    counted = words.counted(max(int(scores.rows[0]) for scores in shown), known.measure.counts)
    text = ngettext("Same {counted}, read by {n} rule", "Same {counted}, read by {n} rules", len(shown))
    return text.format(counted=counted, n=len(shown))


def _count_head(known: Known) -> str:
    return words.count_name(known.measure.counts, 2)


def _code(scores: Guarded) -> str:
    return scores.reading.full_name


def _is_own(known: Known, scores: Guarded) -> bool:
    return _code(scores) == known.own.full_name


def _left_out(known: Known) -> list[str]:
    """On which bases the measure cannot be read, and why."""
    if known.found is None:
        return []
    return [
        f"{words.basis_name(known.measure, basis)}: {parts.inside_sentence(words.unavailable(reason)[0])}"
        for basis, reason in known.found.unavailable.items()
    ]


def _nothing(ask: Ask, known: Known) -> Message:
    if known.reason is not None:
        return parts.unavailable_message(known.reason)
    if known.in_force is not None and known.in_force.state[0] == "hidden":
        return parts.hidden_message(ask)
    return parts.empty_message(ask, known.measure)


def _sides_shown(known: Known, shown: Sequence[Guarded]) -> pd.DataFrame:
    return pd.DataFrame({
        _("Definition"): [words.reading_name(scores.measure, scores.reading) for scores in shown],
        _("Value"): [parts.value_text(scores) for scores in shown],
        _("95% interval"): [parts.interval_text(scores) for scores in shown],
        parts.sentence_case(_count_head(known)): [words.count(scores.n[0]) for scores in shown],
        _("In force"): [_("yes") if _is_own(known, scores) else "" for scores in shown],
    })  # fmt: skip


def _unrounded(shown: Sequence[Guarded]) -> pd.DataFrame:
    rows = [
        {"definition": _code(scores), **tables.table(scores)[["value", "low", "high", "n", "state"]].iloc[0]}
        for scores in shown
    ]
    return pd.DataFrame(rows, dtype=object)


# One measure closely.


def _closer(known: Known) -> Table:
    """Every definition of one measure, other questions too, with formula and source."""
    named = words.measure_name(known.measure)
    message = parts.unavailable_message(known.reason) if known.reason is not None else None
    return Table(
        "definitions-closer", _("Every definition of {name}").format(name=named), words_of(known.measure),
        _("The code of a definition is what links and the command line call it. All are read from the same rows. Rows "
          "that a definition cannot decide are left out of it, and counted."),
        lambda: _closer_shown(known), lambda: _unrounded(known.scores), wraps=True,
        message=message,
    )  # fmt: skip


def words_of(measure: Measure) -> str:
    """What a measure is, where its definitions do not say."""
    return _(measure.says) if measure.says else ""


def _closer_shown(known: Known) -> pd.DataFrame:
    scores = known.scores
    return pd.DataFrame({
        _("Definition"): [words.reading_name(known.measure, one.reading) for one in scores],
        _("Code"): list(map(_code, scores)),
        _("Value"): [parts.value_text(one) for one in scores],
        _("95% interval"): [parts.interval_text(one) for one in scores],
        _("Rows"): [words.count(int(one.n[0])) for one in scores],
        _("In force"): [_("✓ in force") if _is_own(known, one) else "" for one in scores],
        _("Formula"): [_formula(known, one) for one in scores],
        _("Source"): [source(known.measure, one.reading) for one in scores],
    })  # fmt: skip


def _formula(known: Known, scores: Guarded) -> str:
    """The formula, and how many it left out: "... Left out: 338 undecided."."""
    text = formula(known.measure, scores.reading, parts.survey_of(scores))
    left_out = ", ".join(parts.excluded_words(scores))
    return _("{formula} Left out: {reasons}.").format(formula=text, reasons=left_out) if left_out else text


# All measures.


def _all(known: Sequence[Known]) -> Table:
    return Table(
        "definitions-all", _("Every measure, and how much its rule matters"),
        _("From the least to the most of all definitions that answer the same question, on the same rows"),
        _("Definitions are compared where they answer one question in one unit: the share within an hour and the share "
          "within a day are two questions."),
        lambda: _all_shown(known), lambda: _all_unrounded(known), wraps=True,
    )  # fmt: skip


def _all_shown(known: Sequence[Known]) -> pd.DataFrame:
    return pd.DataFrame({
        _("Measure"): [words.measure_name(one.measure) for one in known],
        _("Value"): list(map(_own_value, known)),
        _("Depending on the rule"): list(map(_range, known)),
        _("Formula in force"): [formula(one.measure, one.own, _own_survey(one)) for one in known],
        _("Source"): [source(one.measure, one.own) for one in known],
    })  # fmt: skip


def _own_value(known: Known) -> str:
    if known.reason is not None:
        return words.unavailable(known.reason)[0]
    return parts.value_text(known.in_force) if known.in_force is not None else words.DASH


def _own_survey(known: Known) -> Survey | None:
    return parts.survey_of(known.in_force) if known.in_force is not None else None


def _range(known: Known) -> str:
    """ "30% (within 15 minutes) to 91% (no repeat contact)"; that one rule is as good as another, or the only one."""
    apart = known.apart
    if apart is None:
        return words.DASH if known.found is None else _("one definition")
    low, high = (words.score(value, apart.lowest.unit) for value in (apart.low, apart.high))
    if low == high:
        return _("{value}, whatever the rule").format(value=low)
    first, last = (words.reading_name(known.measure, reading) for reading in (apart.lowest, apart.highest))
    return _("{low} ({first}) to {high} ({last})").format(low=low, high=high, first=first, last=last)


def _all_unrounded(known: Sequence[Known]) -> pd.DataFrame:
    rows = []
    for one in known:
        apart, scale = one.apart, one.own.scale
        rows.append({
            "measure": one.measure.name, "reading": one.own.full_name,
            "value": _scaled(one.in_force.value[0] if one.in_force is not None else np.nan, scale),
            "least": _scaled(apart.low, scale) if apart else None, "least_by": apart.lowest.full_name if apart else "",
            "most": _scaled(apart.high, scale) if apart else None, "most_by": apart.highest.full_name if apart else "",
        })  # fmt: skip
    return pd.DataFrame(rows, dtype=object)


def _scaled(value: float, scale: float) -> float | None:
    return float(value) * scale if np.isfinite(value) else None
