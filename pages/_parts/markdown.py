"""Texts that came with the data, made safe for places where Streamlit reads Markdown (labels, captions, links)."""

from __future__ import annotations

import re

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def literal(text: str) -> str:
    """The text as it is: every mark of punctuation escaped, line breaks turned into spaces.

    This covers emphasis, links, images, HTML, formulas, `:colour[...]` directives and emoji codes.
    """
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))
