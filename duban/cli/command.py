"""What every command is made of: who runs it and when, how it ends, and how it says what is wrong."""

import codecs
import gc
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, NoReturn

import click
from click.core import ParameterSource

from duban.cli.show import findings_json, print_findings, print_json
from duban.cli.words import message, print_line, raw_message
from duban.interrupts import INTERRUPTED
from duban.workers.how_many import core_count

if TYPE_CHECKING:  # what is heavy is imported when a command runs, so that --help stays fast
    from pathlib import Path

    from duban.journeys.context import Context
    from duban.messages.catalogue import Messages
    from duban.messages.finding import Finding
    from duban.model.run_by import RunBy

_BEIJING = timezone(timedelta(hours=8))
_OBJECTS_BETWEEN_COLLECTIONS = 200_000
"""Python looks for garbage after each 700, in vain: nearly all that a command makes is needed until it ends."""
CLEAN, HAS_FINDINGS, REFUSED, OUR_MISTAKE = 0, 1, 2, 3


def today() -> date:
    """The calendar day in Beijing."""
    return datetime.now(_BEIJING).date()


def run_by() -> "RunBy":
    """Who runs this, as colleagues see it, and when."""
    import getpass
    import platform

    from duban.model.run_by import RunBy

    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):  # the system knows no name for it
        user = ""
    return RunBy("@".join(filter(None, (user, platform.node()))), datetime.now(_BEIJING))


def _day(_context: click.Context, _parameter: click.Parameter, value: datetime | None) -> date:
    return value.date() if value else today()


class _DayType(click.DateTime):
    """A day. Written in full it is read without what strptime would import, which takes longer than three forms."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 — as click has it
        """What was typed as the beginning of a day."""
        if isinstance(value, str) and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            with suppress(ValueError):
                return datetime.fromisoformat(value)
        return super().convert(value, param, ctx)


class _PathType(click.Path):
    """A path as a Path, which is imported where one is typed and not for --help."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 — as click has it
        """What was typed as a path."""
        from pathlib import Path

        path: Any = super().convert(value, param, ctx)
        return Path(path)


PATH, FILE, FOLDER = _PathType(), _PathType(dir_okay=False), _PathType(file_okay=False)
CONFIG_OPTION = click.option("--config", type=FILE, default="config.yaml", help=raw_message("help-config"))
PLAN_OPTION = click.option("--plan", metavar=raw_message("metavar-plan"), help=raw_message("help-plan-option"))
JOBS_OPTION = click.option(
    "--jobs", type=click.IntRange(1, 64), default=core_count, metavar="N", help=raw_message("help-jobs")
)
FORM_OPTION = click.option("--form", metavar=raw_message("metavar-form"), help=raw_message("help-form"))
PERIOD_OPTION = click.option("--period", metavar=raw_message("metavar-period"), help=raw_message("help-period"))
AS_OF_OPTION = click.option(
    "--as-of",
    type=_DayType(["%Y-%m-%d"]),
    callback=_day,
    metavar=raw_message("metavar-day"),
    help=raw_message("help-as-of"),
)
ANY_DAY_OPTION = click.option("--any-day", is_flag=True, help=raw_message("help-any-day"))
JSON_OPTION = click.option("--json", "as_json", is_flag=True, help=raw_message("help-json"))


def period_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say which period of which form it is about, and as of which day."""
    for option in (ANY_DAY_OPTION, AS_OF_OPTION, PERIOD_OPTION, FORM_OPTION, PLAN_OPTION, CONFIG_OPTION):
        command = option(command)
    return command


class Command(click.Command):
    """A command whose exit code says who erred; README lists the codes."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """As click does, with our word for its options."""
        return [raw_message("metavar-options"), *super().collect_usage_pieces(ctx)[1:]]

    def invoke(self, context: click.Context) -> Any:  # noqa: ANN401 — as click has it
        """Run it. Mistakes in the office's own files are listed; our own end with their traceback."""
        from duban.messages.finding import InputError

        gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                is_ascii = codecs.lookup(stream.encoding or "utf-8").name == "ascii"
                stream.reconfigure(encoding="utf-8" if is_ascii else None, errors="replace")  # GBK lacks some signs
        if codecs.lookup(sys.getfilesystemencoding()).name == "ascii":
            print_line(raw_message("no-chinese-names"), err=True)
            sys.exit(REFUSED)
        try:
            return super().invoke(context)
        except InputError as error:
            _print_refusal(error.findings, str(self.name), as_json=context.params.get("as_json", False))
            sys.exit(REFUSED)
        except (click.Abort, KeyboardInterrupt):
            print_line(raw_message("interrupted"), err=True)
            sys.exit(INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise  # click knows what to say and how to end
        except Exception:  # noqa: BLE001 — whatever it is, it is our own mistake
            import traceback

            traceback.print_exc()
            sys.exit(OUR_MISTAKE)


def print_findings_and_exit(
    facts: Mapping[str, object],
    findings: Sequence["Finding"],
    messages: "Messages",
    line: str,
    *,
    as_json: bool,
    in_full: bool = False,
) -> NoReturn:
    """End a command with what it found: with 1 where that is anything, else with 0.

    Args:
        facts: what JSON says beside the findings.
        findings: what it found.
        messages: the office's sentences.
        line: what is printed behind the findings.
        as_json: print one object.
        in_full: print all findings of one kind, where running the command again would not list the others.
    """
    if as_json:
        print_json({**facts, "findings": findings_json(findings, messages)})
    else:
        print_findings(findings, messages, in_full=in_full)
        print_line(line)
    sys.exit(HAS_FINDINGS if findings else CLEAN)


def open_plan(config: "Path", plan: str | None, as_of: date, *, obeys_registers: bool = True) -> "Context":
    """The plan, for a command to which form kinds and periods do not matter.

    Args:
        config: the config file of the workspace.
        plan: a folder, or the name of one in plans/; None takes the config's.
        as_of: the plan is taken as it stands on this day.
        obeys_registers: due days matter; else the command works though a register cannot be read.
    """
    from duban.journeys.context import open_context

    options = {"compiling": False, "obeys_registers": obeys_registers}
    return open_context(config, plan, None, None, as_of, None, **options, run_by=run_by())


def refuse_typed_day(context: "Context", as_of: date, *, any_day: bool, compiling: bool) -> None:
    """Ask about a day that somebody typed; today's needs no asking.

    Args:
        context: the plan and the period.
        as_of: the day.
        any_day: it is meant, whatever it is.
        compiling: returns are looked at, and no forms are written.
    """
    from duban.journeys.typed_day import refuse_unlikely_day

    is_typed = click.get_current_context().get_parameter_source("as_of") is not ParameterSource.DEFAULT
    if is_typed and not any_day:
        refuse_unlikely_day(context, as_of, compiling=compiling)


def _print_refusal(findings: Sequence["Finding"], command: str, *, as_json: bool) -> None:
    """All that is wrong in the office's own files, and that the command wrote nothing."""
    from duban.messages.finding import Severity
    from duban.workspace.text_files import shipped_messages

    messages = shipped_messages()
    if as_json:
        print_json({"errors": findings_json(findings, messages)})
        return
    print_findings(findings, messages, err=True)
    warnings = sum(messages.severity(finding) is Severity.WARNING for finding in findings)
    counts = {"errors": len(findings) - warnings, "warnings": warnings}
    print_line(message("refused", command=command, **counts), err=True)
