"""Where each definition is written: the publication it follows, beside its formula."""

from __future__ import annotations

from cx.measures import Measure, Reading
from cx.reports.language import mark
from cx.reports.words import _

_NPS = mark("Reichheld, Harvard Business Review 81 (2003) 46")
_TOP_BOX = mark("Share of the best answers: Morgan and Rego, Marketing Science 25 (2006) 426")
_EFFORT = mark("Dixon, Freeman and Toman, Harvard Business Review 88 (2010) 116")
_QUESTIONPRO = mark("QuestionPro, article on measuring satisfaction")
_STILL_RUNNING = mark("Kaplan and Meier, Journal of the American Statistical Association 53 (1958) 457")
_ZENDESK_TIMES = mark("Zendesk, article 4408834848154")
_PLAIN = mark("A plain count")

#: By measure, and by measure and reading where that has its own.
_SOURCES = {
    "nps": _NPS,
    "nps.from_one": mark("LiveAgent, article on customer care"),
    "nps@customer": mark("Retently, article 2364438"),
    "csat": _TOP_BOX,
    "csat.good_or_bad": mark("Zendesk, as described by support.assembled.com, article 25785923095693"),
    "ces": _EFFORT,
    "css": _QUESTIONPRO,
    "satisfaction": _QUESTIONPRO,
    "review": _QUESTIONPRO,
    "solved": mark("SQM Group, first-call resolution by the customer’s word"),
    "advocates": _QUESTIONPRO,
    "fcr.F1": mark("Call Centre Helper, first-contact resolution by repeat contacts"),
    "fcr.F1_topic": mark("Call Centre Helper, first-contact resolution by repeat contacts"),
    "fcr.F2": mark("WFM Labs, first-contact resolution without transfer"),
    "fcr.F3": mark("Zoho Desk, agent performance report"),
    "fcr.F4": mark("Zendesk, article 4408820618266"),
    "fcr.F5": mark("Zendesk, article 4724624097818"),
    "fcr.F6": mark("Freshservice, article 50000004904"),
    "fcr.F7": mark("Intercom, article 7022438"),
    "fcr.F8": mark("Zammad, ticket_first_solution.rb"),
    "fcr.F9": mark("SQM Group, first-call resolution by the customer’s word"),
    "fcr": mark("Zendesk, article 4408827693594"),
    "first_response": _ZENDESK_TIMES,
    "resolution": _ZENDESK_TIMES,
    "closing": _ZENDESK_TIMES,
    "wait": mark("Gans, Koole and Mandelbaum, Manufacturing & Service Operations Management 5 (2003) 79"),
    "sla": mark("Zendesk, article 4408832852122"),
    "sla.most": mark("Chatwoot, applied_slas_controller.rb"),
    "churn": mark("Customers lost of those at the start: Reichheld and Sasser, Harvard Business Review 68 (1990) 105"),
    "churn.net": _QUESTIONPRO,
    "churn.gap": _QUESTIONPRO,
    "response_rate": mark("American Association for Public Opinion Research, Standard Definitions (2023)"),
    "response_rate.of_sent": mark("Chatwoot, csat_survey_responses_controller.rb"),
}


def source(measure: Measure, reading: Reading) -> str:
    """Where a definition is written; that it is a plain count where nothing needs to be."""
    if reading.kind.startswith("survival"):
        return _(_STILL_RUNNING)
    names = (f"{measure.name}.{reading.name}", f"{measure.name}@{reading.basis}", measure.name)
    return _(next((_SOURCES[name] for name in names if name in _SOURCES), _PLAIN))
