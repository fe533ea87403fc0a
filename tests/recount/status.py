"""Sheets about how milestones and tasks stand, row by row."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from tests.recount.days import cn_date
from tests.recount.former import former_ruling
from tests.recount.known import Known, Verdict
from tests.recount.overview import day_here, due_here
from tests.recount.proof import proof_cell
from tests.recount.requests import recount_requests
from tests.recount.sheets import Loose, OneOf, ReportSheet
from tests.recount.standing import milestones
from tests.recount.timeline import Timeline
from tests.recount.words import Claim, brief, lead_of, leaders_of, lines, made_of, part_of, task_short

WORRIES = ("red", "yellow", "blue")


def lit(verdict: Verdict, *marks: str) -> Claim:
    """A cell with a light: symbol, name and word, then the marks in any order, none of which says the word again."""
    wanted = sorted(part for mark in marks for part in mark.split("，") if part not in ("", verdict.word))

    def claim(actual: object) -> bool:
        said = str(actual or "").split("\n")
        first = verdict.shown.split("\n")
        told = "，".join(said[len(first) :])
        return said[: len(first)] == first and sorted(filter(None, told.split("，"))) == wanted

    claim.__qualname__ = f"{verdict.shown!r} {wanted}"
    return claim


def marked(words: str, mark: str) -> str:
    return f"{words}（{mark}）" if mark else words


def reason_of(known: Known) -> str:
    """Why a milestone has its light, that its unit took back that it was finished, and what was ruled last time."""
    return marked(marked(known.verdict.reason, known.reopened), former_ruling(known))


def cells(known: Known) -> dict[str, object]:
    """What a table of milestones says of one, by header."""
    t, task, milestone, verdict = known.t, known.task, known.milestone, known.verdict
    source = known.source
    state = known.cell("state")
    lead = lead_of(t.plan, task)
    file = t.file_of(source) if source else ""
    place = state.where if state else known.where
    return {
        "编号": task.number,
        "任务序号": task.number,
        "项目名称": task.name + task.mark,
        "任务": task_short(task),
        "节点内容": Loose(milestone.line + milestone.mark),
        "节点": Loose(part_of(milestone)),
        "分项或阶段节点": Loose(part_of(milestone)),
        "完成时限": milestone.due,
        "牵头": known.unit or "待分工",
        "联系人": known.unit,
        "责任股室": lead,
        "责任领导": lines(task.leaders or leaders_of(t.plan, task)),
        "自报": known.text("state"),
        "实际完成": known.day("actual"),
        "预计完成": day_here(t, known.day("expected")),
        "原因": known.text("reason"),
        "未完成原因（自报）": known.text("reason"),
        "佐证材料": proof_cell(milestone.proof, known.text("evidence")),
        "需协调事项": known.text("help"),
        "核定亮灯": lit(verdict, known.doubt),
        "拟亮灯": lit(verdict, known.doubt),
        "亮灯": lit(verdict, known.doubt),
        "依据": reason_of(known),
        "亮灯原因": reason_of(known),
        "出处": _place_of_state(known, file, place),
        "填报期次": OneOf(known.periods),
        "文件": OneOf((file, "") if known.overlaid and not state else (file,)),
        "工作表和单元格": OneOf((place, "") if known.overlaid and not state else (place,)),
    }


def _place_of_state(known: Known, file: str, place: str) -> Claim:
    """The period, the file and the cell one below another; nothing of a state that nobody gave."""

    def claim(actual: object) -> bool:
        told = str(actual or "").split("\n")
        is_blank = told == [""] and (known.overlaid or not file)
        return is_blank or (told[0] in known.periods and told[1:] in ([file, place], [file] * bool(file)))

    claim.__qualname__ = f"{known.periods} {file!r} {place!r}"
    return claim


def recount_milestones(t: Timeline, sheet: ReportSheet) -> None:
    """节点: all milestones with the file and cell that the state comes from."""
    rows = [
        {**cells(known), "序号": known.task.number, "任务": brief(known.task), "情况说明": explained(known)}
        for known in milestones(t)
    ]
    for table in sheet.tables("序号", "任务", "依据", "出处"):
        table.compare(rows)
    said_once(sheet, {"完成时限": {cn_date(known.milestone.due) for known in milestones(t)}})


def said_once(sheet: ReportSheet, values: Mapping[str, set[str]]) -> None:
    """Lines above a table that say what a column would in all of its rows. values: label → what the rows say."""
    for label, words in values.items():
        for place in sheet.find(f"{label}："):
            said = f"{label}：{next(iter(words), '')}"
            sheet.expect(place, OneOf((said, f"{said}。")) if len(words) == 1 else None)


def explained(known: Known) -> Claim:
    """Progress and reason, with the day that is expected."""
    expected = known.day("expected")
    days = [f"{expected.year}年{expected.month}月{expected.day}日"] if expected else []
    said = [known.text("progress"), known.text("reason"), *days]

    def claim(actual: object) -> bool:
        text = str(actual or "")
        return all(words in text for words in said if words) and made_of(*said)(text)

    claim.__qualname__ = f"{said}"
    return claim


def recount_attention(t: Timeline, sheet: ReportSheet) -> None:
    """红黄灯与协调清单: worrying milestones, the gravest first; requests are counted in a table of their own."""
    recount_requests(t, sheet, only_open=False)
    found = milestones(t)
    worrying = [known for light in WORRIES for known in found if known.verdict.light == light]
    unknown = [known for known in found if known.unknown]
    lists = {"亮灯节点": worrying, "待核实": unknown}
    listed: dict[str, Sequence[Known]] = {}
    for start in ("没有", "本期没有"):
        for place in sheet.find(start):
            if not no_unknown(str(sheet.cells[place])):
                sheet.expect(place, nothing_but(t))
    for title, rows in lists.items():
        for place in sheet.find(""):
            text = str(sheet.cells[place])
            if text[1:2] == "、" and title in text:
                listed[title] = rows
                _list(sheet, place[0], rows)
    said_once(sheet, {"节点": {part_of(known.milestone) for known in unknown}})
    if "亮灯节点" not in listed:
        sheet.fault("没有“亮灯节点”")


def _list(sheet: ReportSheet, title: int, rows: Sequence[Known]) -> None:
    """The table below a title; none where there is nothing to list."""
    table = next((each for each in sheet.tables("序号", "任务") if title < each.head <= title + 3), None)
    expected = [
        {
            **cells(own[0]),
            "序号": place,
            **_said(own[0]),
            **dict.fromkeys(("拟亮灯", "亮灯"), lit(own[0].verdict)),
            "牵头": crowd_or_each(own),
        }
        for place, own in enumerate(alike(rows, _told), 1)
    ]
    if table is None:
        if rows:
            sheet.fault(f"第{title}行下没有表，应有{len(rows)}行")
        return
    table.compare(expected)


def _told(known: Known) -> object:
    """All that the lists say of a milestone besides its unit."""
    words = [known.text(role) for role in ("expected", "reason", "help")]
    return known.milestone.term, known.verdict, reason_of(known), _said(known), words


def alike(found: Iterable[Known], told: Callable[[Known], object]) -> list[list[Known]]:
    """Milestones of one line of the plan of which the same is told, in one."""
    groups: list[tuple[object, list[Known]]] = []
    for known in found:
        same = known.task.number, known.milestone.place, told(known)
        for other, own in groups:
            if other == same:
                own.append(known)
                break
        else:
            groups.append((same, [known]))
    return [own for _, own in groups]


def crowd_or_each(own: Sequence[Known]) -> str:
    """The units of some milestones."""
    return own[0].t.plan.crowd_or_each([known.unit or "待分工" for known in own])


def _said(known: Known) -> dict[str, object]:
    met = "所报日期不晚于现时限" if known.is_met else ""
    said = marked(known.text("state"), "，".join(filter(None, (met, known.doubt))))
    return {"自报": said, "以前所报": said, "为什么待核实": known.why_unknown, "应完成": due_here(known)}


def nothing_but(t: Timeline) -> Claim:
    """A sentence that there is nothing; it says how many have not filed, for of those nobody knows."""
    missing = sum(1 for filing in t.filings.values() if filing.status != "已报")
    excepted = [f"（{missing}{who}没有可采用的报表）" for who in "家人"]

    def claim(actual: object) -> bool:
        text = str(actual)
        said = any(each in text for each in excepted)
        yellow = sum(1 for known in milestones(t) if known.verdict.light == "yellow")
        return said == bool(missing) and made_of(*excepted, f"另有黄灯节点{yellow}个")(text)

    claim.__qualname__ = f"没有…{excepted[0] if missing else ''}"
    return claim


def no_unknown(text: str) -> bool:
    return text.startswith(("没有待核实", "没有到期"))
