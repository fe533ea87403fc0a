"""The desks of the two-level demo, and what a test does at one of them."""

import contextlib
import shutil
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from openpyxl import load_workbook

from duban.cli import main
from examples.two_levels import Desk
from tests.clerk import OUR_MISTAKE, CommandResult

PERIOD = "2025-Q2"
DAY = "2025-07-07"


def folder(desk: Desk, name: str = "") -> Path:
    """Of the desk's one period."""
    return desk.folder / "output" / desk.name / PERIOD / name


def copied(desk: Desk, where: Path) -> Desk:
    """The same desk, copied as it stands, with nothing filled in yet."""
    shutil.copytree(desk.folder, where)
    return Desk(desk.name, where)


def duban(desk: Desk, *arguments: object) -> CommandResult:
    """Run a command at a desk. What crashes, crashes here too."""
    with contextlib.chdir(desk.folder):
        result = CliRunner().invoke(main, [str(each) for each in arguments])
    if result.exception and (mistake := result.exception.__context__) and result.exit_code == OUR_MISTAKE:
        raise mistake
    return CommandResult(result.exit_code, result.stdout, result.output)


def fill(desk: Desk, form: Path, *more: object) -> CommandResult:
    """What filling in a form says, as one object."""
    return duban(desk, "fill", form, "--as-of", DAY, "--json", *more)


def codes(result: CommandResult) -> list[str]:
    """Of all that was found, or of why nothing was written."""
    said = result.json
    return [finding["code"] for finding in said.get("findings", said.get("errors", ()))]


def filled_form(desk: Desk, form: Path) -> Path:
    """Where the filled copy lies."""
    return folder(desk, "3-汇总") / "上报" / form.name


def cells(path: Path, sheet: str) -> list[list[Any]]:
    """What stands in a sheet."""
    book = load_workbook(path)
    rows = [[cell.value for cell in row] for row in book[sheet].iter_rows()]
    book.close()
    return rows
