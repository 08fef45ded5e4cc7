"""What help desks show under the names of measures."""

from __future__ import annotations

import re

import pytest

from cx.errors import BadInput
from cx.measures import measure
from cx.profiles import DIFFERS, PROFILES, profile

LINES = [(name, line) for name, lines in PROFILES.items() for line in lines]


@pytest.mark.parametrize(("name", "line"), LINES)
def test_a_profile_names_a_definition_of_the_catalogue_and_where_it_is_written(name, line):
    assert measure(line.measure).reading(line.reading).full_name.startswith(line.reading)
    assert re.search(r"\w\.\w+/\w|article", line.source)
    assert line.differs in (*DIFFERS, "")


def test_everything_that_may_differ_differs_somewhere():
    assert set(DIFFERS) == {line.differs for _, line in LINES} - {""}


def test_the_tools_that_are_known():
    assert list(PROFILES) == ["zendesk", "liveagent", "freshdesk", "intercom", "chatwoot"]
    for name, lines in PROFILES.items():
        assert profile(name) == lines
        assert len({(line.measure, line.reading) for line in lines}) == len(lines)


def test_a_running_promise_counts_as_kept_where_the_tool_does_so():
    (line,) = [line for line in profile("chatwoot") if line.measure == "sla"]
    assert (line.reading, line.differs) == ("most", "running_are_kept")


def test_zendesk_counts_tickets_without_a_reply_as_solved_at_once():
    assert ("fcr", "F4", "no_reply_counts") in [(x.measure, x.reading, x.differs) for x in profile("zendesk")]


def test_a_tool_nobody_wrote_about_is_bad_input():
    with pytest.raises(BadInput, match="no profile named 'abacus'; there are zendesk, liveagent"):
        profile("abacus")
