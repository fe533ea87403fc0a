"""A clerk at a desk of her own: she builds, lets the departments fill in, and compiles, all by the commands."""

import contextlib
import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from click.testing import CliRunner
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from duban.cli import main
from duban.cli.journey_commands import build_command, compile_command
from duban.text.display import period_words
from duban.workspace.workspace import open_workspace
from examples.demo import bring_form_key, fill_heading, fill_rows

ROOT = Path(__file__).resolve().parents[1]
PLAN = "taishan-2022"
TASK_SHEET, MILESTONE_SHEET = "进展情况表", "节点确认"  # the form is called as its first sheet
SHEETS = open_workspace(ROOT / "config.yaml", PLAN).layouts["progress.yaml"].sheets
OUR_MISTAKE = 3
COMMANDS = {"build": build_command, "compile": compile_command, "duban": main}

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class CommandResult:
    """What a command said."""

    exit: int
    out: str
    output: str

    @property
    def json(self) -> dict[str, Any]:
        """Standard output as the one object that it must be."""
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def outcomes(self) -> dict[str, str]:
        """File name → what became of it; from compile --json."""
        return {Path(file["path"]).name: file["end"] for file in self.json["files"]}

    def codes(self, name: str) -> list[str]:
        """The codes of what was found in a file; from compile --json."""
        files = (file for file in self.json["files"] if Path(file["path"]).name == name)
        return [finding["code"] for file in files for finding in file["findings"]]


class Clerk:
    """One workspace: the folder is made where there is none, with a plan in it, by default that of Taishan."""

    def __init__(self, folder: Path, plan: str = PLAN) -> None:
        self.folder, self.plan = folder, plan
        if not folder.exists():
            folder.mkdir(parents=True)
            shutil.copytree(ROOT / "plans" / plan, folder / "plans" / plan)
            shutil.copy(ROOT / "plans" / "holidays.yaml", folder / "plans")
            (folder / "config.yaml").write_text(f"计划: plans/{plan}\n", encoding="utf-8")
            bring_form_key(folder / "output" / plan)

    def copied_to(self, folder: Path) -> "Clerk":
        """The same desk, copied as it stands."""
        shutil.copytree(self.folder, folder)
        return Clerk(folder, self.plan)

    def run(self, command: str, *arguments: object) -> CommandResult:
        """Run a command in the workspace. What crashes, crashes here too."""
        with contextlib.chdir(self.folder):
            result = CliRunner().invoke(COMMANDS[command], [str(each) for each in arguments])
        if result.exception and (mistake := result.exception.__context__) and result.exit_code == OUR_MISTAKE:
            raise mistake
        return CommandResult(result.exit_code, result.stdout, result.output)

    def build(self, period: str, day: str, *more: object) -> CommandResult:
        return self.run("build", "--period", period, "--as-of", day, *more)

    def compile(self, period: str, day: str, *more: object) -> CommandResult:
        """With --json, unless --quiet is among the arguments."""
        how = () if "--quiet" in more else ("--json",)
        return self.run("compile", "--period", period, "--as-of", day, *how, *more)

    def period_folder(self, period: str) -> Path:
        return self.folder / "output" / self.plan / period

    def returns_folder(self, period: str) -> Path:
        folder = self.period_folder(period) / "2-回收"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def reports_folder(self, period: str) -> Path:
        return self.period_folder(period) / "3-汇总"

    def report(self, period: str) -> Path:
        """The workbook for the leaders."""
        return workbook_in(self.reports_folder(period), "汇总报告")

    def papers(self, period: str) -> Path:
        """The workbook for the clerk herself."""
        return workbook_in(self.reports_folder(period), "工作底稿")

    def form_path(self, period: str, unit: str) -> Path:
        """The form as it was issued."""
        return self.period_folder(period) / "1-下发" / f"{unit}-{TASK_SHEET}-2022年{period_words(period)}.xlsx"

    def hand_in(self, period: str, unit: str, answers: Answers, name: str = "", source: Path | None = None) -> Path:
        """A unit's answers typed into a copy of its form, which comes back under a name of the unit's choice.

        answers: as in `taishan_answers`. source: another file than the form as issued.
        """
        book = load_workbook(source or self.form_path(period, unit))
        rows = {**answers.get("tasks", {}), **answers.get("milestones", {})}
        for sheet in (sheet for sheet in SHEETS if sheet.name in book.sheetnames):
            fill_heading(book[sheet.name], sheet, answers.get("heading", {}))
            fill_rows(book[sheet.name], sheet, rows)
        target = self.returns_folder(period) / (name or f"{unit}.xlsx")
        book.save(target)
        book.close()
        return target

    def hand_in_all(self, period: str, answers: Mapping[str, Answers]) -> None:
        """Every unit's answers of a period; `resend` brings back another period's file."""
        for unit, unit_answers in answers.items():
            if "resend" in unit_answers:
                shutil.copy(
                    self.returns_folder(unit_answers["resend"]) / f"{unit}.xlsx",
                    self.returns_folder(period) / f"{unit}.xlsx",
                )
            else:
                self.hand_in(period, unit, unit_answers)


def workbook_in(folder: Path, name: str) -> Path:
    """The one workbook of a report folder whose name has these words, without copies of what somebody edited."""
    [path] = (path for path in folder.glob(f"*{name}*.xlsx") if "手改留存" not in path.name)
    return path


def taishan_answers() -> dict[str, dict[str, Any]]:
    """Period → unit → what it answers in the demo: heading, tasks and milestones by row key, or resend a period."""
    script = yaml.safe_load((ROOT / "examples" / PLAN / "answers.yaml").read_text(encoding="utf-8"))
    return {
        name.partition("/")[2]: {unit: _sorted_by_kind(unit_answers) for unit, unit_answers in answers.items()}
        for name, answers in script["answers"].items()
    }


def clerk_after_june(folder: Path) -> Clerk:
    """A clerk whose departments returned the forms of June, and who compiled them on the 21st."""
    clerk, june = Clerk(folder), "2022-06"
    clerk.build(june, "2022-06-03", "--quiet")
    clerk.hand_in_all(june, taishan_answers()[june])
    clerk.compile(june, "2022-06-21")
    return clerk


def _sorted_by_kind(answers: Answers) -> dict[str, Any]:
    if "resend" in answers:
        return {"resend": answers["resend"].partition("/")[2]}
    rows = answers["rows"]
    return {
        "heading": answers["heading"],
        "tasks": {key: values for key, values in rows.items() if "@" not in key},
        "milestones": {key: values for key, values in rows.items() if "@" in key},
    }


def file_hashes(folder: Path, names: Iterable[Path] | None = None) -> dict[str, str]:
    """Every file below a folder and the hash of its bytes, but what each run adds to: 日志, 上一次 and the index."""
    files = names if names is not None else folder.rglob("*")
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(files)
        if path.is_file() and path.parent.name not in {"日志", "上一次"} and not path.name.startswith("索引.sqlite")
    }


def row_number_by_key(sheet: Worksheet) -> dict[str, int]:
    """Row key (`9`, `9@0630`) → row number, from the hidden last column."""
    keys = ((row[-1].value, row[-1].row) for row in sheet.iter_rows())
    return {str(key).partition("/")[2]: at for key, at in keys if key and "/" in str(key) and at}


def column_under(sheet: Worksheet, label: str) -> str:
    """The letters of the column under a header."""
    for row in sheet.iter_rows(max_row=8):
        for cell in row:
            if cell.value == label:
                return str(cell.column_letter)
    raise KeyError(label)


def read_table(sheet: Worksheet, first: str) -> list[dict[str, Any]]:
    """The rows under the header line that begins with a word, up to the first blank one; by header."""
    lines = iter(sheet.iter_rows(values_only=True))
    head = next(line for line in lines if line[0] == first)
    rows = []
    for line in lines:
        if line[0] in (None, ""):
            break
        rows.append({str(label): value for label, value in zip(head, line, strict=True) if label})
    return rows
