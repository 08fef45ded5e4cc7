"""Loyalty: would customers recommend the company?"""

from __future__ import annotations

from pages._parts import draw

draw.page("loyalty")
