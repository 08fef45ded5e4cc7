"""The workspace: what is written down stays, also through an upgrade."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from cx.errors import BadInput, StoreError
from cx.settings import Settings
from cx.store.engines import database
from cx.store.workspace import MIGRATIONS, Reject, Workspace, migrate, workspace_beside
from cx.surveys import Survey

EASE = Survey("ease", "ces", 1, 7, cuts=(5,), direction="low", kind="transactional", anonymous=True, wording="How?")
COUNTS = {"read": 5, "added": 2, "changed": 1, "unchanged": 1, "rejected": 1}


def record(workspace: Workspace, **more: object) -> int:
    """Write an import down."""
    said = {"started_at": datetime(2025, 3, 1, 12), "preset": "generic", "source": "desk", "files": ["a.csv", "b.csv"]}
    return workspace.record_import(**said, landed=True, **COUNTS, **more)  # type: ignore[arg-type]


def test_a_new_workspace_is_empty(workspace: Workspace) -> None:
    assert (workspace.surveys(), workspace.dimensions(), workspace.imports()) == ((), {}, ())
    assert workspace.schema_version == len(MIGRATIONS)


def test_a_survey_comes_back_as_it_was_declared(workspace: Workspace) -> None:
    workspace.declare(EASE, by_hand=False)

    assert workspace.surveys() == (EASE,)


def test_a_declaration_by_hand_outranks_the_presets(workspace: Workspace) -> None:
    by_preset, by_hand = Survey("ease", "ces", 1, 5), EASE
    workspace.declare(by_preset, by_hand=False)
    workspace.declare(by_hand, by_hand=True)
    workspace.declare(by_preset, by_hand=False)

    assert workspace.surveys() == (by_hand,)


def test_a_later_preset_and_a_later_hand_replace_their_like(workspace: Workspace) -> None:
    for by_hand in (False, True):
        workspace.declare(EASE, by_hand=by_hand)
        workspace.declare(Survey("ease", "ces", 1, 9), by_hand=by_hand)

        assert workspace.surveys()[0].high == 9


def test_several_surveys_are_declared_at_once(workspace: Workspace) -> None:
    workspace.declare(EASE, by_hand=True)
    workspace.declare(Survey("ease", "ces", 1, 5), Survey("mood", "csat", 1, 5), by_hand=False)

    assert workspace.surveys() == (EASE, Survey("mood", "csat", 1, 5))


def test_what_a_preset_would_declare_can_be_known_without_declaring_it(workspace: Workspace) -> None:
    other, new = Survey("mood", "csat", 1, 5), Survey("nps", "nps")
    workspace.declare(EASE, by_hand=True)
    workspace.declare(other, by_hand=False)
    before = workspace.surveys()
    changes = (Survey("ease", "ces", 1, 5), Survey("mood", "csat", 1, 9), new)

    foreseen = workspace.surveys_with(changes)

    assert foreseen == (EASE, Survey("mood", "csat", 1, 9), new)
    assert workspace.surveys() == before
    for survey in changes:
        workspace.declare(survey, by_hand=False)
    assert workspace.surveys() == foreseen


def test_a_dimension_keeps_its_place_and_sources_share_it(workspace: Workspace) -> None:
    assert [workspace.name_dimension(name) for name in ("gate", "contract", "gate")] == ["d1", "d2", "d1"]
    assert workspace.dimensions() == {"gate": "d1", "contract": "d2"}


def test_a_seventh_dimension_finds_no_place(workspace: Workspace) -> None:
    for nr in range(6):
        workspace.name_dimension(f"own {nr}")

    with pytest.raises(BadInput, match="seventh"):
        workspace.name_dimension("seventh")


@pytest.mark.parametrize("name", ["channel", "period", "d1", "survey", " "])
def test_a_dimension_cannot_take_a_name_that_means_something_else(workspace: Workspace, name: str) -> None:
    with pytest.raises(BadInput):
        workspace.name_dimension(name)


def test_an_import_is_kept_with_what_it_rejected(workspace: Workspace) -> None:
    rejects = [Reject("a.csv", 7, "score", "no number", "x;y"), Reject("b.csv", None, "", "unreadable", "")]
    first, second = record(workspace, rejects=rejects), record(workspace)

    newest = workspace.imports()[0]
    assert [i.import_id for i in workspace.imports()] == [second, first]
    assert (newest.started_at, newest.files, newest.landed) == (datetime(2025, 3, 1, 12), ("a.csv", "b.csv"), True)
    assert {name: getattr(newest, name) for name in COUNTS} == COUNTS
    assert workspace.rejects(first) == tuple(rejects)
    assert workspace.rejects(second) == ()


def test_an_import_is_found_by_the_version_that_it_made(workspace: Workspace) -> None:
    numbers = [record(workspace, version=version) for version in ("", "000001-ab", "000001-ab", "000002-cd")]

    assert [one.version for one in workspace.imports()] == ["000002-cd", "000001-ab", "000001-ab", ""]
    found = [workspace.import_of(version) for version in ("000001-ab", "000002-cd", "000003-ef", "")]
    assert [one and one.import_id for one in found] == [numbers[1], numbers[3], None, None]


@pytest.mark.parametrize(
    ("landed", "held", "state"), [(True, True, "in force"), (True, False, "undone"), (False, True, "not landed")]
)
def test_an_import_says_what_became_of_it(workspace: Workspace, landed: bool, held: bool, state: str) -> None:
    record(workspace, version="000001-ab")

    assert replace(workspace.imports()[0], landed=landed).state(lambda version: held) == state


def test_a_preset_that_is_saved_again_takes_the_place_of_the_one_of_that_name(workspace: Workspace) -> None:
    before = workspace.revision()
    for name, toml in (("survey", "a = 1"), ("desk", "b = 1"), (" survey ", "a = 2")):
        workspace.save_preset(name, toml, "shape of " + toml)

    assert [(saved.name, saved.toml, saved.shape_key) for saved in workspace.saved_presets()] == [
        ("desk", "b = 1", "shape of b = 1"),
        ("survey", "a = 2", "shape of a = 2"),
    ]
    assert workspace.revision() == before + 3
    for _ in range(2):
        workspace.remove_preset("desk")
    assert [saved.name for saved in workspace.saved_presets()] == ["survey"]


@pytest.mark.parametrize(
    ("name", "toml", "said"),
    [(" ", "a = 1", "missing"), ("n" * 121, "a = 1", "120"), ("n", "a" * 200_001, "200,000"), ("n", "\0", "character")],
)
def test_a_preset_that_cannot_be_kept_is_refused(workspace: Workspace, name: str, toml: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        workspace.save_preset(name, toml, "")

    assert workspace.saved_presets() == ()


def test_a_setting_is_what_was_written_last(workspace: Workspace) -> None:
    assert workspace.get("zone") is None
    for value in ("UTC", "Europe/Vilnius"):
        workspace.set("zone", value)

    assert workspace.get("zone") == "Europe/Vilnius"


def test_what_is_written_is_there_for_the_next_process(settings: Settings, workspace: Workspace) -> None:
    workspace.declare(EASE, by_hand=True)
    workspace.close()

    assert Workspace(settings.workspace_url).surveys() == (EASE,)


def test_many_threads_write_at_once(workspace: Workspace) -> None:
    threads = [threading.Thread(target=record, args=(workspace,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({i.import_id for i in workspace.imports()}) == 8


def test_many_open_a_new_workspace_at_once(tmp_path: Path) -> None:
    failures: list[BaseException] = []

    def first_look(nr: int) -> None:
        try:
            Workspace(f"sqlite:///{tmp_path}/{nr}.sqlite").get("anything")
        except StoreError as failure:
            failures.append(failure)

    threads = [threading.Thread(target=first_look, args=(nr // 8,)) for nr in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []


def test_a_workspace_of_version_1_is_upgraded_and_keeps_what_it_holds(settings: Settings) -> None:
    old = database(settings.workspace_url)
    with old.transaction() as connection:
        migrate(connection, MIGRATIONS[:1])
        connection.execute(text("INSERT INTO settings (name, value) VALUES ('zone', 'Asia/Tokyo')"))
        connection.execute(text("INSERT INTO rejects (import_id, file, line, field) VALUES (3, 'a.csv', 2, 'score')"))
        assert inspect(connection).get_indexes("rejects") == []

    workspace = Workspace(settings.workspace_url)

    assert workspace.get("zone") == "Asia/Tokyo"
    assert [reject.line for reject in workspace.rejects(3)] == [2]
    assert workspace.schema_version == len(MIGRATIONS)
    assert [index["column_names"] for index in inspect(old.engine).get_indexes("rejects")] == [["import_id"]]


def test_a_workspace_of_version_2_is_upgraded_and_takes_notes(settings: Settings) -> None:
    old = database(settings.workspace_url)
    with old.transaction() as connection:
        migrate(connection, MIGRATIONS[:2])
        connection.execute(text("INSERT INTO settings (name, value) VALUES ('email_key', 'kept')"))
        assert not inspect(connection).has_table("markers")

    workspace = Workspace(settings.workspace_url)

    assert (workspace.revision(), workspace.markers(), workspace.get("email_key")) == (0, (), "kept")
    workspace.set_goal("nps", 0.4)
    assert (workspace.revision(), workspace.goals()) == (1, {"nps.nps": 0.4})


def test_a_workspace_of_version_3_is_upgraded_and_seals(settings: Settings) -> None:
    old = database(settings.workspace_url)
    with old.transaction() as connection:
        migrate(connection, MIGRATIONS[:3])
        connection.execute(text("INSERT INTO settings (name, value) VALUES ('email_key', 'kept')"))
        connection.execute(text("INSERT INTO goals (measure, value) VALUES ('nps.nps', 0.4)"))
        connection.execute(text("UPDATE revision SET number = 7"))
        assert not inspect(connection).has_table("seals")

    workspace = Workspace(settings.workspace_url)

    assert (workspace.snapshots(), workspace.register_intact()) == ((), True)
    assert (workspace.goals(), workspace.get("email_key"), workspace.revision()) == ({"nps.nps": 0.4}, "kept", 7)
    assert workspace.sealed_at("0" * 64) is None
    assert workspace.register("0" * 64) == workspace.sealed_at("0" * 64)


def test_a_workspace_of_version_4_is_upgraded_and_keeps_its_imports(settings: Settings) -> None:
    old = database(settings.workspace_url)
    with old.transaction() as connection:
        migrate(connection, MIGRATIONS[:4])
        for name in ("version", "left_out"):  # which the tables of that program had not
            connection.execute(text(f"ALTER TABLE imports DROP COLUMN {name}"))
        connection.execute(
            text(
                "INSERT INTO imports (started_at, preset, source, files, landed, read, added, changed, unchanged, "
                "rejected) VALUES ('2025-03-01 12:00:00.000000', 'generic', 'desk', '[\"a.csv\"]', 1, 5, 2, 1, 1, 1)"
            )
        )
        key = connection.scalar(text("SELECT value FROM settings WHERE name = 'seal_key'"))

    workspace = Workspace(settings.workspace_url)

    (kept,) = workspace.imports()
    assert (kept.files, kept.added, kept.version, kept.left_out) == (("a.csv",), 2, "", 0)
    assert (workspace.saved_presets(), workspace.get("seal_key")) == ((), key)
    assert record(workspace, version="000002-ab", left_out=3) == 2
    workspace.save_preset("own", "table = 'answers'", "shape")
    assert [saved.name for saved in workspace.saved_presets()] == ["own"]


def test_an_upgrade_that_fails_leaves_the_workspace_as_it_was(settings: Settings) -> None:
    old = database(settings.workspace_url)
    with old.transaction() as connection:
        migrate(connection)

    def spoil(connection: object) -> None:
        connection.execute(text("DELETE FROM settings"))  # type: ignore[attr-defined]
        raise ZeroDivisionError

    Workspace(settings.workspace_url).set("zone", "UTC")
    with pytest.raises(ZeroDivisionError), old.transaction() as connection:
        migrate(connection, (*MIGRATIONS, spoil))

    assert Workspace(settings.workspace_url).get("zone") == "UTC"


def test_a_workspace_of_a_newer_program_is_refused_with_the_way_out(settings: Settings) -> None:
    with database(settings.workspace_url).transaction() as connection:
        migrate(connection)
        connection.execute(text("UPDATE schema_version SET version = 99"))

    with pytest.raises(StoreError, match="newer program"):
        Workspace(settings.workspace_url).surveys()


@pytest.mark.parametrize("url", ["duckdb:////tmp/x.duckdb", "no url at all"])
def test_an_address_that_cannot_be_a_workspace_is_refused(url: str) -> None:
    with pytest.raises(BadInput, match="URL"):
        Workspace(url)


def test_the_workspace_beside_a_warehouse_lies_in_its_folder(tmp_path: Path) -> None:
    assert workspace_beside(f"duckdb:///{tmp_path}/sample.duckdb") == f"sqlite:///{tmp_path}/sample.workspace.sqlite"


def test_of_several_that_keep_a_key_at_once_all_get_the_same(workspace: Workspace) -> None:
    together, kept = threading.Barrier(8), list[str]()

    def keep(nr: int) -> None:
        together.wait()
        kept.append(workspace.keep("email_key", f"key {nr}"))

    threads = [threading.Thread(target=keep, args=(nr,)) for nr in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert kept == [workspace.get("email_key")] * 8
