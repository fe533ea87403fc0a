"""What an editor shows beside each key that people type: templates/texts/keys.toml, by model and field."""

import tomllib
from collections.abc import Mapping
from functools import cache

from duban.workspace.shipped import SHIPPED_TEMPLATES


def key_help(model: type[object], field: str) -> str:
    """What the key of a field means, in the words of the model that has it first; empty where nothing is said."""
    texts = _key_texts()
    return next((texts[base.__name__][field] for base in model.__mro__ if field in texts.get(base.__name__, ())), "")


@cache
def _key_texts() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((SHIPPED_TEMPLATES / "texts/keys.toml").read_text(encoding="utf-8"))
