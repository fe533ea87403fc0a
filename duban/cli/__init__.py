"""The commands: the only place that prints, reads the clock, or sets an exit code.

Each command is in a module that is imported when it runs; `duban --help` shows the first sentences of their helps.
"""

from importlib import import_module
from types import MappingProxyType

import click

from duban import __version__
from duban.cli.words import raw_message

COMMANDS = MappingProxyType(
    {
        "build": "journey_commands:build_command",
        "check": "office_commands:check_command",
        "close": "year_commands:close_command",
        "compile": "journey_commands:compile_command",
        "edition": "publication_commands:edition_command",
        "export": "year_commands:export_command",
        "fill": "fill_command:fill_command",
        "history": "history_command:history_command",
        "import": "import_command:import_command",
        "init": "office_commands:init_command",
        "notice": "letter_commands:notice_command",
        "new-year": "year_commands:new_year_command",
        "page": "page_command:page_command",
        "pdf": "pdf_command:pdf_command",
        "plan": "plan_command:plan_command",
        "rebuild": "ledger_commands:rebuild_command",
        "renew-key": "ledger_commands:renew_key_command",
        "status": "status_command:status_command",
        "template": "template_command:template_command",
        "undo": "ledger_commands:undo_command",
        "verify": "ledger_commands:verify_command",
    }
)
"""Name of a command → its module in this folder, and the command there. Its help is the text `help-NAME`."""


class _Group(click.Group):
    """All commands under one name; inside a workspace no command means `status`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does. The workspace is known by its config in the current folder."""
        if args:
            return super().parse_args(ctx, args)
        from pathlib import Path

        return super().parse_args(ctx, ["status"] if Path("config.yaml").is_file() else args)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 — as click has it
        """Their names in the order of the alphabet."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 — as click has it
        """The command of a name, imported now; None for a name that there is not."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"{__name__}.{module}"), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 — as click has it
        """Their names with what they do, without importing them."""
        limit = formatter.width - 6 - max(map(len, COMMANDS))
        described = (click.Command(name, help=raw_message(f"help-{name}")) for name in sorted(COMMANDS))
        with formatter.section(raw_message("heading-commands")):
            formatter.write_dl([(str(command.name), command.get_short_help_str(limit)) for command in described])


@click.group(
    "duban",
    cls=_Group,
    options_metavar=raw_message("metavar-options"),
    subcommand_metavar=raw_message("metavar-command"),
    help=raw_message("help-main"),
)
@click.version_option(__version__, prog_name="duban", message="%(prog)s %(version)s", help=raw_message("help-version"))
def main() -> None:
    """All commands under one name."""
