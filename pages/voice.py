"""Voice: what do customers write?"""

from __future__ import annotations

from pages._parts import draw

draw.page("voice")
