"""Mappings that were saved: found by the shape of a file and by their name, before the product's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from cx.errors import BadInput
from cx.recognise.kept import preset_named, saved_for
from cx.recognise.look import shape_key
from cx.recognise.raw import to_raw, to_toml
from cx.recognise.suggest import draft_of, suggest
from cx.store.workspace import Workspace
from tests.recognising import looked, parts, rows

TEXT = rows("when,points", "2026-03-01,9", "2026-03-02,0", "2026-03-03,10")


def test_a_saved_mapping_is_offered_for_the_next_file_of_its_shape(tmp_path: Path, workspace: Workspace) -> None:
    seen = looked(tmp_path, TEXT)
    workspace.save_preset("monthly", to_toml(to_raw(draft_of(seen))), shape_key(seen))
    later = looked(tmp_path, rows("points,when", "5,2026-04-01"), name="april.csv")
    found = suggest(later, saved_for(workspace, shape_key(later)))
    assert found.draft is not None
    assert (found.why, found.sure, found.preset_name) == ("saved", "certain", "monthly")
    assert parts(found.draft) == {"when": "answered_at", "points": "nps 0..10"}
    assert saved_for(workspace, "another") == []


def test_a_mapping_saved_of_a_database_reads_files_of_its_shape(tmp_path: Path, workspace: Workspace) -> None:
    seen = looked(tmp_path, TEXT)
    raw = {**to_raw(draft_of(seen)), "database": {"connection": "desk", "query": "SELECT 1"}}
    workspace.save_preset("nightly", to_toml(raw), shape_key(seen))

    found = suggest(seen, saved_for(workspace, shape_key(seen)))

    assert found.preset_name == "nightly"
    assert found.preset is not None
    assert found.preset.database is None


def test_a_broken_mapping_is_passed_over(tmp_path: Path, workspace: Workspace) -> None:
    seen = looked(tmp_path, TEXT)
    for name, toml in {"a": "table = ", "b": 'columns = 5\ntable = "answers"', "c": "table = [1]"}.items():
        workspace.save_preset(name, toml, shape_key(seen))
    assert suggest(seen, saved_for(workspace, shape_key(seen))).preset_name == ""


def test_a_broken_preset_of_the_product_is_no_reason_to_know_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    presets = tmp_path / "presets"
    presets.mkdir()
    for name, toml in {
        "no-toml": "table = ",
        "no-table": 'table = "x"',
        "wrong": 'table = "answers"\nquestions = 5',
    }.items():
        (presets / f"broken-{name}.toml").write_text(toml, encoding="utf-8")
    (presets / "broken-text.toml").write_bytes(b"\xff\xfe\x00")
    (presets / "desk.toml").write_text(
        'table = "tickets"\nsignature = ["when", "points"]\ncolumns = { created_at = "when" }', encoding="utf-8"
    )
    for module in ("cx.readers.preset", "cx.recognise.vendors"):
        monkeypatch.setattr(f"{module}.FOLDER", presets)
    assert suggest(looked(tmp_path, TEXT)).preset_name == "desk"


def test_a_saved_mapping_is_found_by_its_name(tmp_path: Path, workspace: Workspace) -> None:
    seen = looked(tmp_path, TEXT)
    workspace.save_preset("generic-answers", to_toml(to_raw(draft_of(seen))), shape_key(seen))
    assert preset_named(workspace, "generic-answers").questions[0].score.sources == ("points",)
    assert preset_named(workspace, "generic-tickets").table.name == "tickets"


def test_a_name_that_nobody_knows_says_which_there_are(tmp_path: Path, workspace: Workspace) -> None:
    workspace.save_preset("monthly", 'table = "answers"', "key")
    with pytest.raises(BadInput, match=r"no preset 'weekly'.*Saved in the workspace: monthly\.$"):
        preset_named(workspace, "weekly")
