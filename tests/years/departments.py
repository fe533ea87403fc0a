"""What departments answer: as the diary's story has it; else what is due is done, and what is not due yet will be."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from duban.model.layout import Layout, SheetLayout
from examples.demo import fill_form
from tests.years.diary import Diary, Entry

DONE, ON_TRACK = "已按期完成", "能按期完成"


def fill_in(form: Path, target: Path, layout: Layout, diary: Diary, entry: Entry) -> None:
    """A department's form, filled in on a day.

    Args:
        form: as it was issued, or a correction copy.
        target: where the return goes.
        layout: its kind.
        diary: says what became of each milestone.
        entry: when, and what stands in some rows instead.
    """
    answers = {} if entry.unchanged else dict(_rows(form, layout, diary, entry.day))
    for key, own in entry.rows.items():
        answers[key] = {**answers.get(key, {}), **own}
    heading = {"reporter": "经办人", "reported_on": entry.day, **({"no_change": "是"} if entry.unchanged else {})}
    fill_form(form, target, layout, {"heading": heading, "rows": answers})


def _rows(form: Path, layout: Layout, diary: Diary, day: date) -> Iterator[tuple[str, dict[str, Any]]]:
    book = load_workbook(form, read_only=True)
    for sheet in layout.sheets:
        if sheet.name not in book.sheetnames:
            continue
        for line in book[sheet.name].iter_rows(values_only=True):
            if key := str(line[-1] or "").partition("/")[2]:
                yield key, _answer(sheet, key, line, diary, day)
    book.close()


def _answer(sheet: SheetLayout, key: str, printed: tuple[Any, ...], diary: Diary, day: date) -> dict[str, Any]:
    """All inputs of a row; those of which nothing is said are blank. printed: what stands in its line."""
    columns = [column.key for column in sheet.input_columns]
    words = f"截至{day.month}月{day.day}日，第{key.partition('@')[0]}项召开协调会{day.month}次，各项工作按计划推进。"
    told = [said for since, said in sorted(diary.story.get(key, {}).items()) if since <= day]
    if "value" in columns:
        goal = next(cell for column, cell in zip(sheet.columns, printed, strict=False) if column.key == "goal")
        return {"value": int(re.sub(r"\D", "", str(goal))), **(told[-1] if told else {})}
    if "state" not in columns:
        return {"progress": words} if "progress" in columns else {}
    own = told[-1] if told else {"state": DONE if _due(key, diary) <= day else ON_TRACK}
    answer = {"progress": words, "evidence": "工作台账", **own}
    return {column: answer.get(column) for column in columns}


def _due(key: str, diary: Diary) -> date:
    """The original due day, from a row key such as 9@0731 or 9@0731b."""
    tail = key.partition("@")[2].rstrip("bcdefgh")
    year = int(tail[:-4] or diary.plan[-4:])
    return date(year, int(tail[-4:-2]), int(tail[-2:]))
