"""Lists that point to files and cells: filings, findings, repairs, and where each figure comes from."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache

from tests.recount.days import cn_date, period_in_words, short_date
from tests.recount.findings import LEVELS, NO_CELL, Finding, findings
from tests.recount.mistakes import must_cells
from tests.recount.plan import Task
from tests.recount.returned import Form, as_day
from tests.recount.sheets import FIGURE, OneOf, ReportSheet, Table, number
from tests.recount.timeline import Arrival, Filing, Timeline
from tests.recount.words import Claim, made_of

DASH = "—"


def recount_filings(t: Timeline, sheet: ReportSheet) -> None:
    """报送情况."""
    asked = explained_counts(t)
    for label in ("单位", "联系人"):
        for table in sheet.tables(label, "报送状态"):
            rows = [{label: unit, **_filing(t, filing, asked.get(unit, 0))} for unit, filing in t.filings.items()]
            table.compare(rows)


def _filing(t: Timeline, filing: Filing, asked: int) -> dict[str, object]:
    own = [each for each in filing.arrivals if each.form and each.form.kind == t.kind]
    versions = list(dict.fromkeys(each.form.digest for each in own if each.form and each.form.period == t.period.code))
    file = next((each for each in own if filing.form and each.form and each.form.digest == filing.form.digest), None)
    received = {each.form.digest for each in filing.arrivals if each.form}
    return {
        "报送状态": filing.words,
        "填报日期": t.day(filing.filled_on),
        "填报日期（单位自填）": t.day(filing.filled_on),
        "首次收到": filing.first,
        "首次汇总": filing.first,
        "是否按时": OneOf(("未登记", "", DASH)),
        "采用版次": versions.index(file.form.digest) + 1 if file and file.form else "",
        "收到份数": len(received) or OneOf(("", 0)),
        "采用文件": f"2-回收/{file.name}" if file else "",
        "退回必改（处）": len(filing.musts) or OneOf(("", 0, DASH)),
        "改或说明（处）": asked or OneOf(("", 0, DASH)),
        "签字件": DASH,
    }


def explained_counts(t: Timeline) -> dict[str, int]:
    """Unit → how many findings of the return that counts it may explain."""
    return {
        unit: sum(1 for finding in listed_findings(t, filing, filing.form) if finding.level == "改或说明")
        for unit, filing in t.filings.items()
        if filing.form
    }


def listed_findings(t: Timeline, filing: Filing, form: Form) -> tuple[Finding, ...]:
    """What is asked or noted of a return that counts or may; of others, that the clerk decided so."""
    own = [each for each in filing.arrivals if each.form and each.form.digest == form.digest]
    if _may_count(filing, form):
        return findings(t, form, own[0].seen[1])
    if (form.kind, form.period) != (t.kind, t.period.code):
        return ()
    choices = t.choices(form.kind, form.period)
    if choices.refuses(form.digest):
        rest = () if filing.form else findings(t, form, own[0].seen[1])
        return (Finding(NO_CELL, "version-excluded", {}), *rest)
    chosen = next((each for each in filing.arrivals if each.form and choices.takes(each.form.digest)), None)
    beaten = chosen and chosen.form and (chosen.seen == own[0].seen or choices.pins(chosen.form.digest))
    return (Finding(NO_CELL, "not-chosen", {"other": chosen.name}),) if chosen and beaten else ()


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
    told: dict[str, list[Told]] = {}
    for table in sheet.tables("文件", "级别", "问题"):
        for row in table.lines:
            name = str(table.value(row, "文件"))
            form = files[name].form if name in files else None
            if form is None:
                sheet.fault(f"没有文件 {name}")
                continue
            told.setdefault(name, []).append(_problem(t, table, row, form))
    for name, problems in told.items():
        form = files[name].form
        if form:
            _all_told(t, sheet, form, problems)
    if lying - told.keys():
        sheet.fault(f"没有列出文件 {lying - told.keys()}")


Told = tuple[str, str, str]
"""Level, place and words of a line of 问题清单."""


def _problem(t: Timeline, table: Table, row: int, form: Form) -> Told:
    """Claim a line: it speaks of what the cell holds."""
    cell = (str(table.value(row, "工作表") or ""), str(table.value(row, "单元格") or ""))
    words = said_in(t, form, *cell)
    ends = {"文件": table.value(row, "文件"), "单位": t.unit_of(form), "处理结果": _end(t, form)}
    table.expect(row, {**ends, "问题": words, "怎样改": words, "单元格": table.value(row, "单元格")})
    return str(table.value(row, "级别")), "!".join(cell), str(table.value(row, "问题"))


def _all_told(t: Timeline, sheet: ReportSheet, form: Form, problems: list[Told]) -> None:
    """All that is to be corrected, explained or noted in a file is listed, and nothing else."""
    filing = t.filings[t.unit_of(form)]
    asked = [(each.level, each.cell.where, each.words) for each in listed_findings(t, filing, form)]
    listed = [each for each in problems if each[0] in LEVELS.values()]
    for each in listed:
        sheet.figures += 1
        if each not in asked:
            sheet.fault(f"{form.path.name}多列了{each}")
    for each in asked:
        if each not in listed:
            sheet.fault(f"{form.path.name}没有列出{each}")
    musts = {place for level, place, _ in problems if level == "退回必改"} - {"!"}
    told = _may_count(filing, form) or (filing.form is None and t.choices(t.kind, t.period.code).refuses(form.digest))
    wrong = must_cells(form, t.layouts[form.kind], t.plan) if told else frozenset[str]()
    if musts != wrong:
        sheet.fault(f"{form.path.name}退回必改不同：报告多{musts - wrong}，重算多{wrong - musts}")


def _may_count(filing: Filing, form: Form) -> bool:
    """Whether it counts, or waits to be chosen."""
    forms = (filing.form, *(each.form for each in filing.waiting))
    return any(each is not None and each.digest == form.digest for each in forms)


def _end(t: Timeline, form: Form) -> OneOf:
    filing = t.filings[t.unit_of(form)]
    if (form.kind, form.period) != (t.kind, t.period.code):
        return OneOf(("不能采用", "未计入"))
    decided = any(each.code in ("version-excluded", "not-chosen") for each in listed_findings(t, filing, form))
    if filing.form is None or decided:
        return OneOf(("不能采用",))
    if filing.form.digest != form.digest:
        return OneOf(("已有新版",))
    return OneOf(("退回修改",) if filing.musts else ("采用", "采用（有提示）", "退回修改"))


def said_in(t: Timeline, form: Form, sheet: str, place: str) -> Claim:
    """A sentence about a cell: its numbers and days are those of the cell, its row, the form or the plan."""
    pieces = [
        "2-回收",
        period_in_words(form.period),
        period_in_words(t.period.code),
        *_days(t.period.due),
        *_days(t.as_of),
        t.period.label,
    ]
    cell = next((each for each in form.cells() if (each.sheet, each.place) == (sheet, place)), None)
    pieces += [each.words for each in findings(t, form, t.as_of)] if form.is_damaged else []
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
            yield period_in_words(record.period.code)
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


def recount_amendments(t: Timeline, sheet: ReportSheet) -> None:
    """调整事项: what was decided since the plan was issued, by task in the plan's order."""
    for table in sheet.tables("任务", "调整", "依据"):
        table.compare(t.plan.amendments)


@cache
def file_paths_cached(t: Timeline) -> dict[str, Arrival]:
    return file_paths(t)


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
            names = {
                "单位": t.unit_of(form),
                "栏目": label,
                "填报内容": shown,
                "填报期次": period_in_words(form.period),
            }
            table.expect(row, {**names, "工作表": where[0], "单元格": where[1], "文件": table.value(row, "文件")})
            table.expect(row, {"任务、节点": _about(task) if task else table.value(row, "任务、节点")})


def _about(task: Task) -> Claim:
    """A task, or one of its milestones or targets."""
    lines = [milestone.line for milestone in task.milestones]
    targets = [
        target.name for each in (task.targets, *(milestone.targets for milestone in task.milestones)) for target in each
    ]
    pieces = [f"第{task.number}项", task.name, task.mark, *lines, *targets]
    return lambda actual: (
        str(actual).startswith((f"第{task.number}项", f"{task.number}．"))
        and made_of(*pieces)(str(actual).removeprefix(f"{task.number}．"))
    )
