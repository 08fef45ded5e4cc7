"""Property tests have no deadline: how long an example takes says something about the machine, not about the code."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("cx", deadline=None)
settings.load_profile("cx")
