"""代改: cells that the clerk puts right herself."""

from collections.abc import Collection, Iterator

from duban.messages.finding import Severity
from duban.model.decision import ClerkEdit, Decisions
from duban.model.return_ import COUNTED_OUTCOMES, Return
from duban.register.file_rows import FileRules, file_cells, file_hash
from duban.register.parsed_register import Decision
from duban.register.sheet_rules import QuestionRow, RegisterCase, register_sheet
from duban.register.typed_rows import TypedRow, TypedRows
from duban.text.display import display_text, shorten
from duban.text.folding import comparison_key
from duban.workbook.book import parse_cell_address

_MAX_ANSWER_LENGTH = 2000
_EDITED_CODE = "clerk-edited"
_USELESS_EDIT_CODES = {"edit-refused", "edit-stale"}
"""What is said of an edit without effect, in the return itself."""


@register_sheet("edits")
class EditRules(FileRules):
    """A row for each cell that must be corrected; she writes what is to stand in it, and who confirmed that."""

    columns = frozenset({"file", "mark", "unit", "sheet", "cell", "label", "was", "problem", "now", "by"})
    key_columns = ("mark", "sheet", "cell")
    naming_columns = ("file", "mark", "sheet", "cell")
    answer_columns = ("now", "by")
    counted_columns = frozenset({"was"})

    def questions(self, case: RegisterCase) -> Iterator[QuestionRow]:
        """A row for each cell that must be corrected in a return that counts: what is to stand in it."""
        messages, files = case.status.messages, {file.file: file for file in case.files}
        for file, submission in case.forms:
            for finding in file.findings if file.outcome in COUNTED_OUTCOMES else ():
                answer = submission.row_inputs(finding.row).get(finding.column)
                if answer is None or answer.place != finding.place or not finding.place.cell:
                    continue
                message = messages.message(finding)
                if message.severity is Severity.MUST:
                    part = files.get(finding.place.file, file)  # a sheet of it may have come in another file
                    yield {
                        **file_cells(part),
                        "unit": case.unit_name(file.unit_code),
                        "sheet": finding.place.sheet,
                        "cell": finding.place.cell,
                        "label": case.status.column_labels.get(finding.column, finding.column),
                        "was": shorten("" if answer.raw is None else display_text(answer.raw), _MAX_ANSWER_LENGTH),
                        "problem": messages.text("told", says=message.text, hint=message.hint),
                    }

    def decisions(self, rows: TypedRows) -> Decisions:
        """Short hash → what is to be put right in the file."""
        edits: dict[tuple[str, str], tuple[ClerkEdit, int]] = {}
        for row in rows:
            if not (row.comparable("now") or row.comparable("by")):
                continue
            subject, edit = file_hash(rows, row), _edit(rows, row)
            if not subject or edit is None:
                continue
            cell = f"{comparison_key(edit.sheet)}!{edit.cell}"
            first, first_row = edits.setdefault((subject, cell), (edit, row.row.row_number))
            if first != edit:
                rows.add_mistake("register-edit-twice", row, "now", line=first_row)
            rows.add_decision(row, "now", subject, cell, cell)
        by_file: dict[str, tuple[ClerkEdit, ...]] = {}
        for (subject, _), (edit, _) in edits.items():
            by_file[subject] = (*by_file.get(subject, ()), edit)
        return Decisions(edits=by_file)

    def is_obeyed(self, decision: Decision, file: Return) -> bool:
        """Whether the cell was put right."""
        return _has_edit(file, decision, {_EDITED_CODE})

    def is_answered(self, decision: Decision, file: Return) -> bool:
        """Whether the return says that the edit was refused, or that something else stands in the cell now."""
        return _has_edit(file, decision, _USELESS_EDIT_CODES)


def _edit(rows: TypedRows, row: TypedRow) -> ClerkEdit | None:
    """The edit of a row; None where something of it is a slip."""
    cell = row.comparable("cell").upper().replace("$", "")
    labels = {"label": rows.sheet.label("now"), "by": rows.sheet.label("by")}
    sheet, new_text, confirmed_by = (row.text(key) for key in ("sheet", "now", "by"))
    values = {"sheet": sheet, "cell": parse_cell_address(cell), "now": new_text, "by": confirmed_by}
    wrong = [key for key, value in values.items() if not value]
    for key in wrong:
        rows.add_mistake(f"register-{key}", row, key, **(labels if key in {"now", "by"} else {}))
    if wrong:
        return None
    cleared = row.comparable("now") == rows.layout.clear
    return ClerkEdit(sheet, cell, row.text("was"), "" if cleared else new_text, confirmed_by)


def _has_edit(file: Return, decision: Decision, codes: Collection[str]) -> bool:
    """Whether one of these things is said of the cell that an edit is for."""
    places = (finding.place for finding in file.findings if finding.code in codes)
    return any(f"{comparison_key(place.sheet)}!{place.cell}" == decision.part for place in places)
