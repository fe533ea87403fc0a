"""问题清单: every file that came, and what is wrong in it at which cell."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache

from tests.recount.days import cn_date, period_in_words, short_date
from tests.recount.findings import LEVELS, NO_CELL, Finding, findings
from tests.recount.records import Arrival, Filing
from tests.recount.returned import Form, as_day
from tests.recount.sheets import FIGURE, OneOf, ReportSheet, Table, number
from tests.recount.timeline import Timeline
from tests.recount.unchanged import news, tick_of
from tests.recount.words import Claim


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
    notes = tuple(each for each in findings(t, form, own[0].seen[1]) if each.level == LEVELS["note"])
    if choices.refuses(form.digest):
        rest = notes if filing.form else findings(t, form, own[0].seen[1])
        return (Finding(NO_CELL, "version-excluded", {}), *rest)
    chosen = next((each for each in filing.arrivals if each.form and choices.takes(each.form.digest)), None)
    beaten = chosen and chosen.form and (chosen.seen == own[0].seen or choices.pins(chosen.form.digest))
    return (Finding(NO_CELL, "not-chosen", {"other": chosen.name}), *notes) if chosen and beaten else ()


@cache
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
    is_own = (form.kind, form.period) == (t.kind, t.period.code)
    is_refused = is_own and t.choices(t.kind, t.period.code).refuses(form.digest)
    told = _may_count(filing, form) or (filing.form is None and is_refused)
    wrong = t.must_cells(form, t.period) if told else frozenset[str]()
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
        *day_words(t.period.due),
        *day_words(t.as_of),
        *(day for each in t.arrivals(form.kind, form.period) if each.form is form for day in day_words(each.seen[1])),
        t.period.label,
    ]
    cell = next((each for each in form.cells() if (each.sheet, each.place) == (sheet, place)), None)
    pieces += [each.words for each in findings(t, form, t.as_of)] if form.is_damaged else []
    pieces += list(_row_pieces(t, form, sheet, place))
    pieces += [edit.was for edit in form.edits if (edit.sheet, edit.place) == (sheet, place)]
    if cell and cell == tick_of(form):
        pieces.append(f"{news(t, form, t.period)}行")
    if cell:
        pieces += [cell.text, str(len(cell.text)), *numbers_in(cell.text)]
        day = as_day(cell.value, t.plan.year)
        pieces += day_words(day) if day else []
    kind = form.kind
    columns = t.layouts[kind].columns.get(sheet, {})
    pieces += [str(column["max"]) for column in columns.values() if "max" in column]
    words = sorted(filter(None, map(str, pieces)), key=len, reverse=True)

    def claim(actual: object) -> bool:
        text = re.sub(r"例如 ?\d{4}-\d\d-\d\d|共\d+处|0至|不小于0|100倍以上|“9/10”", "", str(actual or ""))
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
            yield from day_words(value) if isinstance(value, date) else [str(value or "")]
        records = [each for kind in t.layouts if _used(t, kind) for each in t.records(kind).get(key, [])]
        for record in records:
            yield period_in_words(record.period.code)
            filled_before = t.day(record.form.heading.get("填报日期"))
            yield from day_words(filled_before) if filled_before else []
            for each in record.row.values():
                day = as_day(each.value, t.plan.year)
                yield each.text
                yield from day_words(day) if day else []
        for each in row.values():
            day = as_day(each.value, t.plan.year)
            yield each.text
            yield from day_words(day) if day else []
    if (filled := form.heading.get("填报日期")) and (day := as_day(filled.value, t.plan.year)):
        yield from day_words(day)


def _used(t: Timeline, kind: str) -> bool:
    return any(cycle["表"] == t.layouts[kind].name for cycle in t.plan.cycles)


def day_words(day: date) -> list[str]:
    return [day.isoformat(), cn_date(day), short_date(day)]


def numbers_in(text: str) -> list[str]:
    digits = re.findall(r"\d+(?:\.\d+)?", text)
    try:
        return [*digits, *(number(Decimal(each)) for each in digits)]
    except InvalidOperation:
        return digits
