"""Mappings that were saved in the workspace, by name and by the shape of a file."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from typing import Any

from cx.errors import BadInput
from cx.readers.preset import Preset, load_preset
from cx.readers.preset_parser import parse_preset
from cx.store.workspace import Workspace


def saved_for(workspace: Workspace, shape_key: str) -> list[tuple[str, dict[str, Any]]]:
    """The mappings that were saved for files of a shape (`look.shape_key`), the newest first, without broken ones; of
    one that was saved of a database's rows, without its query.
    """
    saved = sorted(workspace.saved_presets(), key=lambda one: one.saved_at, reverse=True)
    found = []
    for one in (one for one in saved if one.shape_key == shape_key):
        with suppress(tomllib.TOMLDecodeError):
            raw = tomllib.loads(one.toml)
            found.append((one.name, {key: said for key, said in raw.items() if key != "database"}))
    return found


def preset_named(workspace: Workspace, name: str) -> Preset:
    """A preset by its name, one that was saved before one of the product's, or by the path of a TOML file.

    Raises BadInput where there is none, or it is wrong.
    """
    saved = {one.name: one.toml for one in workspace.saved_presets()}
    if name in saved:
        return parse_preset(tomllib.loads(saved[name]), name)
    try:
        return load_preset(name)
    except BadInput as error:
        if not saved or name.endswith(".toml"):
            raise
        raise BadInput(f"{str(error).rstrip('.')}. Saved in the workspace: {', '.join(saved)}.") from None
