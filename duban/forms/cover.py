"""The first sheet of a correction copy: all that is to be done, each with a link to its cell, ready to print."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from duban.forms.batch import FormCell, FormDraft
from duban.messages.catalogue import Message
from duban.messages.finding import Finding
from duban.messages.grouping import FindingGroup, finding_counts_text
from duban.model.form_id import contains_form_code
from duban.model.submission import ExtraContent, Submission
from duban.text.display import display_text, shorten
from duban.value_object import ValueObject, replace
from duban.workbook.book import Cell, PageSetup, Sheet, SheetRow
from duban.workbook.paging import fitted_row

_HEADS = ("number", "severity", "sheet", "cell", "task", "column", "read", "says", "hint")
_WIDTHS = (5.0, 10.0, 13.0, 8.0, 24.0, 14.0, 18.0, 30.0, 30.0)
_EXTRA_HEADS = ("number", "where", "task", "words")
_EXTRA_SPANS = (1, 3, 2, 3)
_MAX_QUOTED, _MAX_EXTRA = 40, 1000
"""So many characters of a cell are quoted, and of what a department wrote where nothing was asked."""


class CoverSheet(ValueObject):
    """What the sheet is made of."""

    draft: FormDraft
    groups: Sequence[FindingGroup]
    form_cells: Mapping[tuple[str, str], FormCell]
    """Row key and column key → where the copy asks for it; the heading has no row key, a whole row no column key."""
    extra_content: Sequence[ExtraContent]
    """What the department wrote where nothing was asked."""
    comments: Sequence[Finding]
    """The comments that it hung on cells."""

    def sheet(self) -> Sheet:
        """The sheet as data. Its words cannot be taken for a table's header or for another form's code."""
        rows = [*self._top()]
        header = len(rows) + 1
        if self.groups:
            rows += self._findings()
        rows += self._extras()
        page = PageSetup(
            repeat_rows=(header, header) if self.groups else None,
            last_column=len(_WIDTHS),
            footer=self.draft.footer,
        )
        hidden = frozenset({len(_WIDTHS) + 1})
        return Sheet(self.draft.layout.return_name, rows, widths=_WIDTHS, hidden_columns=hidden, page=page, locked=True)

    def _top(self) -> Iterator[SheetRow]:
        text, span = self.draft.messages.text, len(_WIDTHS)
        title = Cell(self.draft.layout.return_name, "title", column_span=span)
        code = Cell(self.draft.form_id.code, "hidden")  # by which the sheet is known to belong to the form
        yield SheetRow([title, *[None] * (span - 1), code], height=32)
        yield SheetRow([Cell(self.draft.notice, "code", column_span=span)])
        yield _wide_row(text("cover-whose", **self.draft.facts), "heading")
        counts = finding_counts_text(self.groups, self.draft.messages)
        yield _wide_row(text("cover-to-do", counted=counts, **self.draft.facts), "cover-to-do", 12)
        if any(not group.must_correct for group in self.groups):
            yield _wide_row(text("cover-explain", label=self.draft.layout.explain_label), "heading")

    def _findings(self) -> Iterator[SheetRow]:
        """The table of what is to be done: a row for each finding, a title above several of one kind."""
        heads = [Cell(self.draft.messages.text(f"cover-{head}"), "head") for head in _HEADS]
        yield fitted_row(heads, _WIDTHS, least=24)
        numbers = count(1)
        for group in self.groups:
            messages = [self.draft.messages.message(finding) for finding in group.findings]
            if len(group) > 1:
                yield _wide_row(self._group_title(group, messages[0]), "cover-group")
            for index, (finding, message) in enumerate(zip(group.findings, messages, strict=True)):
                repeated = index > 0 and message == messages[0]
                cells = self._finding_cells(next(numbers), group, finding, None if repeated else message)
                yield fitted_row(cells, _WIDTHS, least=20)

    def _group_title(self, group: FindingGroup, message: Message) -> str:
        first = group.findings[0]
        cell = self.form_cells.get((first.row, first.column))
        text = group.message if group.message == message.text else ""
        return self.draft.messages.text("cover-group", says=text, label=cell.label if cell else "", count=len(group))

    def _finding_cells(self, number: int, group: FindingGroup, finding: Finding, message: Message | None) -> list[Cell]:
        """One finding; message: None where it is that of the finding above."""
        text, cell = self.draft.messages.text, self.form_cells.get((finding.row, finding.column))
        read_text = quoted_answer(self.draft.submission, finding)
        if not read_text and cell and finding.column:
            read_text = text("read-blank")
        says, hint = (message.text, message.hint) if message else (text("cover-same"),) * 2
        return [
            Cell(number, "word-center"),
            Cell(text(f"severity-{group.severity}"), "light-red" if group.must_correct else "light-yellow"),
            Cell(cell.sheet if cell else finding.place.sheet, "word-center"),
            self._link(cell, finding),
            Cell(self._task_text(cell), "word-middle"),
            Cell(cell.label if cell else "", "word-center"),
            Cell(read_text, "word-middle"),
            Cell(_quote(says, _MAX_EXTRA), "word-middle"),
            Cell(_quote(hint, _MAX_EXTRA), "word-middle"),
        ]

    def _link(self, cell: FormCell | None, finding: Finding) -> Cell:
        """A click opens the cell of this copy; what stands only in the returned file is named as such."""
        if cell:
            return Cell(cell.cell, "link", link=(cell.sheet, cell.cell))
        place = finding.place.cell
        return Cell(self.draft.messages.text("cover-there", cell=place) if place else "", "word-center")

    def _task_text(self, cell: FormCell | None) -> str:
        if cell is None or cell.subject is None:
            return ""
        task, line = cell.subject.task, cell.subject.line
        text = self.draft.messages.text(
            "task-and-milestone", number=task.number, name=task.name, line=line or task.name
        )
        return _quote(text, _MAX_QUOTED)

    def _extras(self) -> Iterator[SheetRow]:
        """What the department wrote where nothing was asked: no longer in this copy, but not lost."""
        extras = [*self._extra_texts()]
        if extras:
            yield SheetRow([], height=10)
            yield _wide_row(self.draft.messages.text("cover-extras"), "section", 13)
            yield _spanned_row([Cell(self.draft.messages.text(f"cover-{head}"), "head") for head in _EXTRA_HEADS])
        for number, texts in enumerate(extras, 1):
            cells = [Cell(_quote(text, _MAX_EXTRA), "word-middle") for text in texts]
            yield _spanned_row([Cell(number, "word-center"), *cells])

    def _extra_texts(self) -> Iterator[tuple[str, str, str]]:
        """Where each stood, the task beside it, and what it says; comments come last."""
        labelled = self.draft.messages.text
        for extra in self.extra_content:
            cell = self.form_cells.get((extra.row_key, ""))
            label = extra.column_label
            text = labelled("cover-labelled", label=label, text=extra.text) if label else extra.text
            yield "!".join(filter(None, (extra.place.sheet, extra.place.cell))), self._task_text(cell), text
        for comment in self.comments:
            text = labelled("cover-labelled", label=labelled("cover-remark"), text=comment.facts["was"])
            yield "!".join(filter(None, (comment.place.sheet, comment.place.cell))), "", text


def quoted_answer(submission: Submission | None, finding: Finding) -> str:
    """The head of what stood in the cell of a finding; empty where it was blank, or where it is about no answer."""
    if submission is None or not finding.column:
        return ""
    answer = submission.row_inputs(finding.row).get(finding.column)
    return _quote(display_text(answer.displayed), _MAX_QUOTED) if answer and answer.displayed is not None else ""


def _wide_row(text: str, style: str, font_size: float = 11) -> SheetRow:
    """One text over the whole width."""
    return fitted_row([Cell(text, style, column_span=len(_WIDTHS))], _WIDTHS, font_size, least=20)


def _spanned_row(cells: Sequence[Cell]) -> SheetRow:
    """A row of the table of what was written where nothing was asked."""
    placed: list[Cell | None] = []
    for cell, span in zip(cells, _EXTRA_SPANS, strict=True):
        placed += [replace(cell, column_span=span), *[None] * (span - 1)]
    return fitted_row(placed, _WIDTHS, least=20)


def _quote(text: str, most: int) -> str:
    """The head of a text. Nothing in it can be taken for a form code, as forms say by theirs whose they are."""
    head = shorten(text, most, most)
    return head.replace("-", "–") if contains_form_code(head) else head
