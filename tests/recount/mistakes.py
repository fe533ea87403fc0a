"""What a returned form must correct: a few rules of the forms' own templates, applied anew."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from tests.recount.plan import Plan
from tests.recount.returned import NOTHING_SAID, Cell, Form, Layout, Row, as_day

MOST_WORDS = 2000
"""A text above its own limit is asked about; only above this one it must be cut."""


def must_cells(form: Form, layout: Layout, plan: Plan) -> frozenset[str]:
    """The places, as sheet!cell, that a unit has to correct."""
    return frozenset(cell.where for cell in _musts(form, layout, plan))


def _musts(form: Form, layout: Layout, plan: Plan) -> Iterator[Cell]:
    for sheet in layout.sheets:
        for item in sheet.get("heading", ()):
            if (asks := item.get("asks")) and (cell := form.heading.get(item["text"].rstrip("："))):
                yield from _input(cell, asks, plan, owed=asks.get("required") == "always")
        rows = form.rows.get(sheet["name"], {})
        printed = form.locked.get(sheet["name"], {})
        near = _near_rows(sheet, printed)
        for key, row in rows.items():
            stage = str(printed[key].get(_stage_label(sheet)) or "")
            slot = int(key.partition("+")[2] or 0)
            yield from _row(
                sheet,
                row,
                printed[key],
                _Owed(sheet, stage, slot, near=key in near),
                layout,
                plan,
                form.heading.get("填报日期"),
            )


class _Owed:
    """Whether an answer is owed in a row."""

    def __init__(self, sheet: Mapping[str, Any], stage: str, slot: int, *, near: bool) -> None:
        stages = sheet.get("stages", {})
        self.due = stage == stages.get("due") if stages else slot <= sheet.get("least", slot)
        self.near = self.due or near or stage == stages.get("finished")

    def by(self, column: Mapping[str, Any]) -> bool:
        owed: dict[str, bool] = {"always": True, "due": self.due, "near": self.near}
        return owed.get(str(column.get("required", "")), False)


def _stage_label(sheet: Mapping[str, Any]) -> str:
    return next((column["label"] for column in sheet["columns"] if column.get("shows") == "stage"), "")


def _near_rows(sheet: Mapping[str, Any], printed: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """Of each task what comes next: the rows of the first day on which something of it is still to come."""
    label, later = _stage_label(sheet), sheet.get("stages", {}).get("later")
    day_label = next((column["label"] for column in sheet["columns"] if column.get("shows") == "due"), "")
    to_come: dict[str, dict[str, Any]] = {}
    for key, row in printed.items():
        if later and row.get(label) == later:
            to_come.setdefault(key.partition("@")[0], {})[key] = row.get(day_label)
    return frozenset(key for days in to_come.values() for key, day in days.items() if day == min(days.values()))


def _row(  # noqa: PLR0913 — all that a row is judged by
    sheet: Mapping[str, Any],
    row: Row,
    printed: Mapping[str, Any],
    owed: _Owed,
    layout: Layout,
    plan: Plan,
    filled_on: Cell | None,
) -> Iterator[Cell]:
    columns = {column["label"]: column for column in sheet["columns"] if column.get("kind")}
    by_key = {column["key"]: column["label"] for column in columns.values()}

    def answers(key: str) -> str:
        label = by_key.get(key, "")
        cell = row.get(label)
        return layout.printed(label, cell.text) if cell else ""

    for label, column in columns.items():
        if label not in row:
            continue
        wanted = owed.by(column) or any(answers(key) in words for key, words in column.get("required_when", {}).items())
        wanted = wanted or any(answers(column["required_with"]) for _ in "1" if "required_with" in column)
        wanted = wanted or _is_below(column, row, printed, by_key)
        cell = row[label]
        found = list(_input(cell, column, plan, printed.get("单位"), owed=wanted))
        when = column.get("only_when", {})
        if (
            not found
            and cell.text
            and when
            and column["kind"] in ("date", "number")
            and not any(answers(key) in words for key, words in when.items())
        ):
            found = [cell]
        if not found and column.get("after") == "due" and (day := as_day(cell.value, plan.year)):
            due = next((value for key, value in printed.items() if isinstance(value, date) and "限" in key), None)
            found = [cell] if due and day <= due else []
        if not found and column["kind"] == "score" and cell.text:
            high = as_number(_printed(printed, "权重"))
            found = [cell] if high is not None and not 0 <= (as_number(cell.value) or Decimal(0)) <= high else []
        if not found and (filled := as_day(filled_on.value if filled_on else None, plan.year)):
            promises = {option["text"] for option in column.get("options", ()) if option.get("until_due")}
            due = next((value for key, value in printed.items() if isinstance(value, date) and "限" in key), None)
            promised = due is not None and due < filled and layout.printed(label, cell.text) in promises
            early = due is not None and filled <= due and layout.meaning(label, cell.text) == "done-late"
            actual = row.get(by_key.get("actual", ""))
            found = [cell] if promised or (early and actual is not None and not actual.text) else []
        yield from found


def _is_below(column: Mapping[str, Any], row: Row, printed: Mapping[str, Any], by_key: Mapping[str, str]) -> bool:
    for key in column.get("required_below", {}):
        value, high = as_number(row[by_key[key]].value), as_number(_printed(printed, "权重"))
        if value is not None and high is not None and 0 <= value < high:
            return True
    return False


def _printed(printed: Mapping[str, Any], word: str) -> object:
    return next((value for label, value in printed.items() if word in label), None)


def as_number(value: object, unit: object = "") -> Decimal | None:
    """A number, its own unit behind it or not."""
    try:
        return Decimal(str(value).removesuffix(str(unit or "")).strip())
    except InvalidOperation:
        return None


def _input(cell: Cell, column: Mapping[str, Any], plan: Plan, unit: object = "", *, owed: bool) -> Iterator[Cell]:
    kind, text = column["kind"], cell.text
    blank = text in NOTHING_SAID if owed or kind != "text" else not text
    if blank:
        if owed:
            yield cell
        return
    offered = {word for option in column.get("options", ()) for word in (option["text"], *option.get("also", ()))}
    wrong = {
        "choice": text not in offered,
        "date": as_day(cell.value, plan.year) is None,
        "number": as_number(cell.value, unit) is None,
        "score": as_number(cell.value) is None,
        "text": len(text) > MOST_WORDS,
    }
    if wrong.get(kind):
        yield cell
