"""Lists that point to files and cells: filings, repairs, amendments, and what else was answered."""

from tests.recount.days import period_in_words, short_date
from tests.recount.plan import Task
from tests.recount.problems import day_words, explained_counts, file_paths, numbers_in, said_in
from tests.recount.records import Filing
from tests.recount.returned import Cell, Form, as_day
from tests.recount.sheets import OneOf, ReportSheet
from tests.recount.timeline import Timeline
from tests.recount.unchanged import tick_of
from tests.recount.words import Claim, made_of

DASH = "—"


def recount_filings(t: Timeline, sheet: ReportSheet) -> None:
    """报送情况."""
    asked = explained_counts(t)
    for label in ("单位", "联系人"):
        for table in sheet.tables(label, "报送状态"):
            urgent = sorted(t.filings.items(), key=lambda pair: _urgency(pair[1]))
            rows = [{label: unit, **_filing(t, filing, asked.get(unit, 0))} for unit, filing in urgent]
            table.compare(rows)


def _urgency(filing: Filing) -> int:
    """Who owes stands first, then of whom something waits for the office, then the late; the others last."""
    order = (
        filing.status == "未报送",
        filing.status == "来件不能采用",
        filing.newest == "两个版本待确认",
        filing.status != "已报",
        bool(filing.musts),
        "迟报" in filing.registered.late,
    )
    return order.index(True) if True in order else len(order)


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
        "收到日期（登记）": filing.registered.received,
        "是否按时": _punctuality(t, filing),
        "采用版次": versions.index(file.form.digest) + 1 if file and file.form else "",
        "收到份数": len(received) or OneOf(("", 0)),
        "采用文件": f"2-回收/{file.name}" if file else "",
        "退回必改（处）": len(filing.musts) or OneOf(("", 0, DASH)),
        "改或说明（处）": asked or OneOf(("", 0, DASH)),
        "签字件": DASH,
        "签字和纸质件": _papers(t, filing),
    }


def _punctuality(t: Timeline, filing: Filing) -> str:
    """Whether it was in time, as the office says; a stroke where nothing came."""
    said, last_day = filing.registered, t.last_day(t.kind, t.period, filing.unit)
    if filing.first is None:
        return DASH
    late_by = max(0, (said.received - last_day).days) if said.received else 0
    until = f"经同意延至{short_date(said.until)}" if said.until else ""
    if not said.late:
        reason = f"收到日期晚{late_by}天" if late_by else until
        return f"未登记（{reason}）" if reason else "未登记"
    words = said.late + (f"{late_by}天" if late_by and said.late != "按时" else "") + (f"（{until}）" if until else "")
    return words + ("（退回后重报，按首次收到）" if filing.again == "退回后重报" and "同意迟报" not in words else "")


def _papers(t: Timeline, filing: Filing) -> str:
    said = filing.registered
    approval = {"OA": "OA审定", "未见": "未见审定"}.get(said.approval, said.approval)
    if not approval and t.plan.cycle(t.run.form).get("审定") == "是" and filing.form:
        approval = "审定情况未登记"
    sealed = {"是": "盖章", "否": "未盖章"}.get(said.sealed, "")
    return "；".join(filter(None, [approval, sealed, f"夹号{said.folder}" if said.folder else ""])) or DASH


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
                    *numbers_in(text),
                    *(day_words(day) if day else ()),
                )
            )
            names = {"文件": table.value(row, "文件"), "单位": t.unit_of(form), "栏目": cell.label if cell else ""}
            table.expect(
                row, {**names, "单元格": where[1], "原来写的": text, "规范为": became, "依据": said_in(t, form, *where)}
            )


def recount_replaced(t: Timeline, sheet: ReportSheet) -> None:
    """版本变化: every version that took another one's place, and what each of them says in each cell."""
    files, pairs = file_paths(t), set[tuple[str, str]]()
    for table in sheet.tables("后报的文件", "原填", "现填"):
        for row in table.lines:
            names = {label: table.value(row, label) for label in ("先报的文件", "后报的文件", "工作表", "单元格")}
            forms = [arrival.form for name in [*names.values()][:2] if (arrival := files.get(str(name)))]
            former, later = forms if len(forms) == 2 else (None, None)
            if former is None or later is None:
                sheet.fault(f"没有文件 {names}")
                continue
            pairs.add((former.digest, later.digest))
            where = f"{names['工作表']}!{names['单元格']}"
            said = {"原填": _words_in(t, former, where), "现填": _words_in(t, later, where)}
            table.expect(row, {**names, "单位": t.unit_of(later), **said})
    expected = {pair for filing in t.filings.values() for pair in filing.replaced}
    if pairs != expected:
        sheet.fault(f"代替的版本不同：报告多{pairs - expected}，重算多{expected - pairs}")


def _words_in(t: Timeline, form: Form, where: str) -> OneOf:
    """What a cell of a return may be read as."""
    cell = next((each for each in form.cells() if each.where == where), None)
    text, day = (cell.text, as_day(cell.value, t.plan.year)) if cell else ("", None)
    printed = t.layouts[form.kind].printed(cell.label if cell else "", text)
    return OneOf((text, printed, *numbers_in(text), *(day_words(day) if day else ())))


def recount_amendments(t: Timeline, sheet: ReportSheet) -> None:
    """调整事项: what was decided since the plan was issued, by task in the plan's order."""
    for table in sheet.tables("任务", "调整", "依据"):
        table.compare(t.plan.amendments)


def recount_other(t: Timeline, sheet: ReportSheet) -> None:
    """其他填报内容: each answer stands in the cell that is named."""
    for table in sheet.tables("栏目", "填报内容", "文件"):
        for row in table.lines:
            arrival = file_paths(t).get(str(table.value(row, "文件")))
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
                (text, t.layouts[form.kind].printed(label, text), *numbers_in(text), *(day_words(day) if day else ()))
            )
            key = next((key for key, line in form.rows.get(where[0], {}).items() if cell in line.values()), "")
            number_of = key.partition("@")[0].partition("#")[0].partition("+")[0].partition("~")[0]
            task = next((each for each in t.plan.tasks if each.number == number_of), None)
            names = {
                "单位": OneOf((t.filler(task) if task else t.unit_of(form), t.unit_of(form))),  # who answers today
                "栏目": label,
                "填报内容": shown,
                "填报期次": period_in_words(_said_in(t, form, key, cell)),
            }
            if cell and cell == tick_of(form) and table.value(row, "栏目") != cell.label:
                said = [each for record in t.all_rows() for each in record.row.values() if each.where == cell.where]
                names |= {"栏目": OneOf(each.label for each in said), "填报内容": OneOf(each.text for each in said)}
            table.expect(row, {**names, "工作表": where[0], "单元格": where[1], "文件": table.value(row, "文件")})
            table.expect(row, {"任务、节点": _about(task) if task else table.value(row, "任务、节点")})


def _said_in(t: Timeline, form: Form, key: str, cell: Cell | None) -> str:
    """The period of which an answer is: that of its form, or a later one that says 整表无变化 of it."""
    record = t.sound(form.kind).get(key)
    is_newest = record is not None and any(each is cell for each in record.row.values())
    return record.period.code if record and is_newest else form.period


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
