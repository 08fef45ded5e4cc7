"""The pictures of the documentation: one command takes those that the README shows, of every page in both themes."""

from __future__ import annotations

import re
from pathlib import Path

from docs.screenshots import DOCS, PAGES, THEMES
from pages._parts.registry import ENTRIES

SHOWN = set(re.findall(r"docs/([\w-]+\.png)", Path(DOCS.parent, "README.md").read_text(encoding="utf-8")))

#: Bytes of a picture that a page on the web can bear.
LARGEST = 400_000


def test_every_page_is_taken_in_both_themes_and_shown_in_the_readme() -> None:
    assert {name.partition("-")[0] for name in PAGES} == {entry.name for entry in ENTRIES}
    assert {f"{name}-{theme}.png" for name in PAGES for theme in THEMES} == SHOWN


def test_the_pictures_that_are_shown_are_there_and_small() -> None:
    assert {name: DOCS.joinpath(name).stat().st_size <= LARGEST for name in SHOWN} == dict.fromkeys(SHOWN, True)
