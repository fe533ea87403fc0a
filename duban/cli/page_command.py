"""`duban page`: what leaders read, as one page for a browser."""

from datetime import date
from pathlib import Path

import click

from duban.cli.command import Command
from duban.cli.publication_commands import EDITION_OPTION, end_publication, open_compiled, publication_options
from duban.cli.words import raw_message


@click.command("page", cls=Command, help=raw_message("help-page"))
@EDITION_OPTION
@publication_options
def page_command(  # noqa: PLR0913 — one parameter an option
    edition: str,
    config: Path,
    plan: str | None,
    form: str | None,
    period: str | None,
    as_of: date | None,
    jobs: int,
    *,
    as_json: bool,
) -> None:
    """Write the page of a period. Exits 0, 1 where a person has to look, 2 where nothing was written.

    Args:
        edition: its name; empty takes the first.
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        form: the name or code of a layout; None takes the plan's first.
        period: its code; None takes the one that was compiled last.
        as_of: the day on which everything is judged; None takes that of the last compile.
        jobs: how many worker processes read what is not remembered.
        as_json: print one object.
    """
    from duban.journeys.leader_page import publish_page
    from duban.journeys.publication import Request

    context = open_compiled(config, plan, form)
    end_publication(publish_page(context, Request(period, as_of, edition, jobs)), as_json=as_json)
