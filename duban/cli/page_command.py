"""`duban page`: what leaders read, as one page for a browser."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from duban.cli.command import Command
from duban.cli.publication_commands import EDITION_OPTION, end_publication, open_compiled, publication_options
from duban.cli.words import raw_message

if TYPE_CHECKING:  # what is heavy is imported when a command runs, so that --help stays fast
    from duban.journeys.publication import Request


@click.command("page", cls=Command, help=raw_message("help-page"))
@EDITION_OPTION
@publication_options
def page_command(
    config: Path,
    plan: str | None,
    form: str | None,
    request: "Request",
    *,
    as_json: bool,
) -> None:
    """Write the page of a period. Exits 0, 1 where a person has to look, 2 where nothing was written.

    Args:
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        form: the name or code of a layout; None takes the plan's first.
        request: of which period, day and edition.
        as_json: print one object.
    """
    from duban.journeys.leader_page import publish_page

    context = open_compiled(config, plan, form)
    end_publication(publish_page(context, request), as_json=as_json)
