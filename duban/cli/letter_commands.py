"""Letters in Word, made on request of a period that was compiled."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from duban.cli.command import Command
from duban.cli.publication_commands import EDITION_OPTION, end_publication, open_compiled, publication_options
from duban.cli.words import raw_message

if TYPE_CHECKING:  # what is heavy is imported when a command runs, so that --help stays fast
    from duban.journeys.publication import Request


@click.command("notice", cls=Command, help=raw_message("help-notice"))
@click.argument("names", nargs=-1, required=True, metavar=raw_message("metavar-notices"))
@click.option("--unit", "units", multiple=True, metavar=raw_message("metavar-unit"), help=raw_message("help-unit"))
@click.option("--checked", multiple=True, metavar=raw_message("metavar-unit"), help=raw_message("help-checked"))
@EDITION_OPTION
@publication_options
def notice_command(  # noqa: PLR0913 — one parameter an option
    names: tuple[str, ...],
    units: tuple[str, ...],
    checked: tuple[str, ...],
    config: Path,
    plan: str | None,
    form: str | None,
    request: "Request",
    *,
    as_json: bool,
) -> None:
    """Write letters in Word. Exits 0, 1 where a person has to look, 2 where nothing was written.

    Args:
        names: of the kinds of letters.
        units: names of those to which letters are written; none: to all.
        checked: names of those that confirmed what is said of them.
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        form: the name or code of a layout; None takes the plan's first.
        request: of which period, day and edition.
        as_json: print one object.
    """
    from duban.journeys.letter_files import LetterChoice, publish_letters

    choice = LetterChoice(names, units, checked)
    published = publish_letters(open_compiled(config, plan, form), request, choice)
    end_publication(published, as_json=as_json)
