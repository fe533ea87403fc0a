"""Letters in Word: which there are and to whom each goes; what no other module compares in them."""

import re
from collections.abc import Callable, Iterable
from functools import partial

from tests.recount.days import cn_date
from tests.recount.edition import kinds_with_reports_of_their_own
from tests.recount.known import FINISHED, Known, Light
from tests.recount.leaders import judged_late
from tests.recount.records import BAD
from tests.recount.recounters import Recount
from tests.recount.score_report import recount_scores
from tests.recount.sheets import Place, ReportSheet
from tests.recount.standing import milestones
from tests.recount.timeline import Timeline
from tests.recount.totals import due_part
from tests.recount.unit_letters import addressee, expect_matters
from tests.recount.word import read_word
from tests.recount.words import made_of
from tests.recount.yearly_summary import recount_summary

COLOURS: dict[str, Light] = {"红色督办单": "red", "黄色督办单": "yellow", "蓝色督办单": "blue"}

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
            expect_matters(sheet, key[0], known)
        for title, recounter in OF_THE_OFFICE.items():
            if any(title in str(sheet.cells.get((row, 1))) for row in (1, 2)):
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
            if addressee(known) and concerns(known):
                wanted.setdefault((title, addressee(known)), []).append(known)
    return wanted


def _has_light(light: Light, known: Known) -> bool:
    return known.verdict.light == light


def _to_be_warned(known: Known) -> bool:
    verdict = known.verdict
    is_open = known.state not in FINISHED and known.milestone.due >= known.t.as_of
    return is_open and verdict.light in ("red", "yellow", "blue") and verdict.word != "临期"


def _needs_time(known: Known) -> bool:
    is_ruled_green = known.ruling is not None and known.verdict.light == "green"
    return known.state in BAD and known.milestone.duty == "once" and not is_ruled_green


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
