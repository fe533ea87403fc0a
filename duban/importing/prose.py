"""A plan in running text, 一、… 1．…, as the table that it would be: heading, number, name, and what it is about."""

import re
from collections.abc import Collection, Iterator, Sequence

from duban.importing.columns import SourceColumn, SourceColumns
from duban.importing.labelled import labelled_parts
from duban.model.import_words import ImportWords
from duban.text.lazy_pattern import lazy_pattern
from duban.text.lists import first_sentence
from duban.workbook.document import Paragraph, SourceDocument, SourceTable

PROSE_TABLE = 0
"""The number of a table that was none: its rows are lines of the document."""
_COLUMNS = ("类别", "序号", "名称", "内容", "牵头", "协办", "责任单位", "责任领导", "联系人", "完成时限", "来源")
_CHAPTER = lazy_pattern(r"[一二三四五六七八九十]{1,3}[、.．]\s*\S.{1,50}")
_SECTION = lazy_pattern(r"[（(]([一二三四五六七八九十]{1,3})[）)]\s*(\S.*)")
_ITEM = lazy_pattern(r"(\d{1,3})\s*[.．﹒、]\s*(?!\d)(\S.*)", re.DOTALL)
_FEWEST_ITEMS = 3
_LABELS_AT_END = lazy_pattern(r"[（(〔\[]([^（）()]*[：:][^（）()]*)[）)〕\]]\s*[。.]?\s*$")


def prose_table(document: SourceDocument, words: ImportWords) -> tuple[SourceTable, SourceColumns] | None:
    """The numbered paragraphs of a document as a table, with its columns; None where it has hardly any."""
    paragraphs = [block for block in document.blocks if isinstance(block, Paragraph)]
    pattern = _ITEM if _is_list(paragraphs, _ITEM) else _SECTION
    if not _is_list(paragraphs, pattern):
        return None
    row_by_line = dict(_rows(paragraphs, pattern, words))
    rows = [row_by_line.get(line, ()) for line in range(1, paragraphs[-1].line + 1)]
    return SourceTable("", PROSE_TABLE, rows), SourceColumns(0, 0, tuple(_columns(row_by_line.values())))


def _columns(rows: Collection[Sequence[str]]) -> Iterator[SourceColumn]:
    """Those in which something stands."""
    for place, meaning in enumerate(_COLUMNS):
        if any(row[place] for row in rows):
            yield SourceColumn((place,), meaning, meaning)


def _is_list(paragraphs: Sequence[Paragraph], pattern: re.Pattern[str]) -> bool:
    """Whether a document is a list of such items, and not a text with some of them."""
    items = [paragraph.text for paragraph in paragraphs if pattern.fullmatch(paragraph.text)]
    letters = sum(len(paragraph.text) for paragraph in paragraphs)
    return len(items) >= _FEWEST_ITEMS and sum(map(len, items)) * 2 >= letters


def _rows(
    paragraphs: Sequence[Paragraph], pattern: re.Pattern[str], words: ImportWords
) -> Iterator[tuple[int, Sequence[str]]]:
    """Line → what stands in the columns; a paragraph without a number goes on with the task above it."""
    chapter = ""
    item: tuple[int, str, str] | None = None
    for paragraph in paragraphs:
        if _CHAPTER.fullmatch(paragraph.text) and not paragraph.text.endswith(("。", "；")):
            if item:
                yield item[0], _row(chapter, item[1], item[2], words)
            chapter, item = paragraph.text, None
        elif match := pattern.fullmatch(paragraph.text):
            if item:
                yield item[0], _row(chapter, item[1], item[2], words)
            item = (paragraph.line, match[1], match[2])
        elif item:
            item = (item[0], item[1], f"{item[2]}\n{paragraph.text}")
    if item:
        yield item[0], _row(chapter, item[1], item[2], words)


def _row(chapter: str, number: str, text: str, words: ImportWords) -> Sequence[str]:
    labels = _LABELS_AT_END.search(text)
    labelled = dict(labelled_parts(labels[1], words)) if labels else {}
    if labels and labelled and not labelled.pop(""):
        text = text[: labels.start()]
    else:
        labelled = {}
    name, content = first_sentence(text)
    cells = {"类别": chapter, "序号": number, "名称": name, "内容": content, **labelled}
    return [cells.get(column, "") for column in _COLUMNS]
