"""What can go wrong, said in one sentence with the way out.

CxError                      every failure a user can mend
├── BadInput                 a file, a preset, an argument or a link that cannot be used
├── Unavailable              a measure cannot be shown under these filters (kind and values, for the page to say)
├── Busy                     another import is running
└── StoreError               the database cannot be opened, written or understood
"""

from __future__ import annotations


class CxError(Exception):
    """A failure with a message meant for its reader: what happened and what to do."""

    exit_status = 1


class BadInput(CxError):
    """Something the user gave cannot be used as it is."""

    exit_status = 2


class Busy(CxError):
    """Another import holds the warehouse."""

    exit_status = 3


class StoreError(CxError):
    """The database cannot be opened, written or understood."""

    exit_status = 4


class Unavailable(CxError):
    """A measure cannot be read under the filters in force.

    `kind` is one of `KINDS`; `values` are the names a page needs to say it in its own words.
    """

    KINDS = (
        "no_data",  # the warehouse holds no row for the measure's table
        "columns_missing",  # the columns the measure needs are empty in every row; values: their names
        "dimension_missing",  # a filter or breakdown names a dimension this table lacks; values: its name
        "other_measure",  # the survey asked for measures something else; values: survey, its measure
        "not_pooled",  # several questions that may not be added up; values: the two that clash
        "no_dates",  # it is counted without the dates a breakdown asks for; values: the breakdown's name
        "anonymous",  # single answers to a survey declared anonymous are not shown; values: its name
        "agents_off",  # scores by agent are not allowed by the settings
        "not_kept",  # a snapshot holds no answer to this question
    )

    def __init__(self, measure: str, kind: str, *values: str) -> None:
        if kind not in self.KINDS:
            raise ValueError(f"unknown kind {kind!r}")
        self.measure, self.kind, self.values = measure, kind, values
        super().__init__(f"{measure} is not available: {kind.replace('_', ' ')} ({', '.join(values) or 'no row'})")
