"""Satisfaction: are customers content, and how hard was it?"""

from __future__ import annotations

from pages._parts import draw

draw.page("satisfaction")
