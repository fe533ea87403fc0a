"""What stands around the table of a plan: its title, who issued it, when, and the notes below it."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain, pairwise

from duban.importing.source_doubts import SourceDoubts
from duban.messages.finding import Finding, Place
from duban.model.plan import PLAN_YEARS
from duban.text.dates import parse_day
from duban.text.folding import remove_spaces, to_half_width
from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import MutableObject, ValueObject, field
from duban.workbook.document import Paragraph, SourceDocument, SourceTable

_KINDS = ("表", "清单", "台账", "要点", "方案", "计划", "一览", "分解", "任务", "项目", "事项", "实事", "臺賬", "任務")
_KIND = lazy_pattern("|".join(_KINDS))
_YEAR = lazy_pattern(r"(20\d{2})(?=\s*年|[-－—]|$|\D)")
_LONGEST_TITLE = 60
_LONGEST_OFFICE = 25
_DOCUMENT_NUMBER = lazy_pattern(r"\S{2,16}[〔\[（(]\d{4}[〕\]）)]\s*\d+号")
_NOTICE = lazy_pattern(r"(.{0,25}?)关于(?:印发|下达|转发|公布)?《?(.{4,50}?)》?的(?:通知|意见|公告|函)")
_NOTE = lazy_pattern(r"(?:说明|注|备注|注释|說明)\s*[：:]\s*(\S.*)", re.DOTALL)
_NOTES = lazy_pattern(r"(?:填报说明|填表说明|说明|注)\s*[：:]?")
_NOTE_LINE = lazy_pattern(r"\d{1,2}\s*[.．、]\s*(\S.*)", re.DOTALL)
_DAY = r"\d{1,2}月\d{1,2}日"
_SYSTEM = lazy_pattern(r"(?:系统|机关|工作)$")
_AT_END = lazy_pattern(r"[（(](?:截至|截止)[^（）()]*[）)]$")
_AT_HEAD = lazy_pattern(r"^(?:附件|附表|附)\s*\d*\s*[：:.．]?\s*(?:\d+[.．、]\s*)?")


class Line(ValueObject):
    """A line of words outside of the rows of tasks."""

    text: str
    place: Place
    is_below: bool
    """Whether it stands below a row of tasks."""


class SourceHead(MutableObject):
    """What is known of the plan as a whole.

    Attributes:
        named_days: what the document says of days that it calls by names: 汛期 → 4月15日.
        findings: what could not be read.
    """

    title: str
    year: int
    office: str
    number: str = ""
    issued: date | None = None
    note: str = ""
    notes: list[str] = field(default_factory=list)
    named_days: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read_head(lines: Sequence[Line], documents: Sequence[SourceDocument], file: str, year: int) -> SourceHead:
    """The head of the plan.

    Args:
        lines: outside of the rows of tasks, in order.
        documents: for the year that they speak of most.
        file: its name, for a table without a title.
        year: of the plan, where the clerk said so; 0: as the title says.
    """
    below = [line.text for line in lines if line.is_below]
    title = _title([line.text for line in lines if not line.is_below])
    title = title or _AT_HEAD.sub("", file.rpartition("/")[2].rpartition(".")[0]) or file
    plan_year = year or _year(title) or _usual_year(documents)
    head = SourceHead(title, plan_year, _office(title, lines))
    for line in lines:
        _read_line(line, head)
    _read_notes(below, head)
    return head


def _title(above: Sequence[str]) -> str:
    """The last line above the table that is called like a table, else what a notice is about; empty where none is."""
    short = [_AT_END.sub("", _AT_HEAD.sub("", remove_spaces(text))) for text in above if len(text) <= _LONGEST_TITLE]
    titles = [text for text in short if _is_title(text)] or [
        match[2] for match in map(_NOTICE.fullmatch, short) if match
    ]
    return titles[-1] if titles else ""


def _is_title(text: str) -> bool:
    is_sentence = text.endswith(("：", ":")) or "。" in text
    names_year = _YEAR.search(text) is not None
    is_named = text.endswith(_KINDS) or (names_year and (text.endswith("工作") or _KIND.search(text) is not None))
    return is_named and not is_sentence


def _year(text: str) -> int:
    """The year that a text names first; 0 where it names none that a plan may be of."""
    years = (int(match[1]) for match in _YEAR.finditer(to_half_width(text)))
    return next((year for year in years if year in PLAN_YEARS), 0)


def _usual_year(documents: Sequence[SourceDocument]) -> int:
    """The year that is named most often."""
    texts = (text for document in documents for block in document.blocks for text in _texts(block))
    years = [int(year) for text in texts for year in _YEAR.findall(text) if int(year) in PLAN_YEARS]
    return max(years, key=years.count, default=0)


def _texts(block: Paragraph | SourceTable) -> Iterable[str]:
    return [block.text] if isinstance(block, Paragraph) else (text for row in block.rows for text in row)


def _office(title: str, lines: Sequence[Line]) -> str:
    """Who signed, in a line of its own above its day; else who gave notice; else the words before the title's year."""
    texts = [remove_spaces(line.text) for line in lines]
    signed = (above for above, below in pairwise(texts) if parse_day(below) and _may_sign(above))
    givers = (match[1] for match in map(_NOTICE.fullmatch, texts) if match and match[1])
    before = _YEAR.split(title)[0].strip('“”"《 ')
    in_title = _SYSTEM.sub("", before) if 1 < len(before) <= _LONGEST_OFFICE else ""
    return next(chain(signed, givers), in_title)


def _may_sign(text: str) -> bool:
    return 1 < len(text) <= _LONGEST_OFFICE and "。" not in text and not _DOCUMENT_NUMBER.fullmatch(text)


def _read_line(line: Line, head: SourceHead) -> None:
    text = remove_spaces(line.text)
    day = parse_day(text)
    if not head.number and _DOCUMENT_NUMBER.fullmatch(text):
        head.number = text
    elif head.issued is None and day and day.year in {head.year, head.year - 1}:
        head.issued = day.in_year(head.year)


def find_named_days(lines: Iterable[Line], names: Iterable[str]) -> dict[str, str]:
    """What lines say of days that have names: 汛期自4月15日起, 9月1日开学."""
    text = remove_spaces("\n".join(line.text for line in lines))
    days: dict[str, str] = {}
    for name in sorted(names, key=len, reverse=True):
        match = re.search(rf"{name}(?:学期)?(?:自|从|为|是|：|:)?({_DAY})|({_DAY})(?:起|为|是)?{name}", text)
        if match:
            days[name] = match[1] or match[2]
    return days


def _read_notes(below: Sequence[str], head: SourceHead) -> None:
    """说明：… in one line, or lines with numbers below 填报说明：."""
    is_list = False
    for text in below:
        if _NOTES.fullmatch(text):
            is_list = True
        elif is_list and (line := _NOTE_LINE.fullmatch(text)):
            head.notes.append(line[1])
        elif match := _NOTE.fullmatch(text):
            note = match[1] if text.startswith("说明") else text
            head.note = f"{head.note}\n{note}".strip()
        else:
            is_list = False


def tell_head(head: SourceHead, doubts: SourceDoubts) -> None:
    """What of the head could not be read, and has to be looked at."""
    place = Place(doubts.file)
    if not head.office:
        head.findings.append(doubts.tell("import-no-office", place))
    if head.issued is None:
        head.findings.append(doubts.tell("import-no-issue-day", place))
