"""The first sheet of a correction copy: all that is to be done, each with a link to its cell, ready to print."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from duban.forms.batch import FormCell
from duban.messages.catalogue import Messages
from duban.messages.finding import Finding, Place
from duban.messages.grouping import FindingGroup, finding_counts_text
from duban.model.form_id import FormId, contains_form_code
from duban.model.layout import Layout
from duban.model.submission import Answer, Submission
from duban.text.shown import plain
from duban.workbook.book import Cell, PageSetup, Sheet, SheetRow
from duban.workbook.paging import row_height

_HEADS = ("number", "severity", "sheet", "cell", "task", "column", "read", "says", "hint")
_WIDTHS = (5.0, 10.0, 13.0, 8.0, 24.0, 14.0, 18.0, 30.0, 30.0)
_SIZE = 10.0
_BRIEF, _LONG = 40, 1000
"""So many characters of a cell are quoted, and of what a department wrote where nothing was asked."""


@dataclass(frozen=True, slots=True)
class CoverContent:
    """What the sheet tells. spots: row key and column key → where the copy asks for it. remarks: their comments."""

    layout: Layout
    form_id: FormId
    facts: Mapping[str, object]
    groups: Sequence[FindingGroup]
    form_cells: Mapping[tuple[str, str], FormCell]
    submission: Submission
    comments: Sequence[Finding] = ()


def cover_sheet(content: CoverContent, texts: Messages) -> Sheet:
    """The sheet. Its words cannot be taken for a table's header or for another form's code."""
    lines = [*_top(content, texts)]
    header = len(lines) + 1
    if content.groups:
        lines += _table(content, texts)
    lines += _extras(content, texts)
    return Sheet(
        content.layout.return_name,
        lines,
        widths=_WIDTHS,
        page=PageSetup(
            repeat_rows=(header, header) if content.groups else None,
            last_column=len(_WIDTHS),
            footer=texts.text("form-footer", code=content.form_id.code),
        ),
        locked=True,
    )


def quoted_answer(submission: Submission | None, finding: Finding) -> str:
    """What stood in the cell, the head of it; empty where it was blank or where the finding is about no answer."""
    if submission is None or not finding.column:
        return ""
    record = submission.records.get(finding.row)
    values = record.values if record else submission.heading if not finding.row else {}
    value = values.get(finding.column)
    return _quoted(_words(value.displayed), _BRIEF) if value else ""


def _top(listed: CoverContent, texts: Messages) -> Iterator[SheetRow]:
    span = len(_WIDTHS)
    yield SheetRow([Cell(listed.layout.return_name, "title", column_span=span)], height=32)
    yield SheetRow([Cell(texts.text("form-code", code=listed.form_id.code), "code", column_span=span)])
    yield _wide(texts.text("cover-whose", **listed.facts), "heading")
    yield _wide(texts.text("cover-to-do", counted=finding_counts_text(listed.groups, texts)), "cover-to-do", 12)
    if any(not point.must_correct for point in listed.groups):
        yield _wide(texts.text("cover-explain", label=listed.layout.explain_label), "heading")


def _table(listed: CoverContent, texts: Messages) -> Iterator[SheetRow]:
    yield _line([Cell(texts.text(f"cover-{head}"), "head") for head in _HEADS], least=24)
    number = 0
    for point in listed.groups:
        if len(point) > 1:
            yield _wide(_group(listed, point, texts), "cover-group")
        for index, finding in enumerate(point.findings):
            number += 1
            again = index > 0 and texts.message(finding) == texts.message(point.findings[0])
            yield _line(_cells(listed, point, finding, number, texts, again=again), least=20)


def _group(listed: CoverContent, point: FindingGroup, texts: Messages) -> str:
    first = point.findings[0]
    spot = listed.form_cells.get((first.row, first.column))
    alike = point.message == texts.message(first).text
    label = spot.label if spot else ""
    return texts.text("cover-group", says=point.message if alike else "", label=label, count=len(point))


def _cells(
    listed: CoverContent, point: FindingGroup, finding: Finding, number: int, texts: Messages, *, again: bool
) -> list[Cell]:
    """One place of a point. again: its sentence is that of the place above."""
    sentence = texts.message(finding)
    same = texts.text("cover-same")
    spot = listed.form_cells.get((finding.row, finding.column)) if finding.row or finding.column else None
    was = quoted_answer(listed.submission, finding)
    if not was and spot and finding.column:
        was = texts.text("read-blank")
    return [
        Cell(number, "word-center"),
        Cell(texts.text(f"severity-{point.severity}"), "light-red" if point.must_correct else "light-yellow"),
        Cell(spot.sheet if spot else finding.place.sheet, "word-center"),
        _linked(spot, finding, texts),
        Cell(_task(spot, texts), "word-middle"),
        Cell(spot.label if spot else "", "word-center"),
        Cell(was, "word-middle"),
        Cell(same if again else _quoted(sentence.text, _LONG), "word-middle"),
        Cell(same if again else _quoted(sentence.hint, _LONG), "word-middle"),
    ]


def _linked(spot: FormCell | None, finding: Finding, texts: Messages) -> Cell:
    """A click leads to the cell of this copy; what stands only in the returned file is named as such."""
    if spot:
        return Cell(spot.cell, "link", link=(spot.sheet, spot.cell))
    return Cell(texts.text("cover-there", cell=finding.place.cell) if finding.place.cell else "", "word-center")


def _task(spot: FormCell | None, texts: Messages) -> str:
    if spot is None or spot.row is None:
        return ""
    row = spot.row
    name, line = row.task.name, row.line or row.task.name
    return _quoted(texts.text("task-and-milestone", number=row.task.number, name=name, line=line), _BRIEF)


def _extras(listed: CoverContent, texts: Messages) -> Iterator[SheetRow]:
    """What the department wrote where nothing was asked: not in this copy any more, but not lost."""
    kept = [*_kept(listed, texts)]
    if not kept:
        return
    yield SheetRow([], height=10)
    yield _wide(texts.text("cover-extras"), "section", 13)
    spans = (1, 3, 2, 3)
    heads = [texts.text(f"cover-{head}") for head in ("number", "where", "task", "words")]
    yield _spanned([Cell(head, "head") for head in heads], spans)
    for number, (place, task, text) in enumerate(kept, 1):
        words = ("!".join(filter(None, (place.sheet, place.cell))), task, text)
        cells = [Cell(number, "word-center"), *(Cell(_quoted(each, _LONG), "word-middle") for each in words)]
        yield _spanned(cells, spans)


def _kept(listed: CoverContent, texts: Messages) -> Iterator[tuple[Place, str, str]]:
    """Where it stood, the task beside it, and what it says; comments come last."""
    for extra in listed.submission.extra_content:
        spot = listed.form_cells.get((extra.row_key, "")) if extra.row_key else None
        text = (
            texts.text("cover-labelled", label=extra.column_label, text=extra.text)
            if extra.column_label
            else extra.text
        )
        yield extra.place, _task(spot, texts), text
    for remark in listed.comments:
        yield remark.place, "", texts.text("cover-labelled", label=texts.text("cover-remark"), text=remark.facts["was"])


def _wide(words: str, style: str, size: float = 11) -> SheetRow:
    """One text over the whole width."""
    return SheetRow(
        [Cell(words, style, column_span=len(_WIDTHS))], height=max(20, row_height([(words, sum(_WIDTHS))], size))
    )


def _line(cells: Sequence[Cell], least: float) -> SheetRow:
    words = [(str(cell.value or ""), width) for cell, width in zip(cells, _WIDTHS, strict=True)]
    return SheetRow(cells, height=max(least, row_height(words, _SIZE)))


def _spanned(cells: Sequence[Cell], spans: Sequence[int]) -> SheetRow:
    """Cells that take several columns each."""
    placed: list[Cell | None] = []
    words: list[tuple[str, float]] = []
    for cell, span in zip(cells, spans, strict=True):
        words.append((str(cell.value), sum(_WIDTHS[len(placed) : len(placed) + span])))
        placed += [replace(cell, column_span=span), *[None] * (span - 1)]
    return SheetRow(placed, height=max(20, row_height(words, _SIZE)))


def _words(answer: Answer) -> str:
    if answer is None:
        return ""
    if isinstance(answer, date):
        return answer.isoformat()
    return plain(answer) if isinstance(answer, Decimal) else str(answer)


def _quoted(words: str, most: int) -> str:
    """The head of a text; what looks like a form code cannot be taken for one here, where forms say whose they are."""
    short = words if len(words) <= most else words[:most] + "…"
    return short.replace("-", "–") if contains_form_code(short) else short
