"""The keys of a log in a preset: what is said of one that is wrong."""

from __future__ import annotations

import tomllib

import pytest

from cx.errors import BadInput
from cx.readers.preset import Log
from cx.readers.preset_parser import parse_preset
from cx.store.fold_rules import EventRule, RowRule

HEAD = 'table = "tickets"\n[columns]\nticket_id = "nr"\nchannel = "via"\n[log]\nat = "at"\n'


def log(text: str) -> Log:
    parsed = parse_preset(tomllib.loads(HEAD + text), "own").log
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('order = "random"', "log.order is 'random'; allowed are file, time"),
        ('tells = ["mood"]', "log.tells is 'mood'; allowed are created_at"),
        ('tells = ["channel"]', "log.tells is 'channel'; allowed are created_at"),
        ('tells = ["solved_at"]', "log.tells holds 'solved_at', which needs an event of the kind solved"),
        ('events = [{ kind = "agent_reply", when = { a = ["b"] } }]\ntells = ["agents"]',
         "log.tells holds 'agents', which needs log.actor"),
        ('first_response = "direct"', "log.first_response is 'direct', which needs log.answers"),
        ('first_response = "best"', "log.first_response is 'best'; allowed are any, direct"),
        ("reopen_on_message = true", "log.reopen_on_message needs an event customer_message"),
        ('reopen_on_message = true\nevents = [{ kind = "customer_message", when = { a = ["b"] } }, '
         '{ kind = "reopened", when = { a = ["c"] } }]', "and none that is reopened"),
        ('events = [{ kind = "created", when = { a = ["b"] } }, { kind = "created", when = { a = ["c"] } }]',
         "log.events hold more than one rule for created"),
        ('events = [{ kind = "solved", when = { a = "b" } }]', r"log.events\[0\].when.a must be a list of texts"),
        ('events = [{ kind = "solved", when = ["a"] }]', r"log.events\[0\].when must be a table"),
        ('events = [{ kind = "solved", same = ["a"] }]', r"log.events\[0\].same must be two columns"),
        ('events = [{ kind = "solved", by = "me" }]', r"log.events\[0\].by is 'me'; allowed are starter, others"),
        ('events = [{ kind = "solved", rises = "solves", when = { a = ["b"] } }]', "needs either rises"),
        ('events = [{ kind = "solved", field = "status", when = { a = ["b"] } }]', "needs either rises"),
    ],
)  # fmt: skip
def test_a_wrong_log_names_the_key_and_what_is_allowed(text: str, complaint: str) -> None:
    with pytest.raises(BadInput, match=complaint):
        log(text)


def test_a_field_is_told_by_its_column_or_by_the_events() -> None:
    text = HEAD.replace("[log]", 'solves = "n"\n[log]') + (
        'events = [{ kind = "solved", when = { a = ["b"] } }]\ntells = ["solves"]'
    )

    with pytest.raises(BadInput, match="log.tells holds 'solves', which columns name as well"):
        parse_preset(tomllib.loads(text), "own")


def test_rules_are_by_what_changed_or_by_what_a_row_says() -> None:
    found = log(
        'events = [{ kind = "transferred", rises = "transfers" }, { kind = "solved", when = { State = ["Done", 5] } }, '
        '{ kind = "solved", field = "status", becomes = ["x"] }]'
    )

    assert found.fold.rules == (
        EventRule("transferred", "transfers"), RowRule("solved", "rule_1"), EventRule("solved", "status", ("x",)),
    )  # fmt: skip
    assert dict(found.marks["rule_1"].when) == {"State": ("Done", "5")}


def test_a_column_that_a_rule_needs_must_be_there_unless_all_may_be_missing() -> None:
    from cx.readers.binding import bind

    rule = 'events = [{ kind = "agent_reply", when = { State = ["Done"] }, unless = { Private = ["yes"] } }]'
    strict = parse_preset(tomllib.loads(HEAD + rule), "own")
    loose = parse_preset(tomllib.loads("optional = true\n" + HEAD + rule), "own")

    with pytest.raises(
        BadInput, match=r"f.csv lacks the column State, which the preset own needs; it has nr, via, at\."
    ):
        bind(strict, {}, "f.csv", ["nr", "via", "at"])
    assert bind(strict, {}, "f.csv", ["nr", "via", "at", "state"]).marks["rule_0"].unless == []
    assert bind(loose, {}, "f.csv", ["nr", "via", "at"]).marks["rule_0"].when[0].texts == ("never",)
