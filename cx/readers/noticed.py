"""What is doubtful about a column although its cells could be read: said once for each file, and never guessed away."""

from __future__ import annotations

from typing import NamedTuple


class Noticed(NamedTuple):
    """kind: what it is (`KINDS`); file, column: where; example: a cell that shows it."""

    kind: str
    file: str
    column: str
    example: str


#: day_or_month: every date of the column could also be read with day and month exchanged; ruined_id: numbers that a
#: spreadsheet shortened, so that different ids look alike; zone_guessed: an abbreviation of a zone that several share.
KINDS = ("day_or_month", "ruined_id", "zone_guessed")
