"""Letters in Word: to whom they go, of what they speak, and every number in them."""

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import partial

from tests.recount.days import cn_date, short_date
from tests.recount.edition import kinds_with_reports_of_their_own
from tests.recount.known import FINISHED, SYMBOLS, Known, Light
from tests.recount.leaders import inspection, is_slow, judged_late
from tests.recount.plan import Task
from tests.recount.records import BAD
from tests.recount.recounters import Recount
from tests.recount.scores import Score, losing, scores, sums
from tests.recount.sheets import Place, ReportSheet, number
from tests.recount.standing import milestones, task_verdict
from tests.recount.tasks import answers, progress
from tests.recount.timeline import Timeline
from tests.recount.totals import due_names, due_of, due_part, finished, sentence
from tests.recount.unverified import beginnings
from tests.recount.word import read_word
from tests.recount.words import Claim, made_of

YOU = ("你股室", "你科室", "你单位", "您")
COLOURS: dict[str, Light] = {"红色督办单": "red", "黄色督办单": "yellow", "蓝色督办单": "blue"}
PARTS = {"red": "逾期", "yellow": "有风险", "grey": "待核实"}
MOST_LISTED = 20
RUN = re.compile(r"(\S+?)至(\S+)")

Expected = dict[tuple[str, str], list[Known]]
"""Title of a letter and the unit that it goes to → the milestones that it is about."""


def recount_letters(t: Timeline) -> Recount:
    """Compare all letters of a run.

    Of forms whose reports do not say how milestones stand there are none to units.
    """
    wanted = {} if t.kind in kinds_with_reports_of_their_own() else expected_letters(t)
    figures, faults = 0, list[str]()
    for path in sorted((t.folder / "文稿").rglob("*.docx")):
        sheet = read_word(path)
        key, known = _addressed(sheet, wanted)
        if known is not None:
            wanted.pop(key)
            _matters(sheet, key[0], known)
        for title, recounter in OF_THE_OFFICE.items():
            if title in str(sheet.cells[1, 1]):
                recounter(t, sheet)
        _standing_words(t, sheet)
        figures += sheet.figures
        faults += [*sheet.faults, *sheet.unclaimed()]
    return Recount(figures, (*faults, *(f"没有写给{unit}的{title}" for title, unit in wanted)))


def expected_letters(t: Timeline) -> Expected:
    """Every letter to a unit that there is cause for."""
    found = milestones(t)
    kinds: dict[str, Callable[[Known], bool]] = {
        **{title: partial(_has_light, light) for title, light in COLOURS.items()},
        "预警通知单": _to_be_warned,
        "延期申请表": _needs_time,
        "书面检查": _is_late,
        "约谈通知": _is_on_ladder,
    }
    wanted: Expected = {}
    for title, concerns in kinds.items():
        for known in found:
            if unit_of(t, known.task) and concerns(known):
                wanted.setdefault((title, unit_of(t, known.task)), []).append(known)
    return wanted


def unit_of(t: Timeline, task: Task) -> str:
    """Who answers for a task; where another unit judges all of them, its lead."""
    return task.unit if t.plan.cycle(t.run.form).get("填报对象") == "核定" else t.filler(task)


def _has_light(light: Light, known: Known) -> bool:
    return known.verdict.light == light


def _to_be_warned(known: Known) -> bool:
    verdict = known.verdict
    is_open = known.state not in FINISHED and known.milestone.due >= known.t.as_of
    return is_open and verdict.light in ("red", "yellow", "blue") and verdict.word != "临期"


def _needs_time(known: Known) -> bool:
    return known.state in BAD


def _is_late(known: Known) -> bool:
    issued, due = known.t.plan.issued, known.milestone.due
    return due < known.t.as_of and due_part(known) == "unfinished" and not (issued and due < issued)


def _is_on_ladder(known: Known) -> bool:
    return judged_late(known) or (known.verdict.light == "red" and not known.unknown)


def _addressed(sheet: ReportSheet, wanted: Expected) -> tuple[tuple[str, str], list[Known] | None]:
    """Which of the wanted letters a document is, by its own title and the name of whom it addresses."""
    titles = [str(words) for place, words in sorted(sheet.cells.items())][:2]
    named = {f"{sheet.cells[place]}".rstrip("：") for place in sheet.cells if str(sheet.cells[place]).endswith("：")}
    for label in ("承办单位", "承 办 人", "申请单位", "申 请 人"):
        named |= {str(sheet.cells[place[0], 2]) for place in sheet.find(label) if place[1] == 1}
    for label in ("单位：", "姓名："):
        named |= {str(sheet.cells[place]).removeprefix(label).split("\u3000")[0] for place in sheet.find(label)}
    for (title, unit), known in wanted.items():
        if unit in named and any(words.endswith(title) for words in titles):
            return (title, unit), known
    return ("", ""), None


def _matters(sheet: ReportSheet, title: str, found: Sequence[Known]) -> None:
    """One row, or one page, for each milestone, in the plan's order."""
    rows = [
        {
            "序号": known.task.number,
            "任务和应完成的事项": promised(known),
            "目前情况": told_to_unit(known),
            "时限": made_of(cn_date(known.milestone.due), known.moved),
        }
        for known in found
    ]
    tables = sheet.tables("序号", "任务和应完成的事项")
    for table in tables:
        table.compare(rows)
    if not tables:
        _pages(sheet, found)
    for place in sheet.find("对照《"):
        if title == "预警通知单" and f"下列{len(found)}个节点" not in str(sheet.cells[place]):
            sheet.fault(f"节点应为{len(found)}个")


def _pages(sheet: ReportSheet, found: Sequence[Known]) -> None:
    """延期申请表: a page for each milestone."""
    pages = [place[0] for place, words in sorted(sheet.cells.items()) if words == "任\u3000\u3000务"]
    if len(pages) != len(found):
        sheet.fault(f"有{len(pages)}页，重算{len(found)}页")
    for row, known in zip(pages, found, strict=False):
        task = known.task
        sheet.expect((row, 2), made_of(f"第{task.number}项", *beginnings(task.name)))
        after = {str(sheet.cells[place]): place for place in sorted(sheet.cells, reverse=True) if place[0] > row}
        said = {
            "应完成的事项": promised(known),
            "原定时限": made_of(cn_date(known.milestone.due), known.moved),
            "延期原因": known.text("reason"),
            "目前进展": known.text("progress") or _of_whole_task(known.t, task),
            "原交办单位意见": made_of(*task.sources, *task.flags, f"等{len(task.sources)}项"),
        }
        asks = known.state == "adjust" and known.day("expected")
        sheet.expect((after["申请延至"][0], 4), made_of(*(_expected(known) if asks else [])))
        for label, expected in said.items():
            if label in after and (label != "应完成的事项" or after[label][0] == row + 1):
                sheet.expect((after[label][0], 2), expected)


def promised(known: Known) -> Claim:
    """The name of a task, and what was to be done by when."""
    task, milestone = known.task, known.milestone
    uncounted = re.sub("^[一二三四五六七八九十]+是", "", milestone.line)
    return made_of(*beginnings(task.name), *beginnings(uncounted), cn_date(milestone.due), known.moved)


def told_to_unit(known: Known) -> Claim:
    """Why it has its light, as the unit that it goes to reads it."""
    wanted = known.verdict.as_proposed.reason.rstrip("。")
    plain = _pieces(known)

    def claim(actual: object) -> bool:
        text = str(actual)
        for you in YOU:
            text = re.sub(f"{you}(?=自报|申请调整|确认)", "责任单位", text)
        symbol = SYMBOLS[known.verdict.light][0]
        ruled = "经审定亮" in text
        is_adjusted = known.verdict.as_proposed.light != known.verdict.light
        return wanted in text and ruled == is_adjusted and plain(text.replace(symbol, ""))

    claim.__qualname__ = wanted
    return claim


def _pieces(known: Known) -> Claim:
    reason, found = known.verdict.as_proposed.reason.rstrip("。"), inspection(known) if is_slow(known) else ""
    return made_of(reason, known.text("reason").rstrip("。"), *_expected(known), known.doubt, *found.split("\n"))


def _expected(known: Known) -> list[str]:
    day = known.day("expected")
    return [cn_date(day), short_date(day)] if day else []


def recount_summary(t: Timeline, sheet: ReportSheet) -> None:
    """总结: the counts, the finished tasks in their units' words, the others by their numbers, and what lags."""
    places = [place for place in sorted(sheet.cells) if place[1] == 1]
    listed = iter(task for task in t.plan.tasks if _part(t, task) == "已完成")
    lagging = [known for light in ("red", "yellow") for known in milestones(t) if _lags(known, light)]
    for place in places:
        words = str(sheet.cells[place])
        if words.startswith("《"):
            sheet.expect(place, _whole(t))
        elif re.match(r"共\d+项，", words):
            _chapter(t, sheet, place)
        elif words.startswith("第"):
            sheet.expect(place, _finished(t, next(listed)))
        elif re.match(r"\d+．第", words):
            sheet.expect(place, _problem(words.partition("．")[0], lagging))
    if left := [task.number for task in listed]:
        sheet.fault(f"没有写第{left}项")
    problems = [place for place in places if re.match(r"\d+．第", str(sheet.cells[place]))]
    if len(problems) != min(len(lagging), MOST_LISTED):
        sheet.fault(f"存在的问题有{len(problems)}条，重算{len(lagging)}条")
    for place in sheet.find("其余"):
        sheet.expect(place, f"其余{len(lagging) - MOST_LISTED}个节点见汇总报告。")


def _of_whole_task(t: Timeline, task: Task) -> str:
    """Its own progress, where the form asks for one of the whole task."""
    return "".join(words for known, words in answers(t, task, "progress") if known is None)


def _lags(known: Known, light: str) -> bool:
    return known.verdict.light == light and known.state not in FINISHED


def _part(t: Timeline, task: Task) -> str:
    verdict = task_verdict(t, task)
    if verdict.as_proposed.word == "已完成":
        return "已完成"
    return PARTS.get(verdict.light, "在办")


def _whole(t: Timeline) -> Claim:
    parts = [_part(t, task) for task in t.plan.tasks]
    counts: dict[str, object] = {word: parts.count(word) for word in ("已完成", "在办", *PARTS.values())}
    found = milestones(t)
    before = due_of(found, before_issue=True).count
    targets = re.compile("量化指标\\d+个，(报来数字的\\d+个，其中)?已达到\\d+个")
    told = sentence(
        ("", {"共": len(t.plan.tasks), **counts}),
        ("到期节点", due_names(due_of(found))),
        ("计划印发前到期的", {"计划印发前到期的": before}),
        pieces=[cn_date(t.as_of), str(t.plan.head["名称"])],
    )
    assert finished(t, t.plan.tasks) == counts["已完成"]
    return lambda actual: told(targets.sub("", str(actual)))


def _chapter(t: Timeline, sheet: ReportSheet, place: Place) -> None:
    """Of one chapter: which tasks of it are in which part; runs of numbers are taken apart."""
    above = [words for other, words in sorted(sheet.cells.items()) if other < place]
    title = re.sub("^（[^）]+）", "", str(above[-1]))
    tasks = [task for task in t.plan.tasks if task.category.partition("/")[0].endswith(title)]
    parts: dict[str, list[str]] = {}
    for task in tasks:
        parts.setdefault(_part(t, task), []).append(task.number)

    def claim(actual: object) -> bool:
        head, *lists = str(actual).rstrip("。").split("，")
        said = {match[1]: match[2] for words in lists if (match := re.match(r"(\D+?)第(.*)项", words))}
        runs = {part: _expanded(t, words) for part, words in said.items()}
        open_parts = {part: numbers for part, numbers in parts.items() if part != "已完成"}
        done = f"已完成{len(parts.get('已完成', []))}项"
        return head == f"共{len(tasks)}项" and done in lists and runs == open_parts

    sheet.expect(place, claim)


def _expanded(t: Timeline, words: str) -> list[str]:
    """`1、3至5` as all the numbers that it means."""
    order, numbers = [task.number for task in t.plan.tasks], list[str]()
    for run in words.split("、"):
        match = RUN.fullmatch(run)
        first, last = (match[1], match[2]) if match else (run, run)
        numbers += order[order.index(first) : order.index(last) + 1]
    return numbers


def _finished(t: Timeline, task: Task) -> Claim:
    told = progress(t, task)
    name = beginnings(task.name.rstrip("。；"))

    def claim(actual: object) -> bool:
        head, bracket, words = str(actual).partition(f"（{unit_of(t, task)}）。")
        right = bool(bracket) and made_of(f"第{task.number}项", *name, "…")(head)
        return right and (told(words) or not words)

    claim.__qualname__ = f"第{task.number}项"
    return claim


def _problem(place: str, lagging: Sequence[Known]) -> Claim:
    if not 0 < int(place) <= len(lagging):
        return lambda _: False
    known = lagging[int(place) - 1]
    own, told = promised(known), _pieces(known)

    def claim(actual: object) -> bool:
        head, bracket, words = str(actual).partition(f"（{unit_of(known.t, known.task)}）")
        number = f"{place}．第{known.task.number}项"
        line, _, ground = words.rpartition(known.verdict.as_proposed.reason.rstrip("。"))
        right = head.startswith(number) and bool(bracket) and own(head.removeprefix(number)) and own(line)
        return right and told(known.verdict.as_proposed.reason.rstrip("。") + ground)

    claim.__qualname__ = f"{place}．第{known.task.number}项"
    return claim


def recount_scores(t: Timeline, sheet: ReportSheet) -> None:
    """绩效评估报告: by heading, by unit, and every loss."""
    everything = list(scores(t).values())
    tops = list(dict.fromkeys(score.task.category.partition("/")[0] for score in everything))
    rows = []
    for top in tops:
        under = [score for score in everything if score.task.category.partition("/")[0] == top]
        rows.append({"目标类别": top, **_sums(t, under)})
        for part in dict.fromkeys(score.task.category.partition("/")[2] for score in under):
            own = [score for score in under if score.task.category.partition("/")[2] == part]
            rows += [{"目标类别": f"其中：{part}", **_sums(t, own)}] if part else []
    for table in sheet.tables("目标类别", "权重分值"):
        table.compare([*rows, {"目标类别": "合计", **_sums(t, everything)}])
    groups = {unit: [score for score in everything if score.task.unit == unit] for unit in t.plan.units}
    of_units = [{"牵头单位": unit, **_sums(t, group)} for unit, group in groups.items() if group]
    for table in sheet.tables("牵头单位", "权重分值"):
        table.compare([*of_units, {"牵头单位": "合计", **_sums(t, everything)}])
    lost = [score for score in losing(t) if score.gap]
    for table in sheet.tables("编号", "失分", "原因"):
        table.compare([_loss(score) for score in lost])
    for place in [*sheet.find(f"{t.plan.year}年度"), *sheet.find("没有"), *sheet.find(tops[0])]:
        sheet.expect(place, _said_of_points(t, tops))


def _said_of_points(t: Timeline, tops: Sequence[str]) -> Claim:
    """The sentences before the tables."""
    everything = list(scores(t).values())
    whole = _points(t, everything)
    own = [score.task.number for score in everything if score.self_score is None]
    approved = [score.task.number for score in everything if score.approved_score is None]
    is_approving = len(approved) < len(everything)
    pieces = [
        f"{t.plan.year}年度绩效目标共{len(everything)}项，权重分值合计{whole['权重分值']}分",
        cn_date(t.as_of),
        f"已自评{len(everything) - len(own)}项，自评得分合计{whole['自评得分']}分",
        f"已核定{len(everything) - len(approved)}项，核定得分合计{whole['核定分']}分",
        f"有{whole['失分项数']}项失分，共失{whole['失分']}分",
        f"没有自评得分的：第{'、'.join(own)}项",
        f"没有核定得分的：第{'、'.join(approved)}项",
    ]
    for top in tops:
        found = _points(t, [score for score in everything if score.task.category.partition("/")[0] == top])
        printed = next((f"（{each['分值']}分）" for each in t.plan.categories if each["名称"] == top), "")
        head = f"{top}{printed}" + (f"核定{found['核定分']}分" if is_approving else f"自评{found['自评得分']}分")
        pieces += [f"{head}，失{found['失分']}分" if found["失分"] != "0" else head]
    return made_of(*pieces)


def _points(t: Timeline, group: list[Score]) -> dict[str, str]:
    """Sums as they stand in a sentence."""
    return {
        label: number(value) if isinstance(value, Decimal) else str(value) for label, value in sums(t, group).items()
    }


def _sums(t: Timeline, group: list[Score]) -> dict[str, object]:
    found = sums(t, group)
    return {**found, "项数": found["目标数"], "核定得分": found["核定分"]}


def _loss(score: Score) -> dict[str, object]:
    task = score.task
    points = score.self_score if score.approved_score is None else score.approved_score
    reasons = [score.approved.row["核定扣分理由"].text if score.approved else ""]
    reasons += [score.own.row["扣分原因"].text if score.own else ""]
    return {
        "编号": task.number,
        "年度工作目标（摘要）": made_of(*beginnings(task.name)),
        "牵头单位": task.unit,
        "权重": task.weight,
        "得分": points if score.approved_score is not None else f"{points}（自评）",
        "失分": score.gap,
        "原因": next(filter(None, reasons), "—"),
    }


OF_THE_OFFICE: dict[str, Callable[[Timeline, ReportSheet], None]] = {
    "工作总结": recount_summary,
    "绩效评估报告": recount_scores,
}
"""What stands in the title of a letter of the whole office → its recounter."""


def _standing_words(t: Timeline, sheet: ReportSheet) -> None:
    """What letters say of the plan, of the day and of nothing that is counted; and the numbers of their own lists."""
    head = t.plan.head
    form, issued = t.run.form, [str(head.get("文号", "")), str(head["名称"])]
    chapters = [re.sub("^[一二三四五六七八九十]+、", "", str(each["名称"])) for each in t.plan.categories]
    listed = sum(len(table.lines) for table in sheet.tables("序号", "任务和应完成的事项"))
    told = made_of(
        *(*issued, form, f"（{t.period.label}）", cn_date(t.as_of), str(t.plan.year), t.period.label),
        t.period.label.replace("填报", "前"),
        *(*(f"{number}．" for number in range(1, 10)), f"下列{listed}个节点", *chapters),
    )
    for place in _unclaimed(sheet):
        sheet.expect(place, told)


def _unclaimed(sheet: ReportSheet) -> Iterable[Place]:
    return [place for place in sheet.cells if place not in sheet.claims]
