"""Every word of a table is kept: each run of Chinese letters stands in a value, a comment, a unit or a printed line."""

import re
from collections.abc import Iterable, Iterator, Mapping

from tests.imports.due_words import TRADITIONAL
from tests.imports.records import fold
from tests.imports.source import ABOVE, NUMBER_HEADERS, Document, Table, plain

RUN = re.compile("[\u3400-\u9fff〇]{2,}")
NUMBER = re.compile(r"\d{3,}")
"""Shorter numbers are days and months, which may be written in another way."""
LONG = 10
"""A run of so many letters is a sentence: it must stand as often as in the table. Shorter ones may be inherited."""
BEGINNING = 8
"""Of a line of text above or below a table, so many letters show that it was listed."""
LABELS = re.compile(
    "^(?:责任领导|分管县领导|联系人|牵头单位|配合单位|责任单位|责任部门|验收标准|完成时限|牵头|配合|负责|附件|续表"
    "|[一二三四五六七八九十]+是|第?[一二三四]季度|月(?:底|末)?(?:之?前)?|日(?:之?前)?|年底前?)+|(?:共同|并列)?(?:牵头|配合|负责)+$"
)
"""Words that say what the words beside them are, and what is left of a day without its figures."""
COMPARATORS = re.compile("以上|以下|以内|左右|不少于|不低于|不高于|不超过|控制在|至少|达到")
"""Of a target, said by its 比较."""
KEYS = {
    *(
        "名称",
        "内容",
        "时限",
        "称谓",
        "标准",
        "牵头",
        "协办",
        "责任单位",
        "责任领导",
        "联系人",
        "来源",
        "类别",
        "组",
        "权重",
    ),
    *("指标", "目标", "比较", "单位", "节点", "分项", "项目", "自定", "完成时限", "序号"),
}
"""Keys that stand between words of one sentence; a day as a key is words."""


NOTE = re.compile(
    r"^(?:(?:填报)?说明|备注|注)[：:]|^\d+[.．、]\s*|^[（(][一二三四五六七八九十]+[)）]|[（(]\d+分[)）]$|。$"
)
"""Said by a key of the plan, the number of a heading with its points, a stop."""


def lost_words(document: Document, plan: object, units: object, texts: Iterable[str]) -> Iterator[str]:
    """Runs of a document, and its longer numbers, that stand nowhere in an import.

    Args:
        document: the table; the lines of text around a table are kept where their beginnings are listed.
        plan: plan.yaml as YAML reads it.
        units: units.yaml likewise.
        texts: comments of both, and the printed lines.
    """
    kept = fold("｜".join([*values(plan), *values(units), *texts])).translate(TRADITIONAL)
    squeezed = re.sub(r"[^\u3400-\u9fff〇]", "", kept)
    numbers = kept.replace(",", "")
    cells, around = table_words(document), lines_around(document)
    runs = [run for text in cells for part in text.split() for run in RUN.findall(fold(part))]
    for run in dict.fromkeys(runs):
        core = LABELS.sub("", run).translate(TRADITIONAL)
        often = runs.count(run) if len(core) >= LONG else 1
        found = max(kept.count(core), squeezed.count(core), squeezed.count(COMPARATORS.sub("", core)))
        if core and found < often:
            yield run
    for number in dict.fromkeys(digits for text in cells for digits in NUMBER.findall(fold(text).replace(",", ""))):
        if number not in numbers:
            yield number
    yield from (line for line in around if fold(NOTE.sub("", line))[:BEGINNING] not in kept)


def values(data: object) -> Iterator[str]:
    """The values of YAML data as texts, in their order, and the keys that are words of the office: a day, a group."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key not in KEYS:
                yield str(key)
            yield from values(value)
    elif isinstance(data, list):
        for value in data:
            yield from values(value)
    elif data is not None:
        yield str(data)


def table_words(document: Document) -> list[str]:
    """The texts of all cells but headers, for which there are keys; of a document without tables, its lines."""
    tables = list(document.tables)
    headers = {cell for table in tables for row in table[: header_rows(table)] for cell in row}
    cells = [plain(cell) for table in tables for row in table if not set(row) <= headers | {""} for cell in row]
    return cells if tables else [str(block) for sheet in document.sheets for block in sheet.blocks]


def header_rows(table: Table) -> int:
    """How many rows the header takes: to the one that numbers the tasks, and the next if it goes on with its cells."""
    numbered = (index for index, row in enumerate(table[:3]) if NUMBER_HEADERS & set(row))
    last = next(numbered, 0)
    return last + 1 + (len(table) > last + 1 and ABOVE in table[last + 1])


def lines_around(document: Document) -> list[str]:
    """The lines of text above, between and below tables."""
    if not any(document.tables):
        return []
    return [block for sheet in document.sheets for block in sheet.blocks if isinstance(block, str)]
