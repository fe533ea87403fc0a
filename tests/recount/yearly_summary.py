"""总结: counts of tasks, milestones and numbers, each chapter, and what lags."""

import re
from collections.abc import Sequence

from tests.recount.amounts import REACHED
from tests.recount.amounts import promised as promised_numbers
from tests.recount.days import cn_date
from tests.recount.former import reports
from tests.recount.known import FINISHED, Known
from tests.recount.plan import Task
from tests.recount.sheets import Place, ReportSheet
from tests.recount.standing import milestones, of_task, task_verdict
from tests.recount.tasks import progress
from tests.recount.timeline import Timeline
from tests.recount.totals import due_names, due_of, finished, sentence
from tests.recount.unit_letters import addressee, pieces, promised
from tests.recount.unverified import beginnings
from tests.recount.words import Claim, leads_of, made_of

PARTS = {"red": "逾期", "yellow": "有风险", "grey": "待核实"}
MOST_LISTED = 20
RUN = re.compile(r"(\S+?)至(\S+)")


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
    pieces = [_targets(t), _half_a_year_before(t)]
    told = sentence(
        ("", {"共": len(t.plan.tasks), **counts}),
        ("到期节点", due_names(due_of(found))),
        ("计划印发前到期的", {"计划印发前到期的": before}),
        pieces=[cn_date(t.as_of), str(t.plan.head["名称"])],
    )
    assert finished(t, t.plan.tasks) == counts["已完成"]

    def claim(actual: object) -> bool:
        text = str(actual)
        has_pieces = all(piece in text for piece in pieces)
        for piece in pieces:
            text = text.replace(piece, "", 1)
        return has_pieces and not re.search("量化指标|时已完成", text) and told(text)

    claim.__qualname__ = f"{counts} {pieces}"
    return claim


def _half_a_year_before(t: Timeline) -> str:
    """How many tasks were finished in the last report of a period that ended half a year before; empty for none."""
    months = t.period.end.year * 12 + t.period.end.month - 6
    earlier = [report for report in reports(t) if report.period.end.year * 12 + report.period.end.month <= months]
    counts = [(report.as_of, finished(report, report.plan.tasks)) for report in earlier[-1:]]
    return "".join(f"（{cn_date(day)}时已完成{count}项）" for day, count in counts if count)


def _targets(t: Timeline) -> str:
    """How many numbers are promised, how many were told and how many are reached; empty where none was told."""
    found = [each for each in promised_numbers(t) if not each.term]
    told = [each for each in found if each.value is not None]
    of_told = "" if len(told) == len(found) else f"报来数字的{len(told)}个，"
    reached = sum(each.word == REACHED for each in found)
    which = "其中" if of_told else ""
    tail = f"{which}已达到{reached}个" if reached else "均未达到"
    return f"量化指标{len(found)}个，{of_told}{tail}" if told else ""


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
        done = [f"已完成{len(parts['已完成'])}项"] if "已完成" in parts else []
        told = [words for words in lists if words.startswith("已完成")]
        return head == f"共{len(tasks)}项" and told == done and runs == open_parts

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
    unit = leads_of(t.plan, task) or (task.unit if len(task.units) > 1 else addressee(of_task(t, task)[0]))
    name = beginnings(task.name.rstrip("。；"))

    def claim(actual: object) -> bool:
        head, bracket, words = str(actual).partition(f"（{unit}）。")
        right = bool(bracket) and made_of(f"第{task.number}项", *name, "…")(head)
        by_line = words.replace("）；", "）\n")  # a line that ends with a mark and goes on as one text
        return right and (told(by_line) or not words)

    claim.__qualname__ = f"第{task.number}项"
    return claim


def _problem(place: str, lagging: Sequence[Known]) -> Claim:
    if not 0 < int(place) <= len(lagging):
        return lambda _: False
    known = lagging[int(place) - 1]
    own, told = promised(known), pieces(known)

    def claim(actual: object) -> bool:
        head, bracket, words = str(actual).partition(f"（{addressee(known)}）")
        number = f"{place}．第{known.task.number}项"
        line, _, ground = words.rpartition(known.verdict.as_proposed.reason.rstrip("。"))
        right = head.startswith(number) and bool(bracket) and own(head.removeprefix(number)) and own(line)
        return right and told(known.verdict.as_proposed.reason.rstrip("。") + ground)

    claim.__qualname__ = f"{place}．第{known.task.number}项"
    return claim
