"""What is made on request of a period that was compiled."""

import sys
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from duban.cli.command import (
    CLEAN,
    CONFIG_OPTION,
    FORM_OPTION,
    HAS_FINDINGS,
    JOBS_OPTION,
    JSON_OPTION,
    PERIOD_OPTION,
    PLAN_OPTION,
    Command,
    run_by,
    today,
)
from duban.cli.show import findings_json, print_findings, print_json
from duban.cli.words import message, print_line, raw_message

if TYPE_CHECKING:  # what is heavy is imported when a command runs, so that --help stays fast
    from duban.journeys.context import Context
    from duban.journeys.publication import Published, Request


def _day_or_none(_context: click.Context, _parameter: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value else None


EDITION_OPTION = click.option(
    "--edition", default="", metavar=raw_message("metavar-edition"), help=raw_message("help-of-edition")
)
_AS_OF_OPTION = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=_day_or_none,
    metavar=raw_message("metavar-day"),
    help=raw_message("help-as-of-compiled"),
)

_OPTIONS = (
    click.option("--reviewed", is_flag=True, help=raw_message("help-reviewed")),
    click.option("--masked-ok", is_flag=True, help=raw_message("help-masked-ok")),
    *(JSON_OPTION, JOBS_OPTION, _AS_OF_OPTION, PERIOD_OPTION, FORM_OPTION, PLAN_OPTION, CONFIG_OPTION),
)


def publication_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of what is made on request: config, plan, form, as_json, and all of `request`.

    A command with an `edition` of its own takes it from there into the request.
    """

    @wraps(command)
    def with_request(
        period: str | None,
        as_of: date | None,
        edition: str,
        jobs: int,
        *,
        masked_ok: bool,
        reviewed: bool,
        **others: object,
    ) -> None:
        from duban.journeys.publication import Request

        command(request=Request(period, as_of, edition, jobs, masked_ok, reviewed), **others)

    with_options: Callable[..., None] = with_request
    for option in _OPTIONS:
        with_options = option(with_options)
    return with_options


def open_compiled(config: Path, plan: str | None, form: str | None) -> "Context":
    """The plan and the form kind; which period and day are meant, `open_publication` finds.

    Args:
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        form: the name or code of a layout; None takes the plan's first.
    """
    from duban.journeys.context import open_context

    return open_context(config, plan, form, None, today(), None, compiling=True, run_by=run_by())


def end_publication(published: "Published", *, as_json: bool) -> NoReturn:
    """Say what was written and where, and end: with 1 where a person has to look at anything, else with 0."""
    messages = published.context.workspace.messages
    if as_json:
        print_json({**published.facts, "findings": findings_json(published.findings, messages)})
    else:
        print_findings(published.findings, messages)
        plan, period = published.context.plan.name, published.context.period
        print_line(message("published", **{**published.facts, "plan": plan, "period": period}))
    sys.exit(HAS_FINDINGS if published.findings else CLEAN)


@click.command("edition", cls=Command, help=raw_message("help-edition"))
@click.argument("edition", metavar=raw_message("metavar-edition"))
@publication_options
def edition_command(config: Path, plan: str | None, form: str | None, request: "Request", *, as_json: bool) -> None:
    """Write the report of an edition. Exits 0, 1 where a person has to look, 2 where nothing was written.

    Args:
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        form: the name or code of a layout; None takes the plan's first.
        request: of which period, day and edition.
        as_json: print one object.
    """
    from duban.journeys.edition_report import publish_edition

    end_publication(publish_edition(open_compiled(config, plan, form), request), as_json=as_json)
