"""打电话清单, 通报前核对 and 交接单: whom the office asks what, until when, and what comes next."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from tests.recount.days import is_working, month_end, period_in_words, short_date, working_day_after
from tests.recount.first_page import numbers, rows_of
from tests.recount.former import reports
from tests.recount.known import FINISHED, ORDER, Known
from tests.recount.overview import day_here
from tests.recount.records import BAD, Filing
from tests.recount.requests import Request, open_requests, requests
from tests.recount.schedule import periods_of
from tests.recount.sheets import ReportSheet
from tests.recount.standing import milestones
from tests.recount.timeline import Timeline
from tests.recount.totals import lights
from tests.recount.words import Claim, filing_words, made_of

BY_FILING = ("未报送", "来件不能采用", "两个版本待确认")
NOBODY_COULD_SAY = ("到期后尚未到报送时间", "报表没有询问完成情况", "没有责任单位填报")
LONGEST_NAMES = 100
NAMED, REMINDED = 2, 3
"""Milestones in one question; working days before the advised day on which units are reminded."""


def recount_calls(t: Timeline, sheet: ReportSheet) -> None:
    """打电话清单: bad news that is not verified, returns that do not count, what is not known, what is to correct."""
    _nothing(sheet, "没有要打的电话")
    calls = _calls(t)
    for table in sheet.tables("序号", "问什么"):
        table.compare([{"序号": place, **call} for place, call in enumerate(calls, 1)])
    if calls and not sheet.tables("序号", "问什么"):
        sheet.fault(f"没有表，应有{len(calls)}行")


def recount_check_back(t: Timeline, sheet: ReportSheet) -> None:
    """通报前核对: returns that do not count, red and yellow milestones, and what is not known, unit by unit."""
    _nothing(sheet, "没有要核对的")
    listed = _statements(t)
    for table in sheet.tables("序号", "拟反映的情况"):
        table.compare([{"序号": place, **statement} for place, statement in enumerate(listed, 1)])
    if listed and not sheet.tables("序号", "拟反映的情况"):
        sheet.fault(f"没有表，应有{len(listed)}行")


def recount_handover(t: Timeline, sheet: ReportSheet) -> None:
    """交接单: one page for whoever takes over."""
    counts = lights(t, t.plan.tasks)
    names = {"red": "红灯", "yellow": "黄灯", "blue": "蓝灯", "green": "绿灯", "none": "未到期", "grey": "待核实"}
    wrong = sum(len(filing.musts) for filing in t.filings.values())
    said = [f"任务{len(t.plan.tasks)}项", *(f"{name}{counts.get(light, 0)}" for light, name in names.items())]
    pieces = made_of(*said, f"待更正{wrong}处", *_title_pieces(t))
    for place in sheet.find(""):
        text = str(sheet.cells[place])
        if "应报" in text:
            sheet.expect(place, _of_filings(t, pieces, said))
        if text.startswith("每期一个文件夹"):
            sheet.expect(place, made_of("“1-下发”", "“2-回收”", "“3-汇总”"))
    _open_matters(t, sheet)
    _coming_days(t, sheet)
    for table in sheet.tables("分管领导", "任务数", "本期"):
        rows = [(unit, len(t.tasks_of(unit)), filing.words) for unit, filing in t.filings.items()]
        people = [{"单位": unit, "任务数": count, "本期": words, **_contact(t, unit)} for unit, count, words in rows]
        listed, line = rows_of(sheet, table)
        table.compare(people[: len(listed)], listed)
        left = len(people) - len(listed)
        told = rf"其余{left}[人家]见单位名单（units.yaml）和“报送情况”。" if left else ""
        if not re.fullmatch(told, line):
            sheet.fault(f"找谁列了{len(listed)}行，应有{len(people)}行：{line}")
        for place in sheet.find(line) if line else ():
            sheet.expect(place, line)


def _of_filings(t: Timeline, pieces: Claim, said: list[str]) -> Claim:
    def claim(actual: object) -> bool:
        text = str(actual)
        return all(each in text for each in said) and bool(pieces(filing_words(t, text)))

    return claim


def _title_pieces(t: Timeline) -> list[str]:
    period = t.period
    days = [period.due, period.counted]
    title = str(t.plan.cycle(t.run.form).get("标题", ""))
    return [
        title,
        period.label,
        *(words for day in days for words in (day_here(t, day), f"{day.year}年{short_date(day)}")),
    ]


def _nothing(sheet: ReportSheet, start: str) -> None:
    for place in sheet.find(start):
        sheet.expect(place, made_of())


def _contact(t: Timeline, unit: str) -> Mapping[str, object]:
    return {"电话": t.plan.units.get(unit, {}).get("联络员", {}).get("电话", _dash)}


def _dash(actual: object) -> bool:
    return actual in (None, "", "—")


def _units(t: Timeline) -> list[str]:
    """Those that report, then those that answer for a milestone besides."""
    return list(dict.fromkeys([*t.filings, *(known.unit for known in milestones(t))]))


def _own(t: Timeline, unit: str) -> list[Known]:
    return [known for known in milestones(t) if known.unit == unit]


def _is_asked(known: Known) -> bool:
    return known.unknown and known.why_unknown not in NOBODY_COULD_SAY


def _calls(t: Timeline) -> list[dict[str, object]]:
    calls: list[tuple[int, str, Claim]] = []
    for unit in filter(None, _units(t)):
        own, filing = _own(t, unit), t.filings.get(unit)
        bad = [known for known in own if known.state in BAD and (_is_asked(known) or known.overlaid)]
        unknown = [known for known in own if _is_asked(known) and known not in bad]
        by_filing = [known for known in unknown if known.why_unknown in BY_FILING]
        others = [known for known in unknown if known not in by_filing]
        if bad:
            calls.append((0, unit, _question(bad)))
        if filing and filing.owes:
            calls.append((1, unit, _question(by_filing, *_file_words(t, filing))))
        if others:
            calls.append((2, unit, _question(others)))
        if filing and filing.form and filing.musts:
            calls.append((3, unit, made_of(f"有{len(filing.musts)}处要改")))
    calls.sort(key=lambda call: call[0])
    return [{"单位": unit, "问什么": claim, "已打": "□", **_contact(t, unit)} for _, unit, claim in calls]


def _question(asked: list[Known], *more: str) -> Claim:
    pieces = [piece for known in asked[:NAMED] for piece in _pieces(known)]
    count = f"等{len(asked)}个节点"
    plain = made_of(*pieces, *more, count)

    def claim(actual: object) -> bool:
        text = str(actual)
        numbers = re.findall(r"第([^项“第]+)项“", text)
        return plain(text) and (count in text) == (len(asked) > NAMED) and numbers == _numbers(asked[:NAMED])

    return claim


def _numbers(listed: list[Known]) -> list[str]:
    return [known.task.number for known in listed]


def _pieces(known: Known) -> list[str]:
    """All that may be said of a milestone with a number in it."""
    task, milestone, t = known.task, known.milestone, known.t
    name = task.name.partition("。")[0] if len(task.name) > 48 else task.name
    name = _cut(_cut(name, 48, "……"), 24)
    clause = milestone.term if milestone.whole else _cut(re.sub("^[一二三四五六七八九十]+是", "", milestone.line), 60)
    said = _cut(known.text("reason"), 80)
    faulty = known.of(known.faulty, "state")
    days = [day_here(t, known.day("expected")), short_date(milestone.due)]
    reason = known.verdict.as_proposed.reason
    words = [known.text("state"), faulty.text if faulty else "", reason, known.doubt, *days, known.moved]
    inner = name.replace("“", "‘").replace("”", "’")
    return [f"第{task.number}项", f"“{name}”", f"“{inner}”", clause.rstrip("。；"), said.rstrip("。"), *words]


def _cut(text: str, most: int, mark: str = "…") -> str:
    return text if len(text) <= most else text[: most - len(mark)] + mark


def _file_words(t: Timeline, filing: Filing) -> list[str]:
    """The names of a unit's files, and which periods their forms and this report are of."""
    codes = [each.form.period for each in filing.arrivals if each.form]
    return [*(each.name for each in filing.arrivals), t.period.label, *map(period_in_words, (*codes, t.period.code))]


def _statements(t: Timeline) -> list[dict[str, object]]:
    if any(filing.status == "尚未报送" for filing in t.filings.values()):
        return []
    reply_by, listed = working_day_after(t.as_of, 1), list[dict[str, object]]()
    for unit in (unit for unit in t.plan.units if unit in _units(t)):
        filing = t.filings.get(unit)
        claims: list[Claim] = []
        if filing and filing.owes and filing.status != "已报":
            claims.append(made_of(t.period.label, short_date(t.as_of), *_file_words(t, filing)))
        named = [known for known in _own(t, unit) if known.verdict.light in ("red", "yellow") or _is_asked(known)]
        if filing and filing.more_until:
            named = [known for known in named if known.why_unknown not in BY_FILING]
        named.sort(key=lambda known: ORDER.index(known.verdict.light))
        claims += [_question([known]) for known in named]
        listed += [{"单位": unit, "拟反映的情况": claim, "反馈期限": reply_by} for claim in claims]
    return listed


def _open_matters(t: Timeline, sheet: ReportSheet) -> None:
    """Each matter counts the names beside it; of units these are the right ones."""
    expected = {
        "请选一个": [unit for unit, filing in t.filings.items() if filing.newest == "两个版本待确认"],
        "要重报": [unit for unit, filing in t.filings.items() if filing.newest == "来件不能采用"],
        "未报送的": [unit for unit, filing in t.filings.items() if filing.newest == "未报送"],
        "尚未报送的": [unit for unit, filing in t.filings.items() if filing.newest == "尚未报送"],
        "经同意延期报送": [unit for unit, filing in t.filings.items() if filing.newest == "经同意延期报送"],
        "是否按时": [unit for unit, filing in t.filings.items() if _lacks_punctuality(t, filing)],
        "审定情况": [unit for unit, filing in t.filings.items() if _lacks_approval(t, filing)],
        "等领导批示": [_brief(each) for each in open_requests(t) if not each.note.get("批示")],
        "等办理结果": [
            _brief(each)
            for each in requests(t)
            if each.note.get("批示") and not each.note.get("办理结果") and not each.settled
        ],
        "还没有改好": [unit for unit, filing in t.filings.items() if filing.form and filing.musts],
        "往期未报": [name for name, filing in _filings_of_before(t) if not filing.form],
        "往期退回修改": [name for name, filing in _filings_of_before(t) if filing.form and filing.musts],
        "通报前要核对": list(dict.fromkeys(str(each["单位"]) for each in _statements(t))),
        "要打电话": list(dict.fromkeys(str(each["单位"]) for each in _calls(t))),
    }
    for table in sheet.tables("序号", "什么事", "哪些"):
        for place, row in enumerate(table.lines, 1):
            matter, names = str(table.value(row, "什么事")), str(table.value(row, "哪些"))
            own = [listed for start, listed in expected.items() if matter.startswith(start) or start in matter]
            right = own[-1] if own else names.split("、")
            if own:
                expected = {start: listed for start, listed in expected.items() if listed is not own[-1]}
            table.expect(
                row,
                {
                    "序号": place,
                    "什么事": made_of(*(f"{len(right)}{unit}" for unit in "家个件份")),
                    "哪些": _names(right),
                },
            )
    if left := {start for start, listed in expected.items() if listed}:
        sheet.fault(f"没有列出 {left}")


def _names(expected: list[str]) -> Claim:
    """All of them, or as many as have room in a hundred characters, and how many there are."""

    def claim(actual: object) -> bool:
        if sum(len(name) + 1 for name in expected) <= LONGEST_NAMES:
            return actual == "、".join(expected)
        fitting = next(
            count for count in range(len(expected), 0, -1) if len("、".join(expected[:count])) < LONGEST_NAMES
        )
        return actual == f"{'、'.join(expected[:fitting])}等{len(expected)}个"

    return claim


def _filings_of_before(t: Timeline) -> list[tuple[str, Filing]]:
    """The return of each unit that was asked in each period before, as both are known now, with the names of both."""
    names = {typed["代码"]: unit for unit, typed in t.plan.units.items()}
    asked = [
        (names[report.plan.units[unit]["代码"]], report.period) for report in reports(t) for unit in report.filings
    ]
    return [(f"{unit}（{period.label}）", t.filing(t.kind, period, unit)) for unit, period in asked]


def _lacks_punctuality(t: Timeline, filing: Filing) -> bool:
    return bool(filing.first) and t.as_of >= t.period.counted and not filing.registered.late


def _lacks_approval(t: Timeline, filing: Filing) -> bool:
    is_asked = t.plan.cycle(t.run.form).get("审定") == "是" and filing.status == "已报"
    return is_asked and filing.registered.approval in ("", "未见")


def _brief(request: Request) -> str:
    return f"第{request.task.number}项（{request.unit or '待分工'}）"


def _coming_days(t: Timeline, sheet: ReportSheet) -> None:
    reporting = sorted(_reporting_days(t), key=lambda day: day[0])[:4]
    soon = [entry for day, found in _by_day(_soon(t)).items() for entry in _entries_of_day(t, day, found)]
    days = sorted([*reporting, *soon], key=lambda day: day[0])
    for table in sheet.tables("周", "日期", "什么事"):
        weekdays = "一二三四五六日"
        table.compare([{"周": weekdays[day.weekday()], "日期": day, "什么事": claim} for day, claim in days])
    if days and not sheet.tables("周", "日期", "什么事"):
        sheet.fault(f"没有近期的日子，应有{len(days)}行")


def _by_day(found: list[Known]) -> dict[date, list[Known]]:
    days: dict[date, list[Known]] = {}
    for known in found:
        days.setdefault(known.milestone.due, []).append(known)
    return days


def _entries_of_day(t: Timeline, day: date, found: list[Known]) -> list[tuple[date, Claim | str]]:
    """A line each, or one for all where they are more than three."""
    if len(found) > 3:
        return [(day, f"{len(found)}个节点到期（{numbers(t, [known.task for known in found])}），见“节点”")]
    return [(day, _question_of_day(known)) for known in found]


def _question_of_day(known: Known) -> Claim:
    clause = re.sub("^[一二三四五六七八九十]+是", "", known.milestone.line).rstrip("。；")
    return made_of(f"第{known.task.number}项", clause, known.moved)


def _reporting_days(t: Timeline) -> Iterator[tuple[date, Claim]]:
    """Reminders and due days of every form after the as-of day."""
    for cycle in t.plan.cycles:
        title = str(cycle.get("标题") or cycle["表"])
        for period in periods_of(t.plan, cycle):
            remind = period.due
            while not is_working(remind):
                remind -= timedelta(days=1)
            for _ in range(REMINDED):
                remind -= timedelta(days=1)
                while not is_working(remind):
                    remind -= timedelta(days=1)
            months = [f"{first}—{period.end.month}月" for first in (1, period.start.month)]
            claim = made_of(title, period.label, *months, short_date(period.due))
            yield from ((day, claim) for day in (remind, period.due) if day > t.as_of)


def _soon(t: Timeline) -> list[Known]:
    """What falls due up to the month's end, or the next one's where less than a week is left, and is not finished."""
    last = month_end(t.as_of.year, t.as_of.month)
    if (last - t.as_of).days < 7:
        last = month_end((last + timedelta(days=1)).year, (last + timedelta(days=1)).month)
    ahead = [known for known in milestones(t) if not known.is_due and known.milestone.due <= last]
    return [known for known in ahead if known.state not in FINISHED]
