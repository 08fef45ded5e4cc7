"""The pictures of the documentation: one command takes those that the README shows, of every page in both themes."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
from PIL import Image

from cx.charts.tokens import BAD
from docs.screenshots import DOCS, PAGES, THEMES, save
from pages._parts.registry import ENTRIES

SHOWN = set(re.findall(r"docs/([\w-]+\.png)", Path(DOCS.parent, "README.md").read_text(encoding="utf-8")))

#: Bytes of a picture that a page on the web can bear.
LARGEST = 400_000


def test_every_page_is_taken_in_both_themes_and_shown_in_the_readme() -> None:
    assert {name.partition("-")[0] for name in PAGES} == {entry.name for entry in ENTRIES}
    assert {f"{name}-{theme}.png" for name in PAGES for theme in THEMES} == SHOWN


def test_the_pictures_that_are_shown_are_there_and_small() -> None:
    assert {name: DOCS.joinpath(name).stat().st_size <= LARGEST for name in SHOWN} == dict.fromkeys(SHOWN, True)


def test_a_picture_keeps_a_colour_that_few_pixels_have_beside_many_greys(tmp_path: Path) -> None:
    bad = tuple(bytes.fromhex(BAD.removeprefix("#")))
    greys = np.repeat(np.arange(256, dtype=np.uint8), 400).reshape(256, 400)
    drawn = Image.fromarray(np.stack([greys] * 3, axis=2))
    drawn.paste(bad, (10, 10, 14, 50))
    written = io.BytesIO()
    drawn.save(written, "PNG")

    save(written.getvalue(), tmp_path / "picture.png")

    with Image.open(tmp_path / "picture.png") as taken:
        assert taken.convert("RGB").getpixel((12, 30)) == bad
