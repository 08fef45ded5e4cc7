"""What each page asks, in SQL as one would write it by hand for that page: the measure of how much the store adds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cx.periods import Period, Window

SURVEYS = ("nps", "csat", "ces")

#: The headline numbers that are counted from tickets: column and the stamp that dates it.
FCR, FIRST_REPLY, RESOLUTION = ("path", "solved"), ("first_response", "created"), ("resolution", "created")


def statements(page: str, tab: str, window: Window) -> list[str]:
    """The statements of a page (or of one of its tabs) without filters; empty where they are not written."""
    asked = _PAGES.get((page, tab)) or _PAGES.get((page, ""))
    return [statement(window) for statement in asked or ()]


class Counts:
    """Counts of the values of one column in both periods, in groups; over the days of the trend too, by its buckets.

    Several dimensions are grouped apart, in one statement.
    """

    def __init__(
        self, column: str, date: str, table: str = "tickets", *, by: Sequence[str] = (), trend: bool = False,
        surveys: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self.column, self.date, self.table = column, date, table
        self.by, self.trend, self.surveys = by, trend, surveys

    def __call__(self, window: Window) -> str:
        days = [days for days in (window.current, window.previous, window.trend if self.trend else None) if days]
        fixed = [*(["survey"] if self.surveys else []), *([f"{self.date}_{window.grain}"] if self.trend else [])]
        counted = "sum(rows)" if self.table == "answers" else "count(*)"
        sums = [f"{counted} FILTER (WHERE {self._in(one)})" for one in days]
        named = ", ".join([*self.by, *fixed, self.column, *sums])
        chosen = f"{self.column} IS NOT NULL AND ({' OR '.join(map(self._in, days))})"
        if self.surveys:
            chosen += f" AND survey IN ({', '.join(map(repr, self.surveys))})"
        groups = [", ".join([*part, *fixed, self.column]) for part in ([[name] for name in self.by] or [[]])]
        sets = ", ".join(f"({group})" for group in groups)
        grouped = groups[0] if len(groups) == 1 else f"GROUPING SETS ({sets})"
        return f"SELECT {named} FROM {self.table} WHERE {chosen} GROUP BY {grouped}"

    def _in(self, days: Period) -> str:
        return f"{self.date}_day BETWEEN '{days.first}' AND '{days.last}'"


def _answers(*surveys: str, by: Sequence[str] = (), trend: bool = False) -> Counts:
    return Counts("bin", "answered", "answers", by=by, trend=trend, surveys=surveys)


def _beside(window: Window) -> str:
    return (
        "SELECT bin, ticket_first_response, sum(rows) FROM answers WHERE bin IS NOT NULL AND survey = 'csat' AND "
        f"answered_day BETWEEN '{window.current.first}' AND '{window.current.last}' GROUP BY ALL"
    )


def _by_hour(window: Window) -> str:
    return (
        "SELECT created_hour, first_response, count(*) FROM tickets WHERE first_response IS NOT NULL AND "
        f"created_day BETWEEN '{window.current.first}' AND '{window.current.last}' GROUP BY ALL"
    )


def _flow_before(window: Window) -> str:
    return f"SELECT flow, count(*) FROM ticket_events WHERE at_day < '{window.trend.first}' GROUP BY flow"


def _backlog(_: Window) -> str:
    return "SELECT channel, open_age, count(*) FROM tickets WHERE open_age IS NOT NULL GROUP BY ALL"


def _newest(window: Window) -> str:
    """A page of comments with the ticket of each."""
    return (
        "SELECT a.*, t.subject, t.url FROM (SELECT survey, answered_at, score, comment, channel, product, customer_id, "
        f"ticket_source, ticket_id FROM answers WHERE {_written(window)} ORDER BY answered_at DESC LIMIT 20) a "
        "LEFT JOIN tickets t ON t.source = a.ticket_source AND t.ticket_id = a.ticket_id"
    )


def _texts(window: Window) -> str:
    return f"SELECT survey, score, comment FROM answers WHERE {_written(window)} ORDER BY answered_at DESC LIMIT 20000"


def _moods(window: Window) -> str:
    return f"SELECT channel, survey, score, count(*) FROM answers WHERE {_written(window)} GROUP BY ALL"


def _moods_over_time(window: Window) -> str:
    """Comments by answer, in both periods and by bucket of the trend."""
    days = [days for days in (window.current, window.previous, window.trend) if days]
    within = [f"answered_day BETWEEN '{one.first}' AND '{one.last}'" for one in days]
    sums = ", ".join(f"count(*) FILTER (WHERE {one})" for one in within)
    return (
        f"SELECT answered_{window.grain}, survey, score, {sums} FROM answers "
        f"WHERE comment IS NOT NULL AND ({' OR '.join(within)}) GROUP BY ALL"
    )


def _written(window: Window) -> str:
    days = window.current
    return f"comment IS NOT NULL AND answered_day BETWEEN '{days.first}' AND '{days.last}'"


# Trust: what a second road counts, and what other definitions and other tools would.


def _now(column: str, date: str, table: str = "tickets", where: str = "true") -> Callable[[Window], str]:
    """Counts of the values of one column in the days of the page."""
    counted = "sum(rows)" if table == "answers" else "count(*)"
    chosen = f"{column.split(', ')[-1]} IS NOT NULL AND {where}"
    return lambda window: (
        f"SELECT {column}, {counted} FROM {table} WHERE {chosen} AND {_days(window, date)} GROUP BY ALL"
    )


def _days(window: Window, date: str) -> str:
    return f"{date}_day BETWEEN '{window.current.first}' AND '{window.current.last}'"


def _one_vote(survey: str) -> Callable[[Window], str]:
    """Of each customer only the newest answer."""
    return lambda window: (
        "SELECT bin, count(*) FROM (SELECT customer_id, arg_max(bin, answered_at) AS bin FROM answers WHERE bin IS NOT "
        f"NULL AND survey = '{survey}' AND {_days(window, 'answered')} GROUP BY customer_id) GROUP BY bin"
    )


def _scores(window: Window) -> str:
    """Sums of raw answers, one row for each question."""
    counts = ", ".join(f"sum(rows) FILTER (WHERE score BETWEEN {ends})" for ends in ("0 AND 6", "9 AND 10", "4 AND 5"))
    return (
        f"SELECT survey, sum(rows), sum(rows * score), {counts} FROM answers WHERE score IS NOT NULL AND survey IN "
        f"{SURVEYS} AND {_days(window, 'answered')} GROUP BY survey"
    )


def _not_back(window: Window) -> str:
    """Solved tickets whose customer did not come back within seven days."""
    solved = f"is_open IS DISTINCT FROM 1 AND solved_at IS NOT NULL AND {_days(window, 'solved')}"
    return (
        "SELECT count(*), count(*) FILTER (WHERE back IS NULL OR back >= INTERVAL 7 DAY) FROM (SELECT "
        f"{solved} AS counted, lead(created_at) OVER (PARTITION BY customer_id ORDER BY created_at) - solved_at "
        f"AS back FROM tickets WHERE customer_id IN (SELECT customer_id FROM tickets WHERE {solved})) WHERE counted"
    )


def _seconds(stamp: str) -> Callable[[Window], str]:
    """Tickets by the seconds that they took, or have run."""
    return lambda window: (
        f"SELECT epoch(coalesce({stamp}, (SELECT max(created_at) FROM tickets)) - created_at)::BIGINT AS took, "
        f"{stamp} IS NULL AS runs, count(*) FROM tickets WHERE {_days(window, 'created')} GROUP BY ALL"
    )


def _months(_: Window) -> str:
    return "SELECT survey, answered_month, bin, sum(rows) FROM answers WHERE bin IS NOT NULL GROUP BY ALL"


def _open(_: Window) -> str:
    return "SELECT open_age, count(*) FROM tickets WHERE open_age IS NOT NULL GROUP BY open_age"


def _moved_before(window: Window) -> str:
    return f"SELECT flow, count(*) FROM ticket_events WHERE at_day < '{window.current.first}' GROUP BY flow"


def _moved(window: Window) -> str:
    """Tickets that came and that were solved, in the days of the page and before them, by their own stamps."""
    counts = ", ".join(
        f"count(*) FILTER (WHERE {day} {days})"
        for day in ("created_day", "coalesce(solved_day, closed_day)")
        for days in (f"BETWEEN '{window.current.first}' AND '{window.current.last}'", f"< '{window.current.first}'")
    )
    return f"SELECT {counts} FROM tickets WHERE coalesce(solved_at, closed_at, created_at) >= created_at"


def _still_open(_: Window) -> str:
    return "SELECT count(*) FROM tickets WHERE coalesce(is_open, solved_at IS NULL AND closed_at IS NULL)"


#: What a change of a survey's score is split over, to find what explains most of it.
_DIMENSIONS = ("channel", "product", "region", "team", "source")
_CHANNEL = ("channel",)
_SOLVED, _CREATED = _now("path", "solved"), ("first_response", "resolution", "first_resolution")
_TICKETS = (Counts(*FCR), Counts(*FIRST_REPLY), Counts(*RESOLUTION))

_PAGES = {
    ("overview", ""): (
        _answers(*SURVEYS, trend=True), Counts(*FCR, trend=True), Counts(*FIRST_REPLY, trend=True),
        Counts(*RESOLUTION, trend=True), _answers("nps", by=_DIMENSIONS),
    ),
    ("loyalty", ""): (
        _answers("nps", trend=True), _answers("nps", by=_DIMENSIONS), _answers("csat", "ces"), *_TICKETS,
    ),
    ("satisfaction", ""): (
        _answers("csat", "ces", trend=True), _answers("csat", by=("channel", "team")), _answers("nps"), _beside,
        *_TICKETS,
    ),
    ("service", ""): (
        _answers(*SURVEYS), Counts(*FCR, trend=True), Counts(*RESOLUTION, trend=True), Counts(*FIRST_REPLY),
        Counts(*FCR, by=("channel",)), Counts(*RESOLUTION, by=("channel",)), Counts("escalated", "created"),
        Counts("confirmed", "solved"),
    ),
    ("service", "response"): (
        _answers(*SURVEYS), Counts(*FCR), Counts(*RESOLUTION), Counts(*FIRST_REPLY, trend=True), _by_hour,
        Counts(*FIRST_REPLY, by=("channel",)), Counts("sla", "created", by=("channel",)),
        Counts("wait", "created", by=("channel",)),
    ),
    ("service", "flow"): (
        Counts("flow", "at", "ticket_events", trend=True), _flow_before, _backlog,
        Counts("flow", "at", "ticket_events", by=("channel",)),
    ),
    ("voice", ""): (_newest, _texts, _moods, _moods_over_time),
    ("trust", "numbers"): (
        _answers(*SURVEYS, trend=True), *(Counts(*one, trend=True) for one in (FCR, FIRST_REPLY, RESOLUTION)),
        _answers(*SURVEYS, by=_CHANNEL), *(Counts(*one, by=_CHANNEL) for one in (FCR, FIRST_REPLY, RESOLUTION)),
        Counts("reopens", "created"), _open, _scores, _not_back, _seconds("first_response_at"), _seconds("solved_at"),
        _now("reopens > 0", "created"), _still_open, Counts("flow", "at", "ticket_events"), _moved_before, _moved,
    ),
    ("trust", "definitions"): (
        _now("survey, bin", "answered", "answers"), _one_vote("nps"), _one_vote("csat"), _SOLVED,
        *(_now(name, "created") for name in (*_CREATED, "reopens", "created_hour")), _now("confirmed", "solved"),
        _now("flow", "at", "ticket_events"), _open,
    ),
    ("trust", "tools"): (
        _SOLVED, _now("bin", "answered", "answers", "survey = 'csat'"), *(_now(name, "created") for name in _CREATED),
    ),
    ("trust", "data"): (_months,),
}  # fmt: skip
