"""The words of the command line, click's own among them."""

import re
import tomllib
from functools import cache
from typing import Any

import click
import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

from duban.workspace import SHIPPED_TEMPLATES

_PARTS = re.split(
    r"^(?=[a-z])|^\[click\]\n", (SHIPPED_TEMPLATES / "texts" / "cli.toml").read_text("utf-8"), flags=re.MULTILINE
)
_PART_BY_NAME = {part.partition(" ")[0]: part for part in _PARTS[1:-1]}
"""The TOML of each text, not parsed: --help says few of them. A test holds them to the whole file."""
_CLICK_MODULES = (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types)


def raw_message(name: str) -> str:
    """A text of the command line as it stands."""
    words: str = _parsed(_PART_BY_NAME[name])[name]
    return words


def message(name: str, **facts: object) -> str:
    """A text of the command line filled with facts."""
    from duban.messages.text_template import render_text

    return render_text(raw_message(name), **facts)


def print_line(text: str, *, err: bool = False) -> None:
    """A line on standard output, or on standard error, without signs that steer a screen: all that commands say."""
    from duban.text.folding import printable_text

    click.echo(printable_text(text), err=err)


def translated(text: str) -> str:
    """A text of click's in Chinese; one that we lack stays English."""
    words: str = _parsed(_PARTS[-1]).get(text, text)
    return words


@cache
def _parsed(part: str) -> dict[str, Any]:
    return tomllib.loads(part)


def _translate_click() -> None:
    """Give click, which asks gettext for its words, Chinese ones."""
    for module in _CLICK_MODULES:
        module._ = translated  # type: ignore[attr-defined]
        module.ngettext = lambda _singular, plural, _count: translated(plural)  # type: ignore[attr-defined]


_translate_click()  # before anything of click is made: some of its words are looked up then
