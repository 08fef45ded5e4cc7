"""What servers are told, in which order, and what is said of their failures."""

from __future__ import annotations

from typing import Any

import pytest

from cx.errors import CxError, StoreError
from cx.store.sources import Source
from tests import recorded_driver

QUERY = "SELECT nr FROM desk"
PASSWORD = "s3cr3t/ü"
WHERE = "bob:s3cr3t%2F%C3%BC@db.internal/crm?sslpassword=k3y%20two"
SECRETS = (PASSWORD, "s3cr3t", "bob", "internal", "crm", "k3y")


def source(kind: str) -> Source:
    return Source("desk", f"{kind}+recorded://{WHERE}")


def read(kind: str) -> list[dict[str, Any]]:
    return [row for piece in source(kind).pieces(QUERY) for row in piece.values.to_pylist()]


@pytest.mark.parametrize(
    ("kind", "begins"),
    [
        ("postgresql", ["SET TRANSACTION READ ONLY"]),
        ("mysql", ["START TRANSACTION READ ONLY"]),
        ("oracle", ["SET TRANSACTION READ ONLY"]),
        ("mssql", []),
    ],
)
def test_a_server_is_told_first_that_it_is_only_read_and_last_to_forget_it(kind: str, begins: list[str]) -> None:
    recorded_driver.expecting((1, "one"), (2, None))

    assert read(kind) == [{"c0": "1", "c1": "one"}, {"c0": "2", "c1": None}]
    first_look = ["connect", "rollback"]  # SQLAlchemy's own, of every database
    assert recorded_driver.said == [*first_look, *begins, QUERY, "rollback", "close"]


def test_a_reader_that_stops_half_way_leaves_nothing_open() -> None:
    recorded_driver.expecting((1,), (2,))
    pieces = source("postgresql").pieces(QUERY)
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]

    assert recorded_driver.said[-2:] == ["rollback", "close"]


@pytest.mark.parametrize(
    "words",
    [
        'FATAL: password authentication failed for user "{user}" ({password})',
        "could not translate host name {host} to an address",
        "cannot use postgresql://" + WHERE,
        "dsn: host={host} user={user} password={password} dbname={dbname}",
    ],
)
def test_a_server_that_refuses_or_is_not_there_is_said_without_a_word_of_its_url(
    words: str, caplog: pytest.LogCaptureFixture
) -> None:
    given = {"user": "bob", "password": PASSWORD, "host": "db.internal", "dbname": "crm"}
    recorded_driver.expecting(connect=words.format(**given))

    with pytest.raises(StoreError) as refusal:
        read("postgresql")

    said = str(refusal.value)
    assert said == (
        "The database of the connection 'desk' cannot be opened (OperationalError): it is not there, or refuses the "
        "user or the password; check CX_SOURCE_DESK_URL."
    )
    assert (refusal.value.__cause__, refusal.value.__suppress_context__) == (None, True)
    assert not [secret for secret in SECRETS if secret in caplog.text]


def test_a_query_that_a_server_refuses_is_said_without_the_url_and_without_values() -> None:
    recorded_driver.expecting(query=f"cannot read 'nr' of bob@db.internal with {PASSWORD}: \"it's Ann's phone\"")

    with pytest.raises(CxError) as refusal:
        read("postgresql")

    assert "refused the query (cannot read 'nr' of ***@*** with ***: ***)" in str(refusal.value)
    assert recorded_driver.said[-2:] == ["rollback", "close"]
