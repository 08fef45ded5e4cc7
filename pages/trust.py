"""Trust: do the numbers agree, and what do they rest on?"""

from __future__ import annotations

from pages._parts import draw

draw.page("trust")
