"""The words of the command line, and Chinese ones for click, which brings none."""

import tomllib
from collections.abc import Mapping
from typing import Any

import click
import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

from duban.workspace.shipped import SHIPPED_TEMPLATES

_WORDS: dict[str, Any] = tomllib.loads((SHIPPED_TEMPLATES / "texts" / "cli.toml").read_text(encoding="utf-8"))
_SPEAKING = (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types)


def raw_message(name: str) -> str:
    """A text as it stands."""
    words: str = _WORDS[name]
    return words


def message(name: str, **facts: object) -> str:
    """A text filled with facts."""
    from duban.messages.catalogue import render_text

    return render_text(raw_message(name), **facts)


def translate_click() -> None:
    """Click asks gettext for its words: give it ours. A word that we lack stays English."""
    words: Mapping[str, str] = _WORDS["click"]
    for module in _SPEAKING:
        module._ = lambda text: words.get(text, text)  # type: ignore[attr-defined]
        module.ngettext = lambda _one, many, _count: words.get(many, many)  # type: ignore[attr-defined]
