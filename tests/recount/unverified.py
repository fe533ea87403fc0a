"""待核实 on the first page: what is due and nobody knows how it stands, by unit and reason."""

from collections.abc import Callable

from tests.recount.known import Known
from tests.recount.overview import day_here
from tests.recount.sheets import ReportSheet, Table
from tests.recount.standing import milestones, task_verdict
from tests.recount.timeline import Timeline
from tests.recount.totals import lights, of_unit
from tests.recount.words import Claim, made_of

RowsOf = Callable[[ReportSheet, Table], tuple[list[int], str]]


def recount_unverified(t: Timeline, sheet: ReportSheet, rows_of: RowsOf) -> None:
    """What is due and not known, by unit and reason; then units whose tasks are told only of old.

    Args:
        t: the run.
        sheet: the first page.
        rows_of: gives the rows of a table that are listed, and the line in place of the others.
    """
    unknown = [known for known in milestones(t) if known.unknown]
    words = f"（{len(unknown)}个节点）" if unknown else "：没有到期节点"
    if sheet.expect_title("待核实", f"待核实{words}") != 1:
        sheet.fault("“待核实”不是一处")
    units = {known.unit for known in unknown}
    owing = [unit for unit, filing in t.filings.items() if filing.status != "已报" and unit not in units]
    told_of_old = [unit for unit in owing if "grey" in lights(t, t.tasks_of(unit))]
    groups = {(known.unit, known.why_unknown) for known in unknown} | {(unit, "") for unit in told_of_old}
    tables = [*sheet.tables("牵头", "个数", "为什么"), *sheet.tables("联系人", "个数", "为什么")]
    listed, nodes = 0, len(unknown)
    for table in tables:
        rows, _ = rows_of(sheet, table)
        cells = [_row(t, table, row, unknown) for row in rows]
        table.compare(cells, rows)
        listed, nodes = listed + len(rows), nodes - sum(int(str(row["个数"])) for row in cells)
    left = len(groups) - listed
    rest = f"其余{left}条（{f'{nodes}个' if nodes else '没有到期'}节点）" if listed else f"全部{left}条"
    if len(tables) > 1 or sheet.expect_rest(rest if left else "") != bool(left):
        sheet.fault(f"待核实列了{listed}行，应有{len(groups)}行")


def _row(t: Timeline, table: Table, row: int, unknown: list[Known]) -> dict[str, object]:
    label = next(label for label in ("牵头", "联系人") if label in table.columns)
    unit, why = str(table.value(row, label)), str(table.value(row, "为什么"))
    own = [known for known in unknown if (known.unit or "待分工") == unit and known.why_unknown == why]
    told_of = own or [known for known in of_unit(t, unit) if task_verdict(t, known.task).light == "grey"]
    return {label: unit, "个数": len(own), "为什么": why, "事项": _items(told_of)}


def _items(own: list[Known]) -> Claim:
    """The milestones by number and day; of many the first."""
    pieces = [f"等{len(own)}个节点"]
    for known in own:
        number, line = f"第{known.task.number}项", known.milestone.line.rstrip("。；")
        pieces += [
            number,
            f"{known.task.number}．",
            *beginnings(known.task.name),
            known.moved,
            f"（{day_here(known.t, known.milestone.due)}到期）",
        ]
        pieces += [*beginnings(line), f"：{line}", *beginnings(known.milestone.content), known.milestone.term]
    pieces.append(f"等{len({known.task.number for known in own})}项任务")
    answered = {known.task.number for known in own if known.record or known.faulty}
    pieces.append(f"其中{len(answered)}项照以前所报")
    return made_of(*pieces)


def beginnings(words: str) -> list[str]:
    return [words[:size] for size in range(4, len(words) + 1)]
