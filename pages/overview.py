"""Overview: where does the company stand, and is any change real?"""

from __future__ import annotations

from pages._parts import draw, markers, session

draw.page("overview")
company = session.current().ask.company
if company is not None:
    markers.add_marker_form(company)
