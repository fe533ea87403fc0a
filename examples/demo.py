"""An office's year in little: forms go out, come back filled in and are compiled, period after period.

`python examples/demo.py [PLAN]` plays the steps of examples/PLAN/answers.yaml on a copy of the plan and writes all of
it below output/demo/, afresh each time. The plan lies beside its answers, or is one of plans/; a config.yaml beside it
holds what its office sets. Departments are played with openpyxl: they type into unlocked cells of the issued files, and
can do no more.

    steps:     in order; each of them builds (issued: on which day), takes what came back, and compiles (compiled:
               as of which day). Without `issued` the forms are those of before; without `compiled` nobody looks yet.
               answers: a key below, where it is not form/period. `{amend: form/period}` takes over the plan that
               compiling this form proposed.
    answers:   form/period → unit → heading, each, others, rows; see `fill_form`.
               file: how the department names its file. resend: form/period, an older return that comes back
               instead. from: correction, where its correction copy is filled in.
"""

import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from duban.cli.journey_commands import build_command, compile_command  # noqa: E402 — also where nothing was installed
from duban.cli.letter_commands import notice_command  # noqa: E402
from duban.cli.page_command import page_command  # noqa: E402
from duban.cli.publication_commands import edition_command  # noqa: E402
from duban.journeys.context import Context, open_context  # noqa: E402
from duban.model.layout import Layout, SheetLayout  # noqa: E402
from duban.workspace.names import display_path  # noqa: E402

DEMO = ROOT / "output" / "demo"
FORM_KEY = Path(__file__).parent / "表号密钥.json"
"""Known to everybody, so that a demo comes out the same each time; an office's own is made by its first build."""
AMENDED = "调整后计划/plan.yaml"
SAME_AS = "="
_OF_A_UNIT = re.compile("~[A-Z]+")
NOTHING: Mapping[str, Any] = MappingProxyType({})

CONFIRMED = ("--reviewed", "--masked-ok")
"""What a clerk types once she has read what leaves the office."""

RowAnswers = Mapping[str, Any]
"""Column key → what is typed there."""


@dataclass(frozen=True)
class Step:
    """One step of a demo; see the top of this file."""

    form: str = ""
    period: str = ""
    issued: date | None = None
    compiled: date | None = None
    answers: str = ""
    amend: str = ""

    @property
    def key(self) -> str:
        """What `resend` and `amend` call it."""
        return f"{self.form}/{self.period}"


@dataclass(frozen=True)
class Stage:
    """Where a demo is played. folder: its workspace. desks: those of the steps played so far, by key."""

    plan: str
    folder: Path
    desks: dict[str, Context] = field(default_factory=dict)

    @property
    def config(self) -> Path:
        """The workspace's settings."""
        return self.folder / "config.yaml"

    @property
    def own(self) -> Path:
        """Its copy of the plan."""
        return self.folder / "plans" / self.plan

    def set_up(self) -> None:
        """A workspace with a fresh copy of the plan; other demos in it stay."""
        for old in (self.own, self.folder / self.plan):
            shutil.rmtree(old, ignore_errors=True)
        source = plan_folder(self.plan)
        shutil.copytree(source, self.own, ignore=shutil.ignore_patterns("answers.yaml", "config.yaml"))
        bring_form_key(self.folder / self.plan)
        shutil.copy(ROOT / "plans" / "holidays.yaml", self.folder / "plans")
        settings = source / "config.yaml"
        office_words = settings.read_text(encoding="utf-8") if settings.is_file() else ""
        self.config.write_text(f"计划: plans/{self.plan}\n输出: .\n{office_words}", encoding="utf-8")

    def options(self, step: Step) -> list[str]:
        """What says to every command which period is meant."""
        which = ["--config", str(self.config), "--plan", str(self.own), "--form", step.form]
        return [*which, "--period", step.period]

    def write_letters(self, step: Step, *names: str, edition: str = "") -> None:
        """Letters in Word of a compiled period, by the names of their kinds. Raises SystemExit where there are none."""
        run(notice_command, [*names, *self.options(step), *_for_readers(edition)])

    def write_page(self, step: Step, *, edition: str = "") -> None:
        """The page of a compiled period."""
        run(page_command, [*self.options(step), *_for_readers(edition)])

    def write_edition(self, step: Step, *, edition: str) -> None:
        """The report of a compiled period for other readers, which the office has looked through."""
        run(edition_command, [edition, *self.options(step), *CONFIRMED])

    def play(self, step: Step, answers: Mapping[str, RowAnswers]) -> None:
        """One step with forms."""
        day = step.issued or step.compiled
        if day is None:
            message = f"{step.key}: neither issued nor compiled"
            raise ValueError(message)
        which = self.options(step)
        if step.issued:
            run(build_command, [*which, "--as-of", step.issued.isoformat()])
        if step.key not in self.desks:
            own = str(self.own)
            self.desks[step.key] = open_context(self.config, own, step.form, step.period, day, None, compiling=False)
        desk = self.desks[step.key]
        desk.returns_folder.mkdir(parents=True, exist_ok=True)
        for unit, own_answers in answers.items():
            self.hand_in(desk, unit, own_answers)
        if step.compiled:
            run(compile_command, [*which, "--as-of", step.compiled.isoformat()])

    def hand_in(self, desk: Context, unit: str, answers: RowAnswers) -> None:
        """A unit's answers in a copy of its form, put where the clerk drops what came back."""
        target = desk.returns_folder / answers.get("file", f"{unit}.xlsx")
        if "resend" in answers:
            shutil.copy(self.desks[answers["resend"]].returns_folder / f"{unit}.xlsx", target)
            return
        correcting = answers.get("from") == "correction"
        folder, pattern = desk.forms_folder, f"{unit}-{desk.layout.name}-*.xlsx"
        if correcting:
            folder, pattern = desk.reports_folder / "退回修改", f"{unit}-*-退回修改.xlsx"
        form = next(folder.glob(pattern), None)
        if form is None:
            message = f"{folder}: no {pattern}"
            raise ValueError(message)
        fill_form(form, target, desk.layout, answers)

    def amend(self, key: str) -> None:
        """The plan that compiling a form proposed becomes the demo's own."""
        proposed = self.desks[key].reports_folder / AMENDED
        if not proposed.is_file():
            message = f"没有找到 {display_path(proposed)}，演示到此为止。"
            raise SystemExit(message)
        shutil.copy(proposed, self.own / "plan.yaml")
        print(f"按{key}的汇总结果调整了计划：{display_path(proposed)}\n")


def _for_readers(edition: str) -> list[str]:
    """The options of an edition; none for the first."""
    return ["--edition", edition, *CONFIRMED] if edition else []


def main(plan: str = "taishan-2022", *, folder: Path = DEMO) -> None:
    """Play a plan's steps one after the other and say where to look."""
    path = ROOT / "examples" / plan / "answers.yaml"
    if not path.is_file():
        plans = "、".join(sorted(other.parent.name for other in path.parents[1].glob("*/answers.yaml")))
        message = f"没有“{plan}”这个示例，可以选：{plans}"
        raise SystemExit(message)
    script = yaml.safe_load(path.read_text(encoding="utf-8"))
    if "offices" in script:
        from examples.two_levels import play  # noqa: PLC0415 — it needs this module

        play(folder / plan)
        return
    stage = Stage(plan, folder)
    stage.set_up()
    print("示例：填报内容为虚构。\n")
    for step in steps_of(script):
        if step.amend:
            stage.amend(step.amend)
        else:
            stage.play(step, script["answers"].get(step.answers or step.key, {}))
            print()
    print(f"看一看：{display_path(folder / plan)}")


def plan_folder(plan: str) -> Path:
    """Where a demo's plan lies: beside its answers, else in plans/."""
    example = ROOT / "examples" / plan
    return example if (example / "plan.yaml").is_file() else ROOT / "plans" / plan


def bring_form_key(output: Path) -> None:
    """Put the demos' key where the first build of a plan would make one."""
    (output / "台账").mkdir(parents=True)
    shutil.copy(FORM_KEY, output / "台账")


def steps_of(script: Mapping[str, Any]) -> Iterator[Step]:
    """The steps of an answers.yaml; a period such as 2024 may be typed as a number."""
    for typed in script["steps"]:
        yield Step(**{**typed, **({"period": str(typed["period"])} if "period" in typed else {})})


def run(command: Any, arguments: list[str]) -> None:  # noqa: ANN401 — a click command
    """A command ends with exit 1 where a plan has warnings or a return has findings; here some always have."""
    try:
        command(arguments, standalone_mode=False)
    except SystemExit as end:
        if end.code not in (0, 1):
            raise


def fill_form(form: Path, target: Path, layout: Layout, answers: RowAnswers) -> None:
    """A form filled in and saved elsewhere.

    heading: the inputs above the table. rows: row key → answers; without ~CODE, of the form's own row of several units'
    rows. each: what every row says unless it says otherwise. others: what the rows that are not in `rows` say besides.
    Raises ValueError where a row is not in the form.
    """
    book = load_workbook(form)
    rows = {str(key): row for key, row in answers.get("rows", {}).items()}
    others = {**answers.get("each", {}), **answers.get("others", {})}
    filled_keys: set[str] = set()
    for sheet in layout.sheets:
        if sheet.name in book.sheetnames:
            fill_heading(book[sheet.name], sheet, answers.get("heading", {}))
            filled_keys |= fill_rows(book[sheet.name], sheet, rows, answers.get("each", {}), others)
    if missing := sorted(rows.keys() - filled_keys):
        message = f"{form.name}: no row {'、'.join(missing)}"
        raise ValueError(message)
    book.save(target)
    book.close()


def fill_heading(sheet: Worksheet, layout: SheetLayout, answers: RowAnswers) -> None:
    """The inputs beside their words, such as 填报人."""
    for item in layout.heading:
        if item.asks and item.asks.key in answers:
            write(sheet, _row_of(sheet, item.text), column_index_from_string(item.asks_at), answers[item.asks.key])


def fill_rows(
    sheet: Worksheet,
    layout: SheetLayout,
    rows: Mapping[str, RowAnswers],
    default: RowAnswers = NOTHING,
    others: RowAnswers = NOTHING,
) -> frozenset[str]:
    """The inputs of each row, found by the row key in the hidden last column; returns the keys that were found.

    default: what a row of `rows` says where it does not say otherwise. others: what the visible rows besides say. Of
    these two, what the sheet has no column for and what the row must leave blank is passed over.
    `=weight` types what stands in the row's column `weight`. Raises ValueError for a column that there is not.
    """
    header = next(line for line in sheet.iter_rows() if line[0].value == layout.columns[0].label)
    places = {column.key: cell.column or 0 for column, cell in zip(layout.columns, header, strict=False)}
    filled_keys = set()
    for line in sheet.iter_rows(min_row=(header[0].row or 0) + 1):
        key, at = str(line[-1].value or "").partition("/")[2], line[0].row or 0
        if not key:
            continue
        named = key if key in rows else _OF_A_UNIT.sub("", key)
        filled_keys |= {key, named}
        own = rows.get(named)
        if own is None and sheet.row_dimensions[at].hidden:
            continue  # folded away: nobody sees it
        for name, value in _answers(layout, own or {}, others if own is None else default).items():
            if name not in places:
                message = f"{sheet.title}: row {key} has no {name}"
                raise ValueError(message)
            copied = isinstance(value, str) and value.startswith(SAME_AS)
            typed = sheet.cell(at, places[value.removeprefix(SAME_AS)]).value if copied else value
            write(sheet, at, places[name], typed)
    return frozenset(filled_keys)


def write(sheet: Worksheet, row: int, column: int, value: object) -> None:
    """Into an unlocked cell only: a department cannot do more."""
    cell = sheet.cell(row, column)
    if cell.protection.locked:
        message = f"{sheet.title}!{cell.coordinate} is locked"
        raise ValueError(message)
    cell.value = value  # type: ignore[assignment]


def _row_of(sheet: Worksheet, words: str) -> int:
    return next(cell.row or 0 for line in sheet.iter_rows(max_row=8) for cell in line if cell.value == words)


def _answers(layout: SheetLayout, own: RowAnswers, common: RowAnswers) -> RowAnswers:
    """What a row says: its own answers, and of the common ones those that it may give."""
    answers = {**common, **own}
    open_columns = {
        column.key
        for column in layout.input_columns
        if not column.only_when or any(answers.get(key) in words for key, words in column.only_when.items())
    }
    return {name: value for name, value in answers.items() if name in own or name in open_columns}


if __name__ == "__main__":
    main(*sys.argv[1:])
