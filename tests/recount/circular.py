"""通报: every figure of its sentences and of its lists, read out of the document with nothing but a zip and XML."""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

from tests.recount.chasing import _is_asked
from tests.recount.days import cn_date, short_date
from tests.recount.first_page import coming_soon
from tests.recount.known import FINISHED, SYMBOLS, Known
from tests.recount.overview import day_here
from tests.recount.plan import Task
from tests.recount.requests import open_requests
from tests.recount.schedule import periods_of
from tests.recount.sheets import share
from tests.recount.standing import milestones, task_verdict
from tests.recount.timeline import Timeline
from tests.recount.totals import Due, due_of, of_unit

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DIGIT = re.compile(r"\d")


@dataclass
class Circular:
    """A document on its way through the recount. figures: how many numbers were right. faults: what differs."""

    t: Timeline
    path: Path
    faults: list[str] = field(default_factory=list)
    figures: int = 0

    @cached_property
    def body(self) -> Element:
        with zipfile.ZipFile(self.path) as package:
            body = fromstring(package.read("word/document.xml")).find(f"{WORD}body")
        assert body is not None
        return body

    @cached_property
    def sentences(self) -> list[str]:
        """The paragraphs outside of tables, up to the annexes."""
        texts = [_text(element) for element in self.body if element.tag == f"{WORD}p"]
        return texts[: texts.index("附件1")]

    @cached_property
    def tables(self) -> list[list[list[str]]]:
        return [
            [[_text(cell) for cell in row.iter(f"{WORD}tc")] for row in table.iter(f"{WORD}tr")]
            for table in self.body.iter(f"{WORD}tbl")
        ]

    def paragraph(self, start: str) -> str:
        """The paragraph that begins so, its own number left out; empty where there is none."""
        bare = [re.sub(r"^(（[一二三四五六七八九十]）|[一二三四五六七八九十]、)", "", text) for text in self.sentences]
        return next((text for text in bare if text.startswith(start)), "")

    def expect(self, what: str, actual: object, expected: object) -> None:
        self.figures += 1
        if actual != expected:
            self.faults.append(f"{self.path.name}: {what}: 文稿 {actual!r} 重算 {expected!r}")

    def holds(self, text: str, *pieces: str) -> None:
        """Each piece stands in a text, and what has a number in it is one of them."""
        for piece in sorted(filter(None, pieces), key=len, reverse=True):
            self.expect(text, piece in text, expected=True)
            text = text.replace(piece, "")
        self.expect(text, bool(DIGIT.search(text)), expected=False)


def _text(element: Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{WORD}t"))


def recount_circular(t: Timeline, path: Path) -> Circular:
    """Compare all of a 通报."""
    letter = Circular(t, path)
    found = milestones(t)
    named = [each for each in found if each.verdict.light in ("red", "yellow") and not _is_asked(each)]
    unfinished = [each for each in named if each.state not in FINISHED]
    lists = {
        "未按期完成": [each for each in unfinished if _is_due(each) and not each.unknown],
        "印发前": [each for each in unfinished if _is_old(each) and not each.unknown],
        "不亮红灯、黄灯": [each for each in found if _is_late(each) and each.verdict.light not in ("red", "yellow")],
        "存在逾期风险": [each for each in unfinished if each.unknown or not (_is_due(each) or _is_old(each))],
        "待核实": [each for each in found if _is_asked(each)],
    }
    _whole(letter, found)
    for what in ("未按期完成", "存在逾期风险"):
        _points(letter, what, lists[what])
    _owing(letter)
    _requests(letter)
    _next(letter)
    _units(letter)
    _list(letter, [known for rows in lists.values() for known in rows])
    return letter


def _is_late(known: Known) -> bool:
    return (_is_due(known) or _is_old(known)) and known.state not in FINISHED and not known.unknown


def _is_due(known: Known) -> bool:
    return known.is_due and not _is_old(known)


def _is_old(known: Known) -> bool:
    issued = known.t.plan.issued
    return bool(issued and known.milestone.due < issued)


def _parts(due: Due, *, rate: bool) -> list[str]:
    """How a sentence tells the parts of what is due; what is none is not told."""
    if due.in_time == due.count:
        return ["均按期完成"]
    told = [f"按期完成{due.in_time}个"]
    told += [f"（{share(due.in_time, due.count)}）"] if rate and due.unknown < due.count else []
    told += [f"逾期完成{due.late}个"] if due.late else []
    told += [f"未完成{due.unfinished}个"] if due.unfinished else []
    return told + ([f"待核实{due.unknown}个"] if due.unknown else [])


def _whole(letter: Circular, found: Sequence[Known]) -> None:
    """总体情况: tasks, milestones, those due before and since the issue, the last batch, the next, returns."""
    t, due, old = letter.t, due_of(found), due_of(found, before_issue=True)
    text = letter.paragraph("任务共")
    halves = re.split("(?<=。)(?=截至|其中最近一批)", text)
    letter.holds(halves[0], *_first(t, found, old))
    current = next(half for half in halves if half.startswith("截至"))
    letter.holds("".join(current.partition("。")[:1]), *_since_issue(t, due))
    if batch := next((half for half in halves if half.startswith("其中最近一批")), ""):
        last = max(each.milestone.due for each in found if _is_due(each))
        own = due_of(each for each in found if each.milestone.due == last)
        letter.holds(batch.partition("。")[0], f"{_day(t, last)}到期{own.count}个", *_parts(own, rate=False))
    rest = re.sub(r"未完成的节点中，\d+个[^。]*。", "", (batch or current).partition("。")[2])
    unlit = [each for each in found if _is_late(each) and each.verdict.light not in ("red", "yellow")]
    letter.expect("不亮红灯、黄灯", f"未完成的节点中，{len(unlit)}个" in text, bool(unlit))
    letter.holds(rest, *_coming(t, found), *_returns(t), *_finished(letter, t), *_early(t, found))


def _first(t: Timeline, found: Sequence[Known], old: Due) -> list[str]:
    pieces = [f"任务共{len(t.plan.tasks)}项"]
    pieces += [f"关键节点{len(found)}个"] if len(found) > len(t.plan.tasks) else []
    if not old.count:
        return pieces
    parts = ["均已完成"] if old.done == old.count else [f"已完成{old.done}个"]
    parts += [f"未完成{old.unfinished}个"] if old.unfinished else []
    parts += [f"待核实{old.unknown}个"] if old.unknown else []
    return [*pieces, f"已到期的节点{old.count}个", *parts]


def _since_issue(t: Timeline, due: Due) -> list[str]:
    if not due.count:
        return [day_here(t, t.as_of), "没有到期的节点"]
    return [day_here(t, t.as_of), f"到期节点{due.count}个", *_parts(due, rate=True)]


def _day(t: Timeline, day: date) -> str:
    year = "" if day.year == t.plan.year else f"{day.year}年"
    return f"{year}{day.month}月底" if (day + timedelta(days=1)).day == 1 else f"{year}{short_date(day)}"


def _coming(t: Timeline, found: Sequence[Known]) -> list[str]:
    last, coming = coming_soon(t)
    if not coming:
        return [f"{_day(t, last)}前没有节点到期"]
    own = [each for each in found if not each.is_due and each.milestone.due <= last]
    done = sum(1 for each in own if each.state in FINISHED)
    return [f"{_day(t, last)}前还有{len(own)}个节点到期", f"其中{done}个已提前完成" if done else ""]


def _returns(t: Timeline) -> list[str]:
    filed = sum(1 for filing in t.filings.values() if filing.form)
    people = t.plan.cycle(t.run.form).get("填报对象") in ("联系人", "责任领导")
    who = "人" if people else "家"
    return [f"应报{len(t.filings)}{who}", f"已报{filed}{who}"]


def _finished(letter: Circular, t: Timeline) -> list[str]:
    """The numbers of the tasks that are finished; runs of neighbours are spelt out and compared."""
    finished = [task.number for task in t.plan.tasks if task_verdict(t, task).as_proposed.word == "已完成"]
    if f"任务全部完成的有{len(finished)}项" in letter.paragraph("任务共"):
        return [f"任务全部完成的有{len(finished)}项"]
    match = re.search(r"任务全部完成的有第([^。]*)项", letter.paragraph("任务共"))
    numbers = [task.number for task in t.plan.tasks]
    told: list[str] = []
    for run in match[1].split("、") if match else ():
        first, _, last = run.partition("至")
        told += numbers[numbers.index(first) : numbers.index(last or first) + 1]
    letter.expect("任务全部完成", told, finished)
    return [match[0]] if match else []


def _early(t: Timeline, found: Sequence[Known]) -> list[str]:
    count = sum(1 for each in found if each.milestone.due > t.as_of and not _is_old(each) and each.state in FINISHED)
    return [f"提前完成节点{count}个"] if count else []


def _called(task: Task) -> str:
    """The beginning of a task's name, as it stands between quotes."""
    return _clause(task.name).replace("“", "‘").replace("”", "’")[:12]


def _clause(words: str) -> str:
    """The first clause of a text, at most twenty characters of it: sentences have whole clauses."""
    return re.split("[，,。；;：、\n]", words)[0][:20]


def _points(letter: Circular, what: str, expected: Sequence[Known]) -> None:
    """A paragraph about milestones: the first of the list one by one, and how many there are."""
    start = next((f"{few}节点{what}。" for few in ("个别", "部分") if letter.paragraph(f"{few}节点{what}")), "")
    letter.expect(what, bool(start), bool(expected))
    if not start:
        return
    letter.expect(what, start[:2], "个别" if len(expected) <= 3 else "部分")
    *told, end = letter.paragraph(start).removeprefix(start).split("（待核对）")
    letter.expect(what, end, "。" if len(told) == len(expected) else f"等{len(expected)}个，见附件2。")
    for words, known, former in zip(told, expected, [None, *expected], strict=False):
        again = former is not None and former.task.number == known.task.number
        head = "该项另有一个节点" if again else f"第{known.task.number}项“{_called(known.task)}"
        letter.expect(what, words.lstrip("；").startswith(head), expected=True)
        _point(letter, words, known, overdue=what == "未按期完成")


def _point(letter: Circular, words: str, known: Known, *, overdue: bool) -> None:
    """One milestone: whose it is, since when it is late, why, and when it will be done."""
    t, days, expected = letter.t, (letter.t.as_of - known.milestone.due).days, known.day("expected")
    if "该项另有" not in words:
        letter.expect("牵头", f"（{known.unit}）" in words, expected=True)
    if overdue:
        is_old = "此后没有可采用的新报" in known.verdict.as_proposed.reason
        letter.expect("超期", f"超期{days}天" in words, expected=days > 0 and not is_old)
        letter.expect("超期", "此后没有可采用的新报" in words, expected=is_old)
    if expected:
        letter.expect("预计", day_here(t, expected) in words or cn_date(expected) in words, expected=True)
    reason = known.text("reason")
    letter.expect("原因", _clause(reason) in words, expected=True)


def _owing(letter: Circular) -> None:
    t = letter.t
    owing = [(unit, filing) for unit, filing in t.filings.items() if filing.owes]
    text = letter.paragraph("个别单位报送不规范。").removeprefix("个别单位报送不规范。")
    letter.expect("报送不规范", bool(text), bool(owing))
    told = [words.lstrip("；") for words in text.split("（待核对）")[:-1]]
    if len(told) < len(owing):
        letter.expect("报送不规范", f"等{len(owing)}家" in text, expected=True)
    for words, (unit, filing) in zip(told, owing, strict=False):
        unknown = [known for known in of_unit(t, unit) if _is_asked(known)]
        letter.expect(unit, words.startswith(f"{unit}：{filing.newest}"), expected=True)
        letter.expect(unit, f"{len(unknown)}个到期节点待核实" in words, expected=bool(unknown))


def _requests(letter: Circular) -> None:
    waiting = open_requests(letter.t)
    told = [text for text in letter.sentences if re.match(r"\d+．第", text)]
    for index, (words, request) in enumerate(zip(told, waiting, strict=False), 1):
        start = f"{index}．第{request.task.number}项“{_called(request.task)}"
        letter.expect("协调", words.startswith(start), expected=True)
        letter.expect("协调", _clause(request.words) in words, expected=True)
    is_cut = bool(told) and told[-1].endswith(f"）。另有{len(waiting) - len(told)}件。")
    letter.expect("协调", is_cut, expected=len(told) < len(waiting))


def _next(letter: Circular) -> None:
    t = letter.t
    later = [period.due for period in periods_of(t.plan, t.plan.cycle(t.run.form)) if period.due > t.period.due]
    day = day_here(t, min(later)) if later else ""
    text = letter.paragraph("请各责任单位")
    letter.expect("下期", f"下期情况请于{day}前报" in text, expected=bool(later))


def _units(letter: Circular) -> None:
    """附件1: each unit's due milestones, and the sums below."""
    t, (_, *lines, total) = letter.t, letter.tables[0]
    for index, (line, unit) in enumerate(zip(lines, t.answering, strict=False), 1):
        count = len(t.tasks_of(unit))
        letter.expect("附件1", line, [str(index), unit, str(count), *_counts(of_unit(t, unit))])
    letter.expect("附件1", len(lines) >= len(t.answering), expected=True)
    letter.expect("附件1", total, ["", "合计", str(len(t.plan.tasks)), *_counts(milestones(t))])
    columns = list(zip(*lines, strict=True))[2:8]
    sums = [str(sum(map(int, column))) for column in columns]
    shared = any(len(t.fillers(task)) > 1 for task in t.plan.tasks)  # then the total counts a task once
    letter.expect("附件1", sums[shared:], total[2 + shared : 8])


def _counts(found: Sequence[Known]) -> list[str]:
    due, old = due_of(found), due_of(found, before_issue=True)
    counts = [due.count, due.in_time, due.late, due.unfinished, due.unknown]
    return [*map(str, counts), f"{old.count}（{old.done}）" if old.count else "—"]


def _list(letter: Circular, expected: Sequence[Known]) -> None:
    """附件2: each milestone that is named or not known, whole."""
    rows = letter.tables[1][1:] if len(letter.tables) > 1 else []
    letter.expect("附件2", len(rows), len(expected))
    for index, (row, known) in enumerate(zip(rows, expected, strict=False), 1):
        light = SYMBOLS[known.verdict.light].replace(" ", "")
        unit = known.unit
        letter.expect("附件2", [row[0], *row[3:5]], [str(index), unit, light])
        letter.expect("附件2", row[1].startswith(f"{known.task.number}．"), expected=True)
        why = known.why_unknown if _is_asked(known) else known.verdict.as_proposed.reason.rstrip("。")
        letter.expect(f"附件2 {why} {row[5]}", why in row[5], expected=True)
        letter.expect("附件2", known.text("reason").rstrip("。") in row[5] or _is_asked(known), expected=True)
