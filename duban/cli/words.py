"""The words of the command line, click's own among them."""

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

from duban.workspace import SHIPPED_TEMPLATES

_WORDS: dict[str, Any] = tomllib.loads((SHIPPED_TEMPLATES / "texts" / "cli.toml").read_text(encoding="utf-8"))
_CLICK_MODULES = (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types)


def raw_message(name: str) -> str:
    """A text of the command line as it stands."""
    words: str = _WORDS[name]
    return words


def message(name: str, **facts: object) -> str:
    """A text of the command line filled with facts."""
    from duban.messages.text_template import render_text

    return render_text(raw_message(name), **facts)


def print_line(text: str, *, err: bool = False) -> None:
    """A line on standard output, or on standard error, without signs that steer a screen: all that commands say."""
    from duban.text.folding import printable_text

    click.echo(printable_text(text), err=err)


def _translate_click() -> None:
    """Give click, which asks gettext for its words, Chinese ones. A word that we lack stays English."""
    words: Mapping[str, str] = _WORDS["click"]
    for module in _CLICK_MODULES:
        module._ = lambda text: words.get(text, text)  # type: ignore[attr-defined]
        module.ngettext = lambda _singular, plural, _count: words.get(plural, plural)  # type: ignore[attr-defined]


_translate_click()  # before anything of click is made: some of its words are looked up then
