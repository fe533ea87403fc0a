"""Lists that point to files and cells: filings, findings, repairs, and where each figure comes from."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache

from tests.recount.days import cn_date, short_date
from tests.recount.known import BAD_WORDS, Known, milestones, task_verdict
from tests.recount.overview import history_mark, new_red_tasks
from tests.recount.plan import Task
from tests.recount.returned import Form, as_day, clean
from tests.recount.sheets import FIGURE, OneOf, ReportSheet, Table, number, read_book
from tests.recount.timeline import Arrival, Filing, Timeline
from tests.recount.totals import due_of, due_part, finished, of_tasks, of_unit
from tests.recount.words import Claim, made_of

DASH = "—"
STATUSES = ("已报", "两个版本待确认", "来件不能采用", "未报送", "尚未报送")
ENDS = ("采用", "采用（有提示）", "退回修改", "不能采用", "已有新版", "未计入")


def recount_filings(t: Timeline, sheet: ReportSheet) -> None:
    """报送情况."""
    asked = explained_counts(t)
    for label in ("单位", "联系人"):
        for table in sheet.tables(label, "报送状态"):
            rows = [{label: unit, **_filing(t, filing, asked.get(unit, 0))} for unit, filing in t.filings.items()]
            table.compare(rows)


def _filing(t: Timeline, filing: Filing, asked: int) -> dict[str, object]:
    own = [each for each in filing.arrivals if each.form and each.form.kind == t.kind]
    sound = sorted({each.seen[0] for each in own if each.form and each.form.period == t.period.code})
    file = next((each for each in own if filing.form and each.form and each.form.digest == filing.form.digest), None)
    received = {each.form.digest for each in filing.arrivals if each.form}
    return {
        "报送状态": filing.status,
        "填报日期": t.day(filing.filled_on),
        "填报日期（单位自填）": t.day(filing.filled_on),
        "首次收到": filing.first,
        "首次读到": filing.first,
        "是否按时": OneOf(("未登记", "", DASH)),
        "采用版次": sound.index(file.seen[0]) + 1 if file else "",
        "收到份数": len(received) or OneOf(("", 0)),
        "采用文件": f"2-回收/{file.name}" if file else "",
        "退回必改（处）": len(filing.musts) or OneOf(("", 0, DASH)),
        "改或说明（处）": asked or OneOf(("", 0, DASH)),
        "签字件": DASH,
    }


def explained_counts(t: Timeline) -> dict[str, int]:
    """Unit → how many findings of its file it may explain, as 问题清单 lists them."""
    counts: dict[str, int] = {}
    for path in sorted(t.run.reports.glob("*.xlsx")):
        for sheet in (each for each in read_book(path) if each.name == "问题清单"):
            for table in sheet.tables("文件", "级别", "问题"):
                for row in table.lines:
                    unit = str(table.value(row, "单位"))
                    filing = t.filings.get(unit)
                    counted = filing is not None and filing.form is not None
                    if table.value(row, "级别") == "改或说明" and counted:
                        counts[unit] = counts.get(unit, 0) + 1
    return counts


def file_paths(t: Timeline) -> dict[str, Arrival]:
    """How reports call files → the file: those that lie there, and those of the ledger."""
    found: dict[str, Arrival] = {}
    for kind in t.layouts:
        if any(cycle["表"] == t.layouts[kind].name for cycle in t.plan.cycles):
            for period in t.periods(kind):
                for each in t.arrivals(kind, period.code):
                    if (kind, period.code) == (t.kind, t.period.code):
                        found[f"2-回收/{each.name}"] = each
                    found[f"台账/{each.seen[1]}.{t.run_of_day(each.seen[0])}/{each.name}"] = each
    return found


def recount_problems(t: Timeline, sheet: ReportSheet) -> None:
    """问题清单: every file that came, with what is wrong in it at a place that holds what is said."""
    files = file_paths(t)
    lying = {f"2-回收/{path.name}" for path in t.run.returns.iterdir()}
    musts = {(filing.unit, place) for filing in t.filings.values() for place in filing.musts}
    told: set[tuple[str, str]] = set()
    seen: set[str] = set()
    for table in sheet.tables("文件", "级别", "问题"):
        for row in table.lines:
            name = str(table.value(row, "文件"))
            arrival = files.get(name)
            form = arrival.form if arrival else None
            if form is None:
                sheet.fault(f"没有文件 {name}")
                continue
            seen.add(name)
            unit = t.unit_of(form)
            where = f"{table.value(row, '工作表')}!{table.value(row, '单元格')}"
            counted = t.filings[unit].form
            if table.value(row, "级别") == "退回必改" and counted and counted.digest == form.digest:
                told.add((unit, where))
            words = said_in(t, form, str(table.value(row, "工作表") or ""), str(table.value(row, "单元格") or ""))
            ends = {"文件": name, "单位": unit, "处理结果": _end(t, form), "问题": words, "怎样改": words}
            table.expect(row, {**ends, "单元格": table.value(row, "单元格")})
    if lying - seen:
        sheet.fault(f"没有列出文件 {lying - seen}")
    if told != musts:
        sheet.fault(f"退回必改不同：报告多{told - musts}，重算多{musts - told}")


def _end(t: Timeline, form: Form) -> OneOf:
    filing = t.filings[t.unit_of(form)]
    if (form.kind, form.period) != (t.kind, t.period.code):
        return OneOf(("不能采用", "未计入"))
    if filing.form is None:
        return OneOf(("不能采用",))
    if filing.form.digest != form.digest:
        return OneOf(("已有新版",))
    return OneOf(("退回修改",) if filing.musts else ("采用", "采用（有提示）", "退回修改"))


def said_in(t: Timeline, form: Form, sheet: str, place: str) -> Claim:
    """A sentence about a cell: its numbers and days are those of the cell, its row, the form or the plan."""
    pieces = ["2-回收", form.period, t.period.code, *_days(t.period.due), *_days(t.as_of), t.period.label]
    cell = next((each for each in form.cells() if (each.sheet, each.place) == (sheet, place)), None)
    pieces += list(_row_pieces(t, form, sheet, place))
    if cell:
        pieces += [cell.text, str(len(cell.text)), *_number(cell.text)]
        day = as_day(cell.value, t.plan.year)
        pieces += _days(day) if day else []
    kind = form.kind
    columns = t.layouts[kind].columns.get(sheet, {})
    pieces += [str(column["max"]) for column in columns.values() if "max" in column]
    words = sorted(filter(None, map(str, pieces)), key=len, reverse=True)

    def claim(actual: object) -> bool:
        text = re.sub(r"例如 ?\d{4}-\d\d-\d\d|共\d+处|0至|不小于0", "", str(actual or ""))
        for piece in words:
            text = text.replace(piece, "")
        return not FIGURE.search(text)

    claim.__qualname__ = f"{[word for word in words if FIGURE.search(word)][:12]}"
    return claim


def _row_pieces(t: Timeline, form: Form, sheet: str, place: str) -> Iterator[str]:
    """Texts, days and numbers of the row in which a cell stands, now and before."""
    line = re.sub(r"\D", "", place)
    for key, row in form.rows.get(sheet, {}).items():
        if not any(re.sub(r"\D", "", each.place) == line for each in row.values()):
            continue
        yield key
        yield from key.split("@")[:1]
        for value in form.locked[sheet][key].values():
            yield from _days(value) if isinstance(value, date) else [str(value or "")]
        records = [each for kind in t.layouts if _used(t, kind) for each in t.records(kind).get(key, [])]
        for record in records:
            yield record.period.code
            filled_before = t.day(record.form.heading.get("填报日期"))
            yield from _days(filled_before) if filled_before else []
            for each in record.row.values():
                day = as_day(each.value, t.plan.year)
                yield each.text
                yield from _days(day) if day else []
        for each in row.values():
            day = as_day(each.value, t.plan.year)
            yield each.text
            yield from _days(day) if day else []
    if (filled := form.heading.get("填报日期")) and (day := as_day(filled.value, t.plan.year)):
        yield from _days(day)


def _used(t: Timeline, kind: str) -> bool:
    return any(cycle["表"] == t.layouts[kind].name for cycle in t.plan.cycles)


def _days(day: date) -> list[str]:
    return [day.isoformat(), cn_date(day), short_date(day)]


def _number(text: str) -> list[str]:
    digits = re.findall(r"\d+(?:\.\d+)?", text)
    try:
        return [*digits, *(number(Decimal(each)) for each in digits)]
    except InvalidOperation:
        return digits


def recount_repairs(t: Timeline, sheet: ReportSheet) -> None:
    """自动规范: each repaired cell holds what is said, and means what it became."""
    files = file_paths(t)
    for table in sheet.tables("文件", "原来写的", "规范为"):
        for row in table.lines:
            arrival = files.get(str(table.value(row, "文件")))
            form = arrival.form if arrival else None
            if form is None:
                sheet.fault(f"没有文件 {table.value(row, '文件')}")
                continue
            where = (str(table.value(row, "工作表")), str(table.value(row, "单元格")))
            cell = next((each for each in form.cells() if (each.sheet, each.place) == where), None)
            text = cell.text if cell else ""
            day = as_day(cell.value, t.plan.year) if cell else None
            became = OneOf(
                (
                    t.layouts[form.kind].printed(cell.label if cell else "", text),
                    *_number(text),
                    *(_days(day) if day else ()),
                )
            )
            names = {"文件": table.value(row, "文件"), "单位": t.unit_of(form), "栏目": cell.label if cell else ""}
            table.expect(
                row, {**names, "单元格": where[1], "原来写的": text, "规范为": became, "依据": said_in(t, form, *where)}
            )


def recount_sources(t: Timeline, sheet: ReportSheet) -> None:
    """数据来源: each figure with all that was counted for it, each answer with its cell."""
    figures = dict(figures_of(t))
    for table in sheet.tables("对象", "文件", "原值"):
        label = next(name for name in table.columns if name.startswith(("图表项", "栏目")))
        value = next(name for name in table.columns if name.startswith("数值"))
        counts: dict[str, int] = {}
        for row in table.lines:
            name, said = str(table.value(row, label)), table.value(row, value)
            places = {"文件": table.value(row, "文件"), "单元格": table.value(row, "单元格")}
            nothing = table.value(row, "对象") == "（无）"
            _source(t, sheet, table, row)
            if isinstance(said, int | float) and name in figures:
                counts[name] = counts.get(name, 0) + (not nothing)
                table.expect(row, {label: name, value: figures[name], **places})
            else:
                table.expect(row, {label: name, value: _shown(t, table, row), **places})
        for name, count in counts.items():
            if name in figures and figures[name] != count:
                sheet.fault(f"{name}列了{count}个，重算{figures[name]}")
        _unknown_figures(sheet, table, label, value, figures)


def _unknown_figures(sheet: ReportSheet, table: Table, label: str, value: str, figures: dict[str, int]) -> None:
    """A number of which nobody knows what it should be."""
    for row in table.lines:
        name = str(table.value(row, label))
        if isinstance(table.value(row, value), int) and name not in figures and table.value(row, "原值") is None:
            sheet.fault(f"不知道“{name}”应是多少")
            return


def _source(t: Timeline, sheet: ReportSheet, table: Table, row: int) -> None:
    """The named cell holds what is said."""
    arrival = file_paths_cached(t).get(str(table.value(row, "文件")))
    place = (str(table.value(row, "工作表") or ""), str(table.value(row, "单元格") or ""))
    subject = table.value(row, "对象")
    table.expect(row, {"对象": subject})
    if arrival is None or arrival.form is None:
        words = str(table.value(row, "文件") or "（）")
        filing = t.filings.get(str(subject))
        wrong = filing is not None and words[1:-1] in STATUSES and words[1:-1] != filing.status
        if not (words.startswith("（") and words.endswith("）")) or wrong:
            sheet.fault(f"没有文件 {table.value(row, '文件')}")
        return
    held = clean(arrival.form.held.get(place))
    table.expect(row, {"原值": OneOf((held, str(held or ""), held.isoformat() if isinstance(held, date) else held))})


@cache
def file_paths_cached(t: Timeline) -> dict[str, Arrival]:
    return file_paths(t)


def _shown(t: Timeline, table: Table, row: int) -> OneOf:
    """An answer as it counts: as it stands in the cell, or set right."""
    said = table.value(row, "原值")
    day = as_day(said, t.plan.year)
    texts = [said, str(said), *_number(str(said or "")), *([day.isoformat(), day] if day else [])]
    return OneOf(
        (
            *texts,
            *(layout.printed(label, str(said)) for layout in t.layouts.values() for label in _labels(t, layout.code)),
        )
    )


def _labels(t: Timeline, kind: str) -> list[str]:
    columns = t.layouts[kind].columns.values()
    return [label for sheet in columns for label, column in sheet.items() if column.get("kind") == "choice"]


def recount_other(t: Timeline, sheet: ReportSheet) -> None:
    """其他填报内容: each answer stands in the cell that is named."""
    for table in sheet.tables("栏目", "填报内容", "文件"):
        for row in table.lines:
            arrival = file_paths_cached(t).get(str(table.value(row, "文件")))
            if arrival is None or arrival.form is None:
                sheet.fault(f"没有文件 {table.value(row, '文件')}")
                continue
            form = arrival.form
            where = (str(table.value(row, "工作表")), str(table.value(row, "单元格")))
            cell = next((each for each in form.cells() if (each.sheet, each.place) == where), None)
            day = t.day(cell)
            text = cell.text if cell else ""
            label = cell.label if cell else ""
            shown = OneOf(
                (text, t.layouts[form.kind].printed(label, text), *_number(text), *(_days(day) if day else ()))
            )
            key = next((key for key, line in form.rows.get(where[0], {}).items() if cell in line.values()), "")
            number_of = key.partition("@")[0].partition("#")[0].partition("+")[0].partition("~")[0]
            task = next((each for each in t.plan.tasks if each.number == number_of), None)
            names = {"单位": t.unit_of(form), "栏目": label, "填报内容": shown, "填报期次": form.period}
            table.expect(row, {**names, "工作表": where[0], "单元格": where[1], "文件": table.value(row, "文件")})
            table.expect(row, {"任务、节点": _about(task) if task else table.value(row, "任务、节点")})


def _about(task: Task) -> Claim:
    """A task, or one of its milestones or targets."""
    lines = [milestone.line for milestone in task.milestones]
    targets = [
        target.name for each in (task.targets, *(milestone.targets for milestone in task.milestones)) for target in each
    ]
    pieces = [f"第{task.number}项", task.name, *lines, *targets]
    return lambda actual: (
        str(actual).startswith((f"第{task.number}项", f"{task.number}．"))
        and made_of(*pieces)(str(actual).removeprefix(f"{task.number}．"))
    )


def figures_of(t: Timeline) -> Iterator[tuple[str, int]]:
    """What is counted, by the name that the list gives it."""
    filings = t.filings.values()
    names = {"已报": "已报单位", "两个版本待确认": "两个版本待确认的单位", "来件不能采用": "来件不能采用的单位"}
    names |= {"未报送": "未报送单位", "尚未报送": "未到截止日尚未报送单位"}
    yield "应报单位", len(t.filings)
    for status, name in names.items():
        yield name, sum(1 for filing in filings if filing.status == status)
    yield "没有可采用报表的单位", sum(1 for filing in filings if filing.status != "已报")
    yield "待更正处", sum(len(filing.musts) for filing in filings)
    found = milestones(t)
    yield "任务数", len(t.plan.tasks)
    yield "节点数", len(found)
    lit = {"red": "红灯", "yellow": "黄灯", "blue": "蓝灯", "green": "绿灯", "none": "未到期", "grey": "待核实"}
    verdicts = [task_verdict(t, task) for task in t.plan.tasks]
    for light, name in lit.items():
        yield f"任务亮灯·{name}", sum(1 for verdict in verdicts if verdict.light == light)
        yield f"节点亮灯·{name}", sum(1 for known in found if known.verdict.light == light)
    words = {known.verdict.word for known in found} | set(BAD_WORDS.values()) | {"临期", "待报", "待核实", "未到期"}
    for word in words | {"逾期未完成", "印发前已到期", "按期完成", "逾期完成"}:
        yield f"节点情况·{word}", sum(1 for known in found if known.verdict.word == word)
    yield "新增红灯任务", new_red_tasks(t)
    yield "新增红灯节点", sum(1 for known in found if known.verdict.light == "red" and history_mark(known) == "新增")
    yield "需协调事项", sum(1 for known in found if known.text("help"))
    for name, before in (("到期节点", False), ("印发前到期节点", True), ("印发前已到期节点", True)):
        yield from _due_figures(t, name, before=before)
    for title in dict.fromkeys(task.category.partition("/")[0] for task in t.plan.tasks):
        yield from _unit_figures(t, title, *_under(t, title), lit)
    for unit in dict.fromkeys(t.filler(task) for task in t.plan.tasks):
        tasks = [task for task in t.plan.tasks if t.filler(task) == unit]
        yield from _unit_figures(t, unit or "待分工", tasks, of_unit(t, unit), lit)


def _due_figures(t: Timeline, name: str, *, before: bool) -> Iterator[tuple[str, int]]:
    due = due_of(milestones(t), before_issue=before)
    yield name, due.count
    yield f"{name}中已完成", due.done
    yield f"{name}中按期完成", due.in_time
    yield f"{name}中逾期完成", due.late
    yield f"{name}中未完成", due.unfinished
    yield f"{name}中待核实", due.unknown


def _under(t: Timeline, title: str) -> tuple[list[Task], list[Known]]:
    tasks = [task for task in t.plan.tasks if task.category.partition("/")[0] == title]
    return tasks, of_tasks(t, tasks)


def _unit_figures(
    t: Timeline, unit: str, tasks: list[Task], own: list[Known], lit: dict[str, str]
) -> Iterator[tuple[str, int]]:
    yield f"{unit}·任务数", len(tasks)
    for light, name in lit.items():
        yield f"{unit}·{name}", sum(1 for task in tasks if task_verdict(t, task).light == light)
    yield f"{unit}·已完成", finished(t, tasks)
    yield f"{unit}·已完成任务", finished(t, tasks)
    yield f"{unit}·其他", sum(1 for task in tasks if task_verdict(t, task).light in ("none", "grey"))
    due = due_of(own)
    yield f"{unit}·到期节点", due.count
    parts = {
        "已完成": due.done,
        "按期完成": due.in_time,
        "逾期完成": due.late,
        "未完成": due.unfinished,
        "待核实": due.unknown,
    }
    for name, count in parts.items():
        yield f"{unit}·到期节点中{name}", count


def parts_of(found: list[Known]) -> set[str]:
    return {due_part(known) for known in found}
