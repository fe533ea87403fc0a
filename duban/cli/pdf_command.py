"""`duban pdf`: what is printed, as PDF."""

from pathlib import Path

import click

from duban.cli.command import (
    CONFIG_OPTION,
    FORM_OPTION,
    JSON_OPTION,
    PATH,
    PLAN_OPTION,
    Command,
    print_findings_and_exit,
)
from duban.cli.publication_commands import open_compiled
from duban.cli.words import message, raw_message


@click.command("pdf", cls=Command, help=raw_message("help-pdf"))
@click.argument("files", nargs=-1, metavar=raw_message("metavar-outputs"), type=PATH)
@CONFIG_OPTION
@PLAN_OPTION
@FORM_OPTION
@JSON_OPTION
def pdf_command(files: tuple[Path, ...], config: Path, plan: str | None, form: str | None, *, as_json: bool) -> None:
    """Print workbooks and documents as PDF. Exits 0, 1 where a person has to look, 2 where nothing was written.

    Args:
        files: of the program's own; none takes the report that was compiled last.
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        form: the name or code of a layout; None takes the plan's first.
        as_json: print one object.
    """
    from duban.journeys.pdf_copies import publish_pdf

    context = open_compiled(config, plan, form)
    printed = publish_pdf(context, files)
    line = message("pdf-printed", plan=context.plan.name, **printed.facts)
    facts = {"plan": context.plan.code, **printed.facts}
    print_findings_and_exit(facts, printed.findings, context.workspace.messages, line, as_json=as_json)
