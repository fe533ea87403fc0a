"""`duban template`: which templates there are, and a copy of one for the office to change."""

from pathlib import Path

import click

from duban.cli.command import CONFIG_OPTION, JSON_OPTION, Command
from duban.cli.show import print_json
from duban.cli.words import message, print_line, raw_message


@click.command("template", cls=Command, help=raw_message("help-template"))
@click.argument("names", metavar=raw_message("metavar-templates"), nargs=-1)
@CONFIG_OPTION
@JSON_OPTION
def template_command(names: tuple[str, ...], config: Path, *, as_json: bool) -> None:
    """Copy templates, or list them. Exits 2 where nothing was copied.

    Args:
        names: of the templates; none lists all.
        config: the config file of the workspace.
        as_json: print one object.
    """
    from duban.journeys.own_copies import copy_templates, offered_templates
    from duban.workspace.names import display_path
    from duban.workspace.workspace import open_workspace

    workspace = open_workspace(config, None)
    if not names:
        offered = [{"name": one.name, "title": one.title, "state": one.state} for one in offered_templates(workspace)]
        if as_json:
            print_json({"templates": offered})
        else:
            print_line(message("templates-offered", templates=offered))
        return
    copied = [display_path(path) for path in copy_templates(workspace, names)]
    if as_json:
        print_json({"copied": copied})
    else:
        print_line(message("template-copied", paths=copied))
