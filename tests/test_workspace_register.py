"""The register of seals: only ever added to, by any number at once, and what was done to it behind its back is seen."""

from __future__ import annotations

import hashlib
import logging
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from cx.errors import StoreError
from cx.settings import KEPT, Settings
from cx.store.engines import database
from cx.store.workspace import Workspace, chain


def seal_of(name: object) -> str:
    """Any seal."""
    return hashlib.sha256(str(name).encode()).hexdigest()


def behind_its_back(settings: Settings, *statements: str) -> None:
    """Change the file as somebody would who wants to hide something."""
    with database(settings.workspace_url).transaction() as connection:
        for trigger in ("seals_stay_as_they_are", "seals_stay"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {trigger}"))
        for statement in statements:
            connection.execute(text(statement))


def filled(settings: Settings, n: int = 5) -> Workspace:
    """A workspace whose register holds some rows."""
    workspace = Workspace(settings.workspace_url)
    for nr in range(n):
        workspace.register(seal_of(nr))
    return workspace


# The key.


def test_the_key_is_made_once_and_is_its_workspaces_own(settings: Settings) -> None:
    mine, again = (Workspace(settings.workspace_url) for _ in range(2))
    other = Workspace(
        settings.with_(workspace_url=settings.workspace_url.replace(".sqlite", "-2.sqlite")).workspace_url
    )

    assert mine.seal_key() == again.seal_key() == mine.seal_key()
    assert other.seal_key() != mine.seal_key()
    assert len(mine.seal_key()) == chain.KEY_BYTES == 32


def test_processes_that_open_a_new_workspace_at_once_agree_on_the_key_and_the_time(settings: Settings) -> None:
    program = (
        "import sys; from cx.store.workspace import Workspace; w = Workspace(sys.argv[1]); "
        "print(w.seal_key().hex(), [str(w.register(f'{nr:064x}')) for nr in range(20)])"
    )
    command = [sys.executable, "-c", program, settings.workspace_url]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    said = [process.communicate() for process in started]

    assert [error for _, error in said] == ["", "", ""]
    assert len({out for out, _ in said}) == 1
    workspace = Workspace(settings.workspace_url)
    assert workspace.register_intact()
    assert rows(settings) == 20


def test_the_key_is_no_setting_and_in_no_repr(settings: Settings) -> None:
    workspace = filled(settings)
    key = workspace.seal_key()
    shown = [repr(workspace), repr(vars(workspace)), repr(workspace.settings()), repr(workspace.notes())]

    assert not any(key.hex() in text or repr(key) in text for text in shown)
    assert chain.KEY not in KEPT
    assert workspace.settings() == {}


def test_a_workspace_that_cannot_be_made_tells_no_key(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    key = bytes(range(32))
    monkeypatch.setattr("cx.store.workspace.migrations.secrets.token_bytes", lambda n: key)
    with database(settings.workspace_url).transaction() as connection:
        connection.execute(text("CREATE TABLE settings (name TEXT CHECK (length(name) < 3), value TEXT)"))

    with caplog.at_level(logging.DEBUG), pytest.raises(StoreError) as caught:
        Workspace(settings.workspace_url).seal_key()
    logging.getLogger("cx").error("failed", exc_info=caught.value)

    told = "".join(traceback.format_exception(caught.value)) + caplog.text + str(caught.value)
    assert "IntegrityError" in told
    assert key.hex() not in told


def test_a_key_that_is_lost_is_said_not_made_anew(settings: Settings) -> None:
    workspace = filled(settings)
    behind_its_back(settings, "DELETE FROM settings WHERE name = 'seal_key'")

    for use in (workspace.seal_key, workspace.register_intact, lambda: workspace.register(seal_of("new"))):
        with pytest.raises(StoreError, match="bring it back from a backup"):
            use()
    assert workspace.sealed_at(seal_of(1)) is not None


# Adding.


def rows(settings: Settings) -> int:
    with database(settings.workspace_url).read() as connection:
        return int(connection.scalar(text("SELECT count(*) FROM seals")) or 0)


def test_the_first_time_counts(settings: Settings) -> None:
    workspace = Workspace(settings.workspace_url)
    before = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    first = workspace.register(seal_of(1))

    assert before <= first <= datetime.now(UTC).replace(tzinfo=None)
    assert workspace.sealed_at(seal_of(1)) == first
    behind_its_back(settings, "UPDATE seals SET sealed_at = '2020-01-01 00:00:00.000000'")
    assert workspace.register(seal_of(1)) == datetime(2020, 1, 1)
    assert rows(settings) == 1


def test_the_register_outlives_the_process(settings: Settings) -> None:
    before = filled(settings)
    known = [before.sealed_at(seal_of(nr)) for nr in range(5)]
    before.close()
    after = Workspace(settings.workspace_url)

    assert [after.sealed_at(seal_of(nr)) for nr in range(5)] == known
    assert after.register_intact()


def test_threads_that_register_at_once_leave_one_row_of_each_seal(settings: Settings) -> None:
    workspaces = [Workspace(settings.workspace_url) for _ in range(2)]
    times: list[tuple[int, datetime]] = []

    def register(workspace: Workspace) -> None:
        times.extend((nr, workspace.register(seal_of(nr))) for nr in range(15))

    threads = [threading.Thread(target=register, args=(workspaces[nr % 2],)) for nr in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(times), len(set(times))) == (90, 15)
    assert rows(settings) == 15
    assert workspaces[0].register_intact()


def test_registering_makes_no_revision(workspace: Workspace) -> None:
    workspace.register(seal_of(1))

    assert workspace.revision() == 0


@pytest.mark.parametrize("seal", ["", "0" * 63, "0" * 65, "A" * 64, "0" * 63 + "|", "0" * 64 + "\n"])
def test_what_is_no_seal_is_not_registered(workspace: Workspace, seal: str) -> None:
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        workspace.register(seal)

    assert workspace.register_intact()


# What is done behind its back.


@pytest.mark.parametrize("statement", ["UPDATE seals SET sealed_at = '2020-01-01 00:00:00'", "DELETE FROM seals"])
def test_the_file_itself_refuses_to_change_the_register(settings: Settings, statement: str) -> None:
    workspace = filled(settings)

    with pytest.raises(StoreError, match="only ever added to"), database(settings.workspace_url).transaction() as c:
        c.execute(text(statement))

    assert rows(settings) == 5
    assert workspace.register_intact()


TAMPERED = {
    "an earlier time": ["UPDATE seals SET sealed_at = '2020-01-01 00:00:00.000000' WHERE nr = 3"],
    "no time": ["UPDATE seals SET sealed_at = 'yesterday' WHERE nr = 3"],
    "another seal": [f"UPDATE seals SET seal = '{seal_of('other')}' WHERE nr = 3"],
    "another chain": [f"UPDATE seals SET chain = '{seal_of('other')}' WHERE nr = 5"],
    "the first is gone": ["DELETE FROM seals WHERE nr = 1"],
    "one in the middle is gone": ["DELETE FROM seals WHERE nr = 3", "UPDATE seals SET nr = nr - 1 WHERE nr > 3"],
    "the newest is gone": ["DELETE FROM seals WHERE nr = 5"],
    "all are gone": ["DELETE FROM seals"],
    "two have changed places": [
        "UPDATE seals SET nr = 9 WHERE nr = 2", "UPDATE seals SET nr = 2 WHERE nr = 3",
        "UPDATE seals SET nr = 3 WHERE nr = 9",
    ],
    "one has another number": ["UPDATE seals SET nr = 7 WHERE nr = 5"],
    "one was written by hand": [
        f"INSERT INTO seals VALUES (6, '{seal_of('x')}', '2020-01-01 00:00:00.000000', '{seal_of('y')}')"
    ],
    "its end is another": [f"UPDATE settings SET value = '{seal_of('x')}' WHERE name = 'register_end'"],
    "its end is the newest chain": [
        "UPDATE settings SET value = (SELECT chain FROM seals WHERE nr = 4) WHERE name = 'register_end'",
        "DELETE FROM seals WHERE nr = 5",
    ],
    "its end is gone": ["DELETE FROM settings WHERE name = 'register_end'"],
}  # fmt: skip


@pytest.mark.parametrize("statements", TAMPERED.values(), ids=TAMPERED)
def test_a_register_that_was_changed_is_no_longer_intact(settings: Settings, statements: list[str]) -> None:
    workspace = filled(settings)
    assert workspace.register_intact()

    behind_its_back(settings, *statements)

    assert not workspace.register_intact()


def test_a_register_that_was_changed_is_not_mended_by_what_is_added_later(settings: Settings) -> None:
    workspace = filled(settings)
    behind_its_back(settings, "DELETE FROM seals WHERE nr > 3")

    workspace.register(seal_of("later"))

    assert workspace.sealed_at(seal_of("later")) is not None
    assert not workspace.register_intact()


def test_with_another_key_a_register_is_not_intact(settings: Settings) -> None:
    workspace = filled(settings)
    behind_its_back(settings, f"UPDATE settings SET value = '{'ab' * 32}' WHERE name = 'seal_key'")

    assert not workspace.register_intact()


SIGNED: list[Callable[[], str]] = [
    lambda: chain.link(b"k", "e", 1, "s", datetime(2026, 1, 1)),
    lambda: chain.link(b"j", "e", 1, "s", datetime(2026, 1, 1)),
    lambda: chain.link(b"k", "f", 1, "s", datetime(2026, 1, 1)),
    lambda: chain.link(b"k", "e", 2, "s", datetime(2026, 1, 1)),
    lambda: chain.link(b"k", "e", 1, "t", datetime(2026, 1, 1)),
    lambda: chain.link(b"k", "e", 1, "s", datetime(2026, 1, 1, 0, 0, 1)),
    lambda: chain.end(b"k"),
    lambda: chain.end(b"j"),
    lambda: chain.end(b"k", "c"),
]


def test_whatever_differs_is_signed_otherwise() -> None:
    assert len({sign() for sign in SIGNED}) == len(SIGNED)
