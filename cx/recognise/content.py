"""What columns are by what they hold, where their names do not say it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cx.recognise.columns import ColumnLook
from cx.recognise.in_words import in_words
from cx.recognise.scales import answers_of, is_answer, spoken
from cx.recognise.synonyms import channels, phrases
from cx.recognise.words import speaks_of, words

#: Letters of a comment on average, at least.
WORDY = 20
#: Rows that a column must have before differing in each of them makes it an id.
ENOUGH = 5
#: Names that begin like these hold a number that is no answer: ids, amounts, counts, ages, places.
_NO_ANSWER = (
    "id", "nr", "no", "number", "count", "age", "year", "zip", "code", "qty", "quantity", "amount", "price", "total",
    "duration", "time", "minutes", "hours", "days", "weight", "latitude", "longitude", "order", "row", "номер",
    "количество", "кол", "возраст", "год", "сумма", "цена", "индекс", "код", "amzius", "metai", "suma", "kaina",
    "skaicius", "kiekis", "kodas", "numeris", "run", "group",
)  # fmt: skip

#: Names of columns that hold people, or say how to reach them, are of these words alone,
_PEOPLE = frozenset(
    words(
        "name first last middle full given family customer client contact respondent person user requester sender "
        "author guest patient phone telephone mobile cell tel fax number no nr home work e email mail address ip "
        "street login id имя клиент клиента номер адрес почта электронная"
    )
)
#: or have one that begins so.
_PERSONAL = (
    "surname", "forename", "firstname", "lastname", "fullname", "username", "email", "e mail", "birth", "dob ", "ssn ",
    "passport", "personal code", "iban ", "фио", "фамилия", "отчество", "телефон", "паспорт", "рожден",
    "vardas", "pavarde", "telefon", "adresas", "asmens kod", "gimimo",
)  # fmt: skip
#: A number that is dialled.
_PHONE = re.compile(r"(?:\+|00|\()\d[\d ()./-]{5,20}\d|\d{3}[ .-]\d{3}[ .-]\d{4}")


#: What columns of ratings are called that hold something else: when one was asked for, or the desk's own marks.
_ABOUT_RATINGS = (
    "sent", "request", "offered", "survey id", "date", "sla ", "quality", "status", "отправ", "качеств", "дата",
    "issiust", "kokyb", "data ",
)  # fmt: skip
#: How comments to ratings are called.
_COMMENTS = (
    "comment", "feedback", "verbatim", "remark", "reason", "why", "коммент", "отзыв", "причина", "почему", "пожелан",
    "koment", "atsiliepim", "pastab", "kodel", "priezast",
)  # fmt: skip


def is_question(column: ColumnLook) -> bool:
    """Whether a column holds answers and its wording asks for one, or they do so in words."""
    return is_answer(column) and (bool(spoken(column)) or _speaks(column)) and not _counts(column)


def may_be_question(column: ColumnLook) -> bool:
    """Whether a column's numbers are those of a scale, though nothing in its wording asks."""
    numbers = answers_of(column)
    few = len(numbers) > 1 and max(numbers) <= 10
    return is_answer(column) and not _counts(column) and (few or column.kind == "empty")


def is_rating(column: ColumnLook) -> bool:
    """Whether a column beside tickets holds what customers said of them: answers on a scale that begins at 0 or 1,
    under a name that means nothing but a score, or speaks of satisfaction, ease or recommending; or such in words."""
    name = words(column.name)
    told = _speaks(column)
    named = told or name in phrases("answers")["score"] or spoken(column) in ("csat", "nps", "ces", "review")
    other = speaks_of(name, _ABOUT_RATINGS) or (not told and speaks_of(name, _COMMENTS))
    highest = max(answers_of(column), default=0)
    return (
        named and not other and is_answer(column) and not _counts(column) and highest <= (100 if "csat" in name else 10)
    )


def is_rating_comment(column: ColumnLook) -> bool:
    """Whether a column beside a rating is the comment to it, by its name."""
    return column.kind in ("text", "category", "empty") and speaks_of(words(column.name), _COMMENTS)


def is_comment(column: ColumnLook) -> bool:
    """Whether a column holds sentences."""
    return column.kind in ("text", "category") and column.length >= WORDY and any(map(_is_prose, column.examples))


def is_channel(column: ColumnLook) -> bool:
    """Whether most values of a column are known ways to reach somebody."""
    if column.kind != "category":
        return False
    known = sum(times for text, times in column.counts if words(text) in channels())
    return known >= 0.6 * column.given


def is_id(column: ColumnLook, rows: int) -> bool:
    """Whether every row has another short text or whole number."""
    short = column.length <= 40 and not _has_spaces(column)
    return (
        column.kind in ("text", "category", "number")
        and (column.kind != "number" or column.whole)
        and ENOUGH <= rows == column.given == column.different
        and short
    )


def dimensions(columns: Iterable[ColumnLook]) -> list[str]:
    """The columns that divide the rows, the most useful first: of few values, but more than one."""
    dividing = [one for one in columns if one.kind in ("category", "yes_no") and _divides(one)]
    return [one.name for one in sorted(dividing, key=lambda one: one.different)]


def _divides(column: ColumnLook) -> bool:
    """Whether a column has more than one value, fewer than rows, and short ones that are no people."""
    short = column.length <= 40 and not any("://" in text for text in column.examples)
    return 1 < column.different < column.given and short and not is_comment(column) and not is_personal(column)


def is_personal(column: ColumnLook) -> bool:
    """Whether a column names people, or says how to reach them."""
    name = words(column.name)
    called = column.kind != "yes_no" and (_PEOPLE.issuperset(name) or speaks_of(name, _PERSONAL))
    return called or any("@" in text or _PHONE.fullmatch(text) for text in column.examples)


def first_date(columns: Sequence[ColumnLook]) -> str:
    """The first column of dates, one with a time of day before one without; "" if there is none."""
    dated = [one for one in columns if one.kind in ("stamp", "day")]
    return min(dated, key=lambda one: one.kind != "stamp").name if dated else ""


def _speaks(column: ColumnLook) -> bool:
    """Whether the cells are answers in words; of two opposites alone they may be anything."""
    told = in_words(column)
    return told is not None and told.high > 1


def _counts(column: ColumnLook) -> bool:
    return any(word in _NO_ANSWER for word in words(column.name)) or speaks_of(words(column.name), ("сколько раз",))


def _is_prose(text: str) -> bool:
    """Whether a text is words rather than codes, numbers or an address."""
    return " " in text and sum(letter.isalpha() for letter in text) > 0.6 * len(text)


def _has_spaces(column: ColumnLook) -> bool:
    return any(" " in text for text in column.examples)
