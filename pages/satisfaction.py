"""Satisfaction: are customers content, and how easy was it?"""

from __future__ import annotations

from pages._parts import draw

draw.page("satisfaction")
