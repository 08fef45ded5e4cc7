"""Messages that say which other they answer, folded to the message that began their thread. On every engine."""

from __future__ import annotations

import random
from typing import Any

from importing import Desk, counts

COLUMNS = """
table = "tickets"
zone = "UTC"
[columns]
ticket_id = "id"
customer_id = { from = "by", keep = "first" }
[log]
at = "at"
actor = "by"
answers = "to"
order = "time"
"""
RULES = """
events = [
    { kind = "created", when = { by = ["zoe", "yan"], to = [""] } },
    { kind = "customer_message", when = { by = ["zoe", "yan"] } },
    { kind = "agent_reply", unless = { by = ["zoe", "yan"] } },
]
tells = ["created_at", "first_response_at", "agent", "customer_messages", "agent_replies"]
"""


def messages(*lines: str) -> str:
    """Messages "id answered by", one a minute."""
    cells = [line.split() for line in lines]
    stamps = (f"2024-03-01T{nr // 60:02d}:{nr % 60:02d}:00Z" for nr in range(len(lines)))
    rows = (f"{id_},{to.strip('-')},{by},{stamp}\n" for (id_, to, by), stamp in zip(cells, stamps, strict=True))
    return "id,to,by,at\n" + "".join(rows)


def found(desk: Desk) -> list[tuple[Any, ...]]:
    return desk.stored("tickets", "ticket_id", "customer_id", "agent", "customer_messages", "agent_replies")


CHAIN = ("1 - zoe", "2 1 ann", "3 2 zoe", "4 3 bob", "5 - yan", "6 5 yan", "7 6 bob")


def test_a_ticket_is_the_message_that_began_the_thread(desk: Desk) -> None:
    result = desk.bring(messages(*CHAIN), desk.write("own.toml", COLUMNS + RULES))

    assert found(desk) == [("1", "zoe", "ann", 2, 2), ("5", "yan", "bob", 2, 1)]
    assert (counts(result), result.folded, result.left_out) == ((7, 2, 0, 0, 0), 5, 0)


def test_only_a_direct_reply_is_a_first_response_where_a_preset_says_so(desk: Desk) -> None:
    desk.bring(messages(*CHAIN), desk.write("own.toml", COLUMNS + 'first_response = "direct"' + RULES))

    assert found(desk) == [("1", "zoe", "ann", 2, 2), ("5", "yan", None, 2, 1)]


def test_threads_that_did_not_begin_in_the_files_are_left_out_and_counted(desk: Desk) -> None:
    more = ("8 99 ann", "9 8 zoe", "10 - ann", "11 10 zoe")

    result = desk.bring(messages(*CHAIN, *more), desk.write("own.toml", COLUMNS + RULES))

    assert [row[0] for row in found(desk)] == ["1", "5"]
    assert (result.read, result.left_out, result.rows) == (7, 4, 7)


def test_without_a_rule_any_message_that_answers_none_begins_a_thread(desk: Desk) -> None:
    rules = RULES.replace('{ kind = "created", when = { by = ["zoe", "yan"], to = [""] } },', "")

    result = desk.bring(messages(*CHAIN, "8 - ann", "9 8 zoe", "10 99 zoe"), desk.write("own.toml", COLUMNS + rules))

    assert [row[0] for row in found(desk)] == ["1", "5", "8"]
    assert result.left_out == 1


def test_messages_that_answer_each_other_in_a_circle_are_left_out(desk: Desk) -> None:
    circles = ("a b zoe", "b c zoe", "c a zoe", "d d zoe", "e a ann")

    result = desk.bring(messages(*circles, *CHAIN), desk.write("own.toml", COLUMNS + RULES))

    assert [row[0] for row in found(desk)] == ["1", "5"]
    assert result.left_out == 5


def test_long_threads_in_any_order_come_together(desk: Desk) -> None:
    lines = ["0 - zoe", *(f"{nr} {nr - 1} {'ann' if nr % 2 else 'zoe'}" for nr in range(1, 700))]
    header, *rows = messages(*lines).splitlines(keepends=True)
    random.Random(7).shuffle(rows)

    desk.bring(header + "".join(rows), desk.write("own.toml", COLUMNS + RULES))

    assert found(desk) == [("0", "zoe", "ann", 350, 350)]


def test_ids_that_became_decimals_are_the_same_ids(desk: Desk) -> None:
    text = messages("1 - zoe", "2 1.0 ann", "3.0 2.0 zoe")

    desk.bring(text, desk.write("own.toml", COLUMNS + RULES))

    assert found(desk) == [("1", "zoe", "ann", 2, 1)]


def test_a_message_that_comes_again_is_one(desk: Desk) -> None:
    result = desk.bring(messages(*CHAIN, "2 1 ann", "2 1 cat"), desk.write("own.toml", COLUMNS + RULES))

    assert (result.read, result.added, result.folded) == (9, 2, 7)
    assert found(desk)[0] == ("1", "zoe", "bob", 2, 2)


def test_the_same_messages_again_change_nothing_and_more_messages_update_their_threads(desk: Desk) -> None:
    preset = desk.write("own.toml", COLUMNS + RULES)
    desk.bring(messages(*CHAIN[:3]), preset)

    again = desk.bring(messages(*CHAIN[:3]), preset)
    longer = desk.bring(messages(*CHAIN), preset)

    assert counts(again) == (3, 0, 0, 1, 0)
    assert again.tables["ticket_events"].touched == 0
    assert counts(longer) == (7, 1, 1, 0, 0)
