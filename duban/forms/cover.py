"""The first sheet of a correction copy: all that is to be done, each with a link to its cell, ready to print."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from duban.forms.filled import Spot
from duban.messages.catalogue import Texts
from duban.messages.grouping import Point, counted
from duban.model.finding import Finding, Place
from duban.model.form_id import Seal, looks_sealed
from duban.model.layout import Layout
from duban.model.submission import Answer, Submission
from duban.text.shown import plain
from duban.workbook.book import Cell, Line, Page, Sheet
from duban.workbook.height import height

_HEADS = ("number", "severity", "sheet", "cell", "task", "column", "read", "says", "hint")
_WIDTHS = (5.0, 10.0, 13.0, 8.0, 24.0, 14.0, 18.0, 30.0, 30.0)
_SIZE = 10.0
_BRIEF, _LONG = 40, 1000
"""So many characters of a cell are quoted, and of what a department wrote where nothing was asked."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What the sheet tells. spots: row key and column key → where the copy asks for it. remarks: their comments."""

    layout: Layout
    seal: Seal
    facts: Mapping[str, object]
    points: Sequence[Point]
    spots: Mapping[tuple[str, str], Spot]
    submission: Submission
    remarks: Sequence[Finding] = ()


def cover(listed: Listed, texts: Texts) -> Sheet:
    """The sheet. Its words cannot be taken for a table's header or for another form's code."""
    lines = [*_top(listed, texts)]
    header = len(lines) + 1
    if listed.points:
        lines += _table(listed, texts)
    lines += _extras(listed, texts)
    return Sheet(
        listed.layout.return_name,
        lines,
        widths=_WIDTHS,
        page=Page(
            repeat=(header, header) if listed.points else None,
            last_column=len(_WIDTHS),
            footer=texts.word("form-footer", code=listed.seal.code),
        ),
        locked=True,
    )


def read(submission: Submission | None, finding: Finding) -> str:
    """What stood in the cell, the head of it; empty where it was blank or where the finding is about no answer."""
    if submission is None or not finding.column:
        return ""
    record = submission.records.get(finding.row)
    values = record.values if record else submission.heading if not finding.row else {}
    value = values.get(finding.column)
    return _quoted(_words(value.shown), _BRIEF) if value else ""


def _top(listed: Listed, texts: Texts) -> Iterator[Line]:
    span = len(_WIDTHS)
    yield Line([Cell(listed.layout.return_name, "title", span=span)], height=32)
    yield Line([Cell(texts.word("form-code", code=listed.seal.code), "code", span=span)])
    yield _wide(texts.word("cover-whose", **listed.facts), "heading")
    yield _wide(texts.word("cover-to-do", counted=counted(listed.points, texts)), "cover-to-do", 12)
    if any(not point.must for point in listed.points):
        yield _wide(texts.word("cover-explain", label=listed.layout.explain_label), "heading")


def _table(listed: Listed, texts: Texts) -> Iterator[Line]:
    yield _line([Cell(texts.word(f"cover-{head}"), "head") for head in _HEADS], least=24)
    number = 0
    for point in listed.points:
        if len(point) > 1:
            yield _wide(_group(listed, point, texts), "cover-group")
        for index, finding in enumerate(point.findings):
            number += 1
            again = index > 0 and texts.sentence(finding) == texts.sentence(point.findings[0])
            yield _line(_cells(listed, point, finding, number, texts, again=again), least=20)


def _group(listed: Listed, point: Point, texts: Texts) -> str:
    first = point.findings[0]
    spot = listed.spots.get((first.row, first.column))
    alike = point.says == texts.sentence(first).says
    label = spot.label if spot else ""
    return texts.word("cover-group", says=point.says if alike else "", label=label, count=len(point))


def _cells(listed: Listed, point: Point, finding: Finding, number: int, texts: Texts, *, again: bool) -> list[Cell]:
    """One place of a point. again: its sentence is that of the place above."""
    sentence = texts.sentence(finding)
    same = texts.word("cover-same")
    spot = listed.spots.get((finding.row, finding.column)) if finding.row or finding.column else None
    was = read(listed.submission, finding)
    if not was and spot and finding.column:
        was = texts.word("read-blank")
    return [
        Cell(number, "word-center"),
        Cell(texts.word(f"severity-{point.severity}"), "light-red" if point.must else "light-yellow"),
        Cell(spot.sheet if spot else finding.place.sheet, "word-center"),
        _linked(spot, finding, texts),
        Cell(_task(spot, texts), "word-middle"),
        Cell(spot.label if spot else "", "word-center"),
        Cell(was, "word-middle"),
        Cell(same if again else _quoted(sentence.says, _LONG), "word-middle"),
        Cell(same if again else _quoted(sentence.hint, _LONG), "word-middle"),
    ]


def _linked(spot: Spot | None, finding: Finding, texts: Texts) -> Cell:
    """A click leads to the cell of this copy; what stands only in the returned file is named as such."""
    if spot:
        return Cell(spot.cell, "link", link=(spot.sheet, spot.cell))
    return Cell(texts.word("cover-there", cell=finding.place.cell) if finding.place.cell else "", "word-center")


def _task(spot: Spot | None, texts: Texts) -> str:
    if spot is None or spot.row is None:
        return ""
    row = spot.row
    name, line = row.task.name, row.line or row.task.name
    return _quoted(texts.word("task-and-milestone", number=row.task.number, name=name, line=line), _BRIEF)


def _extras(listed: Listed, texts: Texts) -> Iterator[Line]:
    """What the department wrote where nothing was asked: not in this copy any more, but not lost."""
    kept = [*_kept(listed, texts)]
    if not kept:
        return
    yield Line([], height=10)
    yield _wide(texts.word("cover-extras"), "section", 13)
    spans = (1, 3, 2, 3)
    heads = [texts.word(f"cover-{head}") for head in ("number", "where", "task", "words")]
    yield _spanned([Cell(head, "head") for head in heads], spans)
    for number, (place, task, text) in enumerate(kept, 1):
        words = ("!".join(filter(None, (place.sheet, place.cell))), task, text)
        cells = [Cell(number, "word-center"), *(Cell(_quoted(each, _LONG), "word-middle") for each in words)]
        yield _spanned(cells, spans)


def _kept(listed: Listed, texts: Texts) -> Iterator[tuple[Place, str, str]]:
    """Where it stood, the task beside it, and what it says; comments come last."""
    for extra in listed.submission.extras:
        spot = listed.spots.get((extra.row, "")) if extra.row else None
        text = texts.word("cover-labelled", label=extra.label, text=extra.text) if extra.label else extra.text
        yield extra.place, _task(spot, texts), text
    for remark in listed.remarks:
        yield remark.place, "", texts.word("cover-labelled", label=texts.word("cover-remark"), text=remark.facts["was"])


def _wide(words: str, style: str, size: float = 11) -> Line:
    """One text over the whole width."""
    return Line([Cell(words, style, span=len(_WIDTHS))], height=max(20, height([(words, sum(_WIDTHS))], size)))


def _line(cells: Sequence[Cell], least: float) -> Line:
    words = [(str(cell.value or ""), width) for cell, width in zip(cells, _WIDTHS, strict=True)]
    return Line(cells, height=max(least, height(words, _SIZE)))


def _spanned(cells: Sequence[Cell], spans: Sequence[int]) -> Line:
    """Cells that take several columns each."""
    placed: list[Cell | None] = []
    words: list[tuple[str, float]] = []
    for cell, span in zip(cells, spans, strict=True):
        words.append((str(cell.value), sum(_WIDTHS[len(placed) : len(placed) + span])))
        placed += [replace(cell, span=span), *[None] * (span - 1)]
    return Line(placed, height=max(20, height(words, _SIZE)))


def _words(answer: Answer) -> str:
    if answer is None:
        return ""
    if isinstance(answer, date):
        return answer.isoformat()
    return plain(answer) if isinstance(answer, Decimal) else str(answer)


def _quoted(words: str, most: int) -> str:
    """The head of a text; what looks like a form code cannot be taken for one here, where forms say whose they are."""
    short = words if len(words) <= most else words[:most] + "…"
    return short.replace("-", "–") if looks_sealed(short) else short
