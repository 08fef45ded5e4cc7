"""What `import cx` offers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import cx
from cx import quick

ROOT = Path(__file__).resolve().parent.parent


def test_the_public_names_are_sorted_and_there():
    assert cx.__all__ == sorted(cx.__all__) == [
        "ces", "csat", "fcr", "nps", "open", "resolution_times", "response_times",
    ]  # fmt: skip
    for name in cx.__all__:
        assert getattr(cx, name) is getattr(quick, name)
        assert name in dir(cx)
        assert getattr(cx, name).__doc__


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'mood'"):
        cx.mood  # noqa: B018


def test_importing_cx_loads_nothing_heavy():
    probe = "import sys, cx; print(sorted({'numpy', 'pandas', 'scipy', 'sqlalchemy', 'duckdb'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_a_score_of_a_column_loads_no_database():
    probe = "import sys, cx; cx.nps([9, 3]); print(sorted({'scipy', 'sqlalchemy', 'duckdb'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
