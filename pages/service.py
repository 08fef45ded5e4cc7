"""Service: is it solved at the first contact, and how long does it take?"""

from __future__ import annotations

from pages._parts import draw

draw.page("service")
