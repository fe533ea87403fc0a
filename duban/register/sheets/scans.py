"""签字件: whose signed copy a scan, a photograph or a PDF is."""

from collections.abc import Iterator

from duban.model.decision import Decisions
from duban.register.file_rows import OwnerRules, dated_cells, owners
from duban.register.sheet_rules import QuestionRow, RegisterCase, register_sheet
from duban.register.typed_rows import TypedRows

_SCAN_CODES = ("scan-offered", "scan-unassigned", "scan-refused")


@register_sheet("scans")
class ScanRules(OwnerRules):
    """A row for each scan; she confirms the unit that it is offered to, names another one, or says nobody's."""

    columns = frozenset({"file", "mark", "received", "unit", "belongs"})
    answer_columns = ("belongs",)
    counted_columns = frozenset({"unit"})
    assigned_code, refused_code = "scan-offered", "scan-refused"

    def questions(self, case: RegisterCase) -> Iterator[QuestionRow]:
        """A row for each scan: whose it is."""
        for file in case.files:
            if any(finding.code in _SCAN_CODES for finding in file.findings):
                yield dated_cells(file, case, file.unit_code)

    def decisions(self, rows: TypedRows) -> Decisions:
        """Short hash → the code of the unit; empty where the scan is nobody's."""
        answers = owners(rows, "belongs")
        return Decisions(scan_units={subject: unit.code if unit else "" for _, subject, unit in answers})
