"""Overview: where does the company stand, and is any change real?"""

from __future__ import annotations

from pages._parts import draw

draw.page("overview")
