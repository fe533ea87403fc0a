"""The words of the command line, click's own among them."""

import os.path
import re
from functools import cache

import click
import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

from duban.workspace import TEMPLATES_FOLDER

with open(os.path.join(TEMPLATES_FOLDER, "texts", "cli.toml"), encoding="utf-8") as _file:
    _OWN_TEXTS, _, _CLICK_TEXTS = _file.read().partition("[click]\n")
_TOML_BY_NAME = dict(part.split(" = ", 1) for part in re.split(r"^(?=[a-z])", _OWN_TEXTS, flags=re.MULTILINE)[1:])
"""Each text as TOML has it. --help says few of them and none with a backslash, and does without a parser; a test holds
all texts to the whole file."""
_CLICK_MODULES = (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types)


def raw_message(name: str) -> str:
    """A text of the command line as it stands."""
    toml = _TOML_BY_NAME[name].partition("\n#")[0].strip()
    if "\\" not in toml:
        return toml.strip('"').removeprefix("\n")
    import tomllib

    words: str = tomllib.loads(f"words = {toml}")["words"]
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
    return _click_words().get(text, text)


@cache
def _click_words() -> dict[str, str]:
    return dict(line.strip('"').split('" = "') for line in _CLICK_TEXTS.splitlines())


def _translate_click() -> None:
    """Give click, which asks gettext for its words, Chinese ones."""
    for module in _CLICK_MODULES:
        module._ = translated  # type: ignore[attr-defined]
        module.ngettext = lambda _singular, plural, _count: translated(plural)  # type: ignore[attr-defined]


_translate_click()  # before anything of click is made: some of its words are looked up then
