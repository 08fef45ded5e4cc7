"""What cannot be read or written is said in one sentence, with the way out, and never as a driver's own failure."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cx.__main__ import main
from cx.errors import StoreError
from cx.store.warehouse import Warehouse
from cx.store.workspace import Workspace
from tests.publishing import PIECE, counted, in_process, opened, publish_piece

NOBODY = 65534

#: Ways to spoil a file.
DAMAGE: dict[str, Callable[[Path], object]] = {
    "missing": lambda file: file.unlink(),
    "a folder": lambda file: (file.unlink(), file.mkdir()),
    "empty": lambda file: file.write_bytes(b""),
    "a text": lambda file: file.write_bytes(b"this is no database\n" * 1000),
    "cut in half": lambda file: os.truncate(file, file.stat().st_size // 2),
    "scribbled over": lambda file: file.write_bytes(file.read_bytes()[:4096].ljust(file.stat().st_size, b"?")),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a DuckDB warehouse of two versions."""
    warehouse = opened(url_in(tmp_path))
    publish_piece(warehouse, 0)
    publish_piece(warehouse, 1)
    warehouse.close()
    return tmp_path


def url_in(folder: Path, engine: str = "duckdb") -> str:
    return f"{engine}:///{folder}/warehouse.{engine}"


def refusals(warehouse: Warehouse) -> Iterator[str]:
    """What is said to those who look and to those who import."""
    for attempt in (warehouse.contents, lambda: counted(warehouse), lambda: publish_piece(warehouse, 2)):
        with pytest.raises(StoreError) as refusal:
            attempt()
        yield str(refusal.value)


# Broken files.


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_broken_duckdb_version_is_named_with_the_version_to_go_back_to(folder: Path, damage: str) -> None:
    DAMAGE[damage](folder / "warehouse.000002.duckdb")

    for said in refusals(opened(url_in(folder))):
        assert "cannot be read" in said
        assert "warehouse.000002.duckdb" in said
        assert said.endswith(f"write the number of a version that is whole into {folder}/warehouse.current: 000001.")
        assert "\n" not in said


def test_going_back_to_an_earlier_version_as_told_works(folder: Path) -> None:
    (folder / "warehouse.000002.duckdb").unlink()
    (folder / "warehouse.current").write_text("000001\n")

    warehouse = opened(url_in(folder))

    assert counted(warehouse) == PIECE
    publish_piece(warehouse, 2)
    assert counted(warehouse) == 2 * PIECE


@pytest.mark.parametrize("said", [b"", b"newest", b"\xff\xfe", b"../000001", b"000001-"])
def test_a_pointer_that_names_no_version_is_not_taken_for_an_empty_warehouse(folder: Path, said: bytes) -> None:
    (folder / "warehouse.current").write_bytes(said)

    for refusal in refusals(opened(url_in(folder))):
        assert "warehouse.current does not name a version" in refusal
        assert "000001, 000002" in refusal


def test_a_version_without_others_beside_it_asks_for_a_backup(tmp_path: Path) -> None:
    publish_piece(opened(url_in(tmp_path)), 0)
    DAMAGE["a text"](tmp_path / "warehouse.000001.duckdb")

    for said in refusals(opened(url_in(tmp_path))):
        assert said.endswith("Mend that, bring its files back from a backup, or choose another address.")


@pytest.mark.parametrize("damage", ["a folder", "a text", "cut in half", "scribbled over"])
def test_a_broken_sqlite_file_is_named(tmp_path: Path, damage: str) -> None:
    warehouse = opened(url_in(tmp_path, "sqlite"))
    publish_piece(warehouse, 0)
    warehouse.close()
    DAMAGE[damage](tmp_path / "warehouse.sqlite")

    for said in refusals(warehouse):
        assert f"{tmp_path}/warehouse.sqlite" in said
        assert "cannot be read" in said or "could not be written" in said


@pytest.mark.parametrize("damage", ["a folder", "a text"])
def test_a_workspace_that_is_no_database_is_named(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "workspace.sqlite"
    file.touch()
    DAMAGE[damage](file)

    with pytest.raises(StoreError, match="workspace.sqlite cannot be read"):
        Workspace(f"sqlite:///{file}").surveys()


def test_the_command_line_says_a_broken_file_in_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    DAMAGE["a text"](folder / "warehouse.000002.duckdb")
    monkeypatch.setenv("CX_WAREHOUSE_URL", url_in(folder))
    monkeypatch.setenv("CX_WORKSPACE_URL", f"sqlite:///{folder}/workspace.sqlite")

    assert main(["check"]) == StoreError.exit_status

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"cx: The warehouse's file {folder}/warehouse.000002.duckdb cannot be read (")
    assert said.err.count("\n") == 1


# Folders.


@pytest.fixture
def locked_folder() -> Iterator[Path]:
    """A folder in which anybody may read and nobody write, with a warehouse on each engine."""
    folder = Path(tempfile.mkdtemp())
    for engine in ("duckdb", "sqlite"):
        warehouse = opened(url_in(folder, engine))
        publish_piece(warehouse, 0)
        warehouse.close()
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def give_up_rights(scratch: Path) -> None:
    """Go on as a user for whom rights matter. Python's own files may be closed to that user, so they are loaded."""
    for engine in ("duckdb", "sqlite"):
        publish_piece(opened(url_in(scratch, engine)), 0)
        counted(opened(url_in(scratch, engine)))
    Workspace(f"sqlite:///{scratch}/workspace.sqlite").set("zone", "UTC")
    if os.getuid() == 0:
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def import_without_rights(scratch: Path, folder: Path, engine: str) -> None:
    give_up_rights(scratch)
    with pytest.raises(StoreError, match=rf"written in the folder {folder} \(Permission denied\)"):
        publish_piece(opened(url_in(folder, engine)), 1)
    with pytest.raises(StoreError, match=f"{folder}/workspace.sqlite"):
        Workspace(f"sqlite:///{folder}/workspace.sqlite").set("zone", "UTC")


def read_without_rights(scratch: Path, folder: Path) -> None:
    give_up_rights(scratch)
    assert counted(opened(url_in(folder))) == PIECE


def look_into_a_closed_folder(scratch: Path, folder: Path, engine: str) -> None:
    give_up_rights(scratch)
    with pytest.raises(StoreError, match="cannot be read .*Permission denied"):
        opened(url_in(folder, engine)).contents()


def test_a_folder_that_may_not_be_written_is_named(locked_folder: Path, engine: str, tmp_path: Path) -> None:
    assert in_process(import_without_rights, tmp_path, locked_folder, engine) == 0


def test_a_duckdb_warehouse_can_be_read_where_nothing_may_be_written(locked_folder: Path, tmp_path: Path) -> None:
    assert in_process(read_without_rights, tmp_path, locked_folder) == 0


def test_a_folder_that_may_not_be_entered_is_not_taken_for_an_empty_warehouse(
    locked_folder: Path, engine: str, tmp_path: Path
) -> None:
    locked_folder.chmod(0o000)

    assert in_process(look_into_a_closed_folder, tmp_path, locked_folder, engine) == 0


def test_a_file_in_place_of_the_folder_is_said(engine: str, tmp_path: Path) -> None:
    (tmp_path / "data").touch()

    with pytest.raises(StoreError, match=r"written in the folder .*/data \(File exists\)"):
        publish_piece(opened(url_in(tmp_path / "data", engine)), 0)


# Before and after a version is in force.


def failing_at(when: str) -> Callable[[str], None]:
    """A step at which the system fails."""

    def step(name: str) -> None:
        if name == when:
            raise OSError(5, "Input/output error")

    return step


@pytest.mark.parametrize("step", ["in force", "published"])
def test_a_failure_after_a_version_is_in_force_says_that_it_is(folder: Path, step: str) -> None:
    warehouse = opened(url_in(folder))

    with pytest.raises(StoreError, match=r"made and in force.*Input/output error.*nothing needs to be done again"):
        publish_piece(warehouse, 2, step=failing_at(step))

    assert counted(warehouse) == 3 * PIECE
    publish_piece(warehouse, 3)
    assert counted(warehouse) == 4 * PIECE


@pytest.mark.parametrize("step", ["copied", "merged", "verified", "pointed"])
def test_a_failure_before_a_version_is_in_force_says_that_the_data_are_as_they_were(folder: Path, step: str) -> None:
    warehouse = opened(url_in(folder))

    with pytest.raises(StoreError, match=r"Input/output error.*data are as they were"):
        publish_piece(warehouse, 2, step=failing_at(step))

    assert counted(warehouse) == 2 * PIECE
    assert not (folder / "warehouse.000003.duckdb").exists()
