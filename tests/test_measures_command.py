"""The list of what can be scored."""

from __future__ import annotations

import pytest

from cx.__main__ import main
from cx.measures import MEASURES
from cx.settings import ROOT


def test_every_measure_is_listed_with_every_reading_and_every_basis(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["measures"]) == 0

    lines = capsys.readouterr().out.splitlines()
    heads = [line.split()[0] for line in lines if not line.startswith(" ")]
    assert heads == list(MEASURES)
    listed = [line.split()[0] for line in lines if line.startswith(" ")]
    for known in MEASURES.values():
        assert {reading.full_name for reading in known.readings} <= set(listed)
        assert {f"...@{basis.name}" for basis in known.bases} <= set(listed)


def test_only_the_measures_asked_for_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["measures", "churn", "path"]) == 0

    heads = [line.split()[0] for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")]
    assert heads == ["churn", "fcr"]


def test_an_unknown_measure_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["measures", "mood"]) == 2
    assert "There is no measure named 'mood'" in capsys.readouterr().err


def test_the_page_of_measures_in_the_docs_is_the_list_of_this_version(capsys: pytest.CaptureFixture[str]) -> None:
    """Written again by: python -m cx measures --format markdown > docs/measures.md"""
    assert main(["measures", "--format", "markdown"]) == 0

    assert (ROOT / "docs" / "measures.md").read_text(encoding="utf-8") == capsys.readouterr().out
