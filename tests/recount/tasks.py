"""Sheets with a row for each task: 汇总表, the slices, and counts of chapters and leaders."""

import re
from collections.abc import Iterable, Sequence

from tests.recount.days import cn_date, numeral, short_date
from tests.recount.former import former_task_ruling, reports
from tests.recount.known import FINISHED, Known, asks_state
from tests.recount.plan import Task
from tests.recount.records import BAD, SHOWN_AT_ONCE, SHOWN_WITH_BAD_NEWS, Record
from tests.recount.sheets import FIGURE, Inked, Loose, OneOf, ReportSheet, Table, same
from tests.recount.standing import of_task, past_terms, task_verdict
from tests.recount.status import lit, marked
from tests.recount.timeline import Timeline
from tests.recount.words import Claim, brief, lead_of, lines, text_of

DASH = "—"
DECLARED = {"will-miss": "不能按期", "adjust": "申请调整", "trouble": "有困难"}
WORRIES = ("red", "yellow", "blue")


def own_row(t: Timeline, task: Task) -> tuple[Record | None, bool]:
    """The task's own row in a form that has one, and whether a newer one waits to be corrected."""
    records = t.records(t.kind).get(task.number, [])
    sound = [record for record in records if not record.musts]
    return (sound[-1] if sound else None), bool(records and records[-1].musts)


def answers(t: Timeline, task: Task, role: str) -> list[tuple[Known | None, str]]:
    """The task's own answer, else those of its milestones."""
    own, waits = own_row(t, task)
    labels = [label for _, label in t.layout.of_role(role)]
    newest = _newest_fault(t, task, labels) if waits and role in SHOWN_AT_ONCE else None
    if newest and role in SHOWN_WITH_BAD_NEWS and not _says_bad(t, newest):
        newest = None
    for record in filter(None, (newest, own)):
        cell = next((record.row[label] for label in labels if label in record.row), None)
        if cell and cell.text and cell.label not in record.musts:
            return [(None, cell.text)]
    return [(known, known.text(role)) for known in of_task(t, task) if known.text(role)]


def _newest_fault(t: Timeline, task: Task, labels: list[str]) -> Record | None:
    """Of the task's rows since the last sound one that wait to be corrected, the newest that answers; else the last."""
    faulty: list[Record] = []
    for record in t.records(t.kind)[task.number]:
        faulty = [*faulty, record] if record.musts else []
    answered = [each for each in faulty if any(label in each.row and each.row[label].text for label in labels)]
    return (answered or faulty)[-1]


def _says_bad(t: Timeline, record: Record) -> bool:
    states = [record.row[label] for _, label in t.layout.of_role("state") if label in record.row]
    return any(t.layout.meaning(cell.label, cell.text) in BAD for cell in states if cell.label not in record.musts)


def place_of(known: Known) -> str:
    """How a milestone is called beside others of its task: whose, which and of which interval it is."""
    return "".join(_unit_and_place(known))


def _unit_and_place(known: Known) -> tuple[str, str]:
    task, milestone = known.task, known.milestone
    of_line = [other for other in task.milestones if other.place == milestone.place]
    unit = milestone.unit if any(other.unit != milestone.unit for other in of_line) else ""
    label = milestone.content if milestone.part else milestone.label
    if not (label or milestone.whole):
        label = f"节点{numeral(milestone.place)}"
    term = f"（{milestone.term}）" if milestone.term and (unit or label) else milestone.term
    return unit, f"{label}{term}"


def together(said: Sequence[tuple[Known | None, str]], *, several: bool) -> str:
    """What was said of a task and of its milestones; the same words once, under all that they are said of."""
    labels: dict[str, dict[str, list[str]]] = {}
    for known, words in said:
        unit, place = _unit_and_place(known) if known and several else ("", "")
        labels.setdefault(words, {}).setdefault(place, []).append(unit)
    named = {
        words: "、".join(filter(None, (_crowd(said, units) + place for place, units in places.items())))
        for words, places in labels.items()
    }
    return lines(f"{places}：{words}" if places else words for words, places in named.items())


def _crowd(said: Sequence[tuple[Known | None, str]], units: Iterable[str]) -> str:
    known = next((known for known, _ in said if known), None)
    return known.t.plan.crowd_or_each(filter(None, units)) if known else ""


def grounds(t: Timeline, task: Task) -> Claim:
    """Why the task has its light: each worrying milestone, with its doubt; else what is said of the whole."""
    found = of_task(t, task)
    worrying = [known for known in found if known.verdict.light in WORRIES]
    verdict = task_verdict(t, task)
    named = task.dated or len(found) > 1 or any(each.milestone.label or each.milestone.term for each in found)
    said = [(known, marked(known.verdict.reason, known.doubt)) for known in worrying]
    by_light = [[each for each in said if each[0].verdict.light == light] for light in WORRIES]
    wanted = [line for each in by_light if each for line in together(each, several=named).split("\n")]

    wanted += recurring_counts(t, task) if wanted else []
    if wanted and verdict.proposed and verdict.proposed not in [known.verdict.proposed for known in worrying]:
        wanted.insert(0, verdict.reason)
    mark = marked("", former_task_ruling(t, task)) if former_task_ruling(t, task) else ""

    def claim(actual: object) -> bool:
        text = str(actual or "").removesuffix(mark)
        said = text.split("\n")
        if mark and not str(actual).endswith(mark):
            return False
        if not wanted:
            return text == lines([verdict.reason, *recurring_counts(t, task)])
        plain = [line if line in wanted else line.partition("：")[2] for line in said]
        if isinstance(actual, Loose):  # it goes on in a further row
            return same(Loose(text), "\n".join(wanted)) or same(Loose("\n".join(plain)), "\n".join(wanted))
        return text == "\n".join(wanted) or sorted(said) == sorted("\n".join(wanted).split("\n")) or plain == wanted

    claim.__qualname__ = f"{wanted or verdict.reason!r}"
    return claim


def recurring_counts(t: Timeline, task: Task) -> list[str]:
    """Of each recurring duty how often it fell due so far, and how often it was done; of several units together."""
    due: dict[int, list[Known]] = {}
    for known in (*past_terms(t, task), *of_task(t, task)):
        if known.milestone.term and known.is_due:
            due.setdefault(known.milestone.place, []).append(known)
    told = []
    for terms in due.values():
        done = sum(known.state in FINISHED for known in terms)
        unknown = sum(known.unknown for known in terms)
        tail = f"，不明{unknown}次" if unknown else ""
        units = {t.unit_of_milestone(task, known.milestone) for known in terms}
        of_several = f"（{len(units)}家合计）" if len(units) > 1 else ""
        told.append(f"{terms[0].milestone.due_text}{of_several}：已到期{len(terms)}次，完成{done}次{tail}")
    return told


def declared(t: Timeline, task: Task) -> str:
    """The gravest of what the unit said of the milestones."""
    found = of_task(t, task)
    states = [known.state for known in found]
    word = next((DECLARED[state] for state in BAD_FIRST if state in states), "")
    if word:
        return word
    if any(known.verdict.light == "grey" for known in found):
        return "待核实"
    if not any(states):
        return DASH
    return "已完成" if all(state in FINISHED for state in states) else "正常推进"


BAD_FIRST = ("will-miss", "adjust", "trouble")
assert set(BAD_FIRST) == set(BAD)


def doubt_of(t: Timeline, task: Task) -> str:
    """A task's doubt: nothing usable came, or one of its rows waits."""
    found = of_task(t, task)
    doubts = {known.doubt for known in found if known.doubt}
    _, waits = own_row(t, task)
    return next(iter(doubts), "待更正" if waits else "")


def _words_of_shares(t: Timeline, task: Task, role: str) -> str:
    """What several units answered in rows of their own about a task; the same words once, behind all of their names."""
    units: dict[str, list[str]] = {}
    shares = t.shares(task)
    for share in shares:
        key = task.number if share.unit == task.unit else f"{task.number}~{t.plan.setting.codes[share.unit]}"
        sound = [record for record in t.records(t.kind).get(key, []) if not record.musts]
        for label in (label for _, label in t.layout.of_role(role) if sound and label in sound[-1].row):
            units.setdefault(sound[-1].row[label].text, []).append(share.unit)
    return lines(f"{'、'.join(names)}：{words}" for words, names in units.items() if words) if len(shares) > 1 else ""


def progress(t: Timeline, task: Task) -> Claim:
    """The progress that counts, and why it is not this period's or not yet right."""
    spoken = answers(t, task, "progress")
    said = _words_of_shares(t, task, "progress") or together(spoken, several=len(of_task(t, task)) > 1)
    doubts = {known.doubt_of_answer for known, _ in spoken if known and known.doubt_of_answer}
    speaking = [known.unit for known, _ in spoken if known] or [t.filler(task)]
    statuses = {t.filings[unit].newest for unit in speaking if unit in t.filings} - {"已报"}

    def claim(actual: object) -> bool:
        text = str(actual or "")
        inside = re.findall(r"\n?（([^（）]*)）$", text, flags=re.MULTILINE)
        mark = next((found for found in inside if set(found.split("，")) <= MARKS), "")
        words = re.sub(rf"\n?（(?:{'|'.join(MARKS)})(?:，[^（）]*)?）$", "", text, flags=re.MULTILINE)
        own, waits = own_row(t, task)
        doubted = waits if own or waits else bool(doubts)
        told = bool(mark) == bool(doubted or _carried(t, task) or statuses)
        right = {
            "未报送": "未报送",
            "尚未报送": "尚未报送",
            "经同意延期报送": "延期报送",
            "来件不能采用": "不能采用",
            "两个版本待确认": "两个版本",
        }
        named = (
            "待核实" in mark or not mark or any(right[status] in text for status in statuses) or not (statuses and said)
        )
        return GAP.sub("", words) == GAP.sub("", said) and (told or not said) and named

    claim.__qualname__ = f"进展 {said!r} {doubts!r}"
    return claim


GAP = re.compile(r"\s+")
MARKS = {
    *(
        "待更正",
        "待核实",
        "沿用上期",
        "本期未报送",
        "本期尚未报送",
        "本期经同意延期报送",
        "本期来件不能采用",
        "两个版本待确认",
        "以前所报",
        "未报送",
    ),
}


def _carried(t: Timeline, task: Task) -> bool:
    """Whether the text is of an earlier period."""
    own, waits = own_row(t, task)
    return waits or bool(own and own.period.code != t.period.code)


def latest_said(t: Timeline, task: Task, role: str) -> list[str]:
    """The answers under a role, in this kind of form; where it does not ask, in one beside it."""
    if asks_state(t.layout) and t.kind != "ZP" and any(True for _ in t.layout.of_role(role)):
        return [words for _, words in answers(t, task, role)]
    for kind in (t.kind, *t.layout.beside):
        labels = [label for _, label in t.layouts[kind].of_role(role)] if kind in t.layouts else []
        keys = [task.number, *(milestone.key for milestone in task.milestones)]
        rows = [t.sound(kind)[key] for key in keys if labels and key in t.sound(kind)]
        said = [row.row[label].text for row in rows for label in labels if label in row.row and row.row[label].text]
        if said:
            return said
    return []


def all_said(t: Timeline, task: Task, *roles: str) -> Claim:
    """A cell in which all that was said under some roles stands, and nothing else."""
    said = [words for role in roles for words in latest_said(t, task, role)]
    places = [f"{place_of(known)}：" for known in of_task(t, task) if known.milestone.term]

    def claim(actual: object) -> bool:
        text = GAP.sub("", str(actual or ""))
        missing = [words for words in said if GAP.sub("", words) not in text]
        for words in sorted(said, key=len, reverse=True):
            text = text.replace(GAP.sub("", words), "")
        for place in places:
            text = text.replace(GAP.sub("", place), "")
        return not missing and not FIGURE.search(text)

    claim.__qualname__ = f"{said}"
    return claim


def _declared(t: Timeline, task: Task) -> Claim:
    """What was declared, and any marks of doubt."""
    words = declared(t, task)
    doubts = {part for known in of_task(t, task) for part in known.doubt.split("，")}
    doubts |= {"待更正"} if own_row(t, task)[1] else set()
    settled = {f"自报{known.text('state')}但所报日期不晚于现时限" for known in of_task(t, task) if known.is_met}

    def claim(actual: object) -> bool:
        bare, _, said = str(actual or "").removesuffix("）").partition("（")
        told = said.split("，") if said else []
        return bare == words and settled <= set(told) <= doubts | settled and len(told) == len({*told, words}) - 1

    claim.__qualname__ = f"{words!r} {doubts}"
    return claim


def _last_due(t: Timeline, task: Task) -> str:
    """The day by which all milestones have to be true."""
    last = max(milestone.due for milestone in task.milestones)
    return (short_date if last.year == t.plan.year else cn_date)(last)


def task_cells(t: Timeline, task: Task) -> dict[str, object]:
    verdict = task_verdict(t, task)
    content = "\n".join(filter(None, (task.content, task.lines if task.dated else "")))
    own_labels = ("进展情况", *(label for _, label in t.layout.of_role("progress")))
    return {
        "编号": task.number,
        "序号": task.number,
        "项目名称": task.name + task.mark,
        "任务": text_of(task),
        "主要内容和关键时间节点计划": Loose(content),
        "责任股室": Loose(lines((*task.lead.split("、"), *task.supports))),
        "牵头单位": lead_of(t.plan, task) or "待分工",
        "联系人": t.filler(task),
        "完成时限": task.due_text if task.due_typed or not task.dated else _last_due(t, task),
        **dict.fromkeys(own_labels, _with_change(t, task, progress(t, task), "progress")),
        "存在问题和下一步工作计划": _with_change(
            t, task, all_said(t, task, "reason", "problems", "remark"), "reason", "problems", "remark"
        ),
        "存在问题和下一步措施": _with_change(t, task, all_said(t, task, "reason", "problems"), "reason", "problems"),
        "自报状态": _declared(t, task),
        **dict.fromkeys(("核定亮灯", "拟亮灯", "亮灯"), lit(verdict, late_mark(t, task))),
        "依据": grounds(t, task),
    }


def late_mark(t: Timeline, task: Task) -> str:
    """Of a green task, how many of its milestones were finished late."""
    late = sum(known.state == "done-late" for known in of_task(t, task))
    if not late or task_verdict(t, task).light != "green":
        return ""
    return f"逾期完成{late}个" if len(task.milestones) > 1 else "逾期完成"


CHANGED, SHORTENED = "〔改〕", "〔删〕"
FOLDED = re.compile("([^。：]+)：各项都是([^。]*)。")
SENTENCE, SENTENCE_ENDS = re.compile(r"[^。；;！？\n]+[。；;！？]*"), "。；;！？ \u3000"


def _with_change(t: Timeline, task: Task, words: Claim, *roles: str) -> Claim:
    """A text in which each run of sentences that the last report did not have stands behind a mark.

    Where there is none, and one of then is gone, another mark stands at the end; where the task was in no last report,
    no mark.
    """
    thens = [(last, then) for last in reports(t)[-1:] for then in last.plan.tasks if then.number == task.number]
    now = _all_sentences(t, task, *roles)
    before = {_bare(sentence) for last, then in thens for sentence in _all_sentences(last, then, *roles)}
    new = {_bare(sentence) for sentence in now if _bare(sentence) not in before} if thens else set()
    is_shorter = not new and bool(before.difference(map(_bare, now)))

    def claim(actual: object) -> bool:
        text = str(actual or "")
        has_end = text.endswith(SHORTENED) == (is_shorter and text != "")
        is_marked = _are_marked(text, now, new) and _ink_is_of_new(actual, now, new)
        return has_end and is_marked and words(text.replace(CHANGED, "").removesuffix(SHORTENED))

    claim.__qualname__ = f"{sorted(new) if new else SHORTENED if is_shorter else ''}{words.__qualname__}"
    return claim


def _are_marked(text: str, sentences: Iterable[str], new: set[str]) -> bool:
    """Whether a mark stands before the first of each run of new sentences, and nowhere else."""
    wanted, end, is_in_run = 0, 0, False
    for sentence in sentences:
        start = text.find(sentence, end)
        if start < 0:  # said in two columns, printed once
            continue
        is_new, gap = _bare(sentence) in new, text[end:start]
        begins = is_new and not (is_in_run and not gap.strip())
        if gap.endswith(CHANGED) != begins:
            return False
        wanted, end, is_in_run = wanted + begins, start + len(sentence), is_new
    return text.count(CHANGED) == wanted


def _ink_is_of_new(actual: object, sentences: Iterable[str], new: set[str]) -> bool:
    """Whether the sentences that are new, behind their marks, and no others are in the ink of what changed."""
    runs = actual.coloured if isinstance(actual, Inked) else ()
    coloured = {_bare(sentence) for run in runs for sentence in SENTENCE.findall(run.replace(CHANGED, ""))}
    wanted = {_bare(sentence) for sentence in sentences if _bare(sentence) in new and sentence in str(actual)}
    is_parted = isinstance(actual, Loose)
    return (coloured == wanted or is_parted) and all(run.startswith(CHANGED) or is_parted for run in runs)


def _all_sentences(t: Timeline, task: Task, *roles: str) -> list[str]:
    return [sentence for answer in _all_answers(t, task, *roles) for sentence in SENTENCE.findall(answer)]


def _bare(sentence: str) -> str:
    return sentence.strip(SENTENCE_ENDS)


def _all_answers(t: Timeline, task: Task, *roles: str) -> list[str]:
    return [together(answers(t, task, role), several=len(of_task(t, task)) > 1) for role in roles]


def recount_details(t: Timeline, sheet: ReportSheet) -> None:
    """自评和核定明细: what was said of each goal, as it was said."""
    labels = {"自评完成情况": "state", "完成情况说明": "progress", "自评扣分原因": "loss", "佐证材料目录": "evidence"}
    labels |= {"核定扣分理由": "ground", "自评得分": "score", "核定分": "approved", "等级": "grade"}
    for table in sheet.tables("编号", "自评完成情况", "完成情况说明"):
        rows = []
        for task in t.plan.tasks:
            said = {label: lines(_detail(t, task, role)) for label, role in labels.items()}
            answered = {label: words or OneOf((words, "—")) for label, words in said.items()}
            missing = "" if said["自评得分"] else "未自评"
            notes = OneOf((missing, "，".join(filter(None, ("待更正", missing)))))
            head = {"编号": task.number, "评分情况": notes, "年度工作目标（摘要）": brief(task), "牵头单位": task.unit}
            rows.append({**head, **answered})
        table.compare(rows)


def _detail(t: Timeline, task: Task, role: str) -> list[str]:
    """Of a self-evaluation that waits to be corrected, only what may not wait shows."""
    records = t.records("ZP").get(task.number, [])
    asked = any(True for _ in t.layouts["ZP"].of_role(role))
    if asked and not records:
        return []
    if not asked or not records[-1].musts:
        return latest_said(t, task, role)
    if role not in SHOWN_AT_ONCE:
        return []
    words = of_task(t, task)[0].text(role) if of_task(t, task)[0].overlaid else ""
    return [words] if words else []


def recount_summary(t: Timeline, sheet: ReportSheet) -> None:
    """汇总表, with the headers of the form; a line in place of a column has what all tasks have there."""
    rows = [{**cells, **_by_headers_of_forms(cells)} for cells in _all_task_cells(t)]
    for place, words in list(sheet.cells.items()):
        if said := FOLDED.findall(str(words)):
            sheet.expect(place, "".join(f"{label}：各项都是{value}。" for label, value in said))
            wrong = [label for label, value in said if not all(same(value, row[label]) for row in rows)]
            sheet.faults += [f"{sheet.at(place)}: {label}并不都是这样" for label in wrong]
    for table in sheet.tables("依据"):
        table.compare(rows)


def _all_task_cells(t: Timeline) -> list[dict[str, object]]:
    return [task_cells(t, task) for task in t.plan.tasks]


def _by_headers_of_forms(cells: dict[str, object]) -> dict[str, object]:
    return {
        "主要内容和节点": cells["主要内容和关键时间节点计划"],
        **dict.fromkeys(("工作任务", "重点工作任务", "年度目标"), cells["项目名称"]),
        **dict.fromkeys(("责任单位", "责任股室和协办"), cells["责任股室"]),
        **dict.fromkeys(("进展情况（累计）", "完成说明"), cells["进展情况"]),
    }


def rows_of(table: Table) -> list[int]:
    return table.lines
