"""报送情况, 问题清单 and 自动规范: what units handed in, what was found in it, and which values were put right."""

from collections.abc import Iterable, Iterator

from duban.messages.finding import Finding, Severity
from duban.messages.grouping import severity_order
from duban.model.answer_changes import reporter_of
from duban.model.filing_entry import Punctuality
from duban.model.return_ import Outcome, Return
from duban.model.status import FilingStatus, Status, UnitStatus
from duban.reports.filings import punctuality_words, returns_by_unit, unit_filing_word
from duban.reports.formatting import DASH
from duban.reports.table_rows import TABLES, CellContent, ReportRow, ReportRows
from duban.workbook.book import Cell

_REPAIRS = ("repaired", "read-as-blank")
"""Findings of values that were not taken as they stood; they have a sheet of their own."""
_SEVERITY_STYLE = {Severity.MUST: "light-red", Severity.EXPLAIN: "light-yellow"}


@TABLES("filings")
def return_overview(status: Status) -> ReportRows:
    """Every unit that has to report: what came, when first, which version counts, what is wrong, and a signed copy.

    Those that owe something stand first, then those of whose return something waits for the office, then the late.
    """
    with_scan = {return_.unit_code for return_ in status.returns if return_.is_scan}
    for unit in sorted(status.units, key=_urgency):
        papers = [*_papers(status, unit, has_scan=unit.unit.code in with_scan)]
        yield {**_filing_row(status, unit), "signed": "；".join(papers) or status.messages.text("signed-not")}


@TABLES("problems")
def finding_list(status: Status) -> ReportRows:
    """Every finding but repairs, those of whole files first; then the files of which there is nothing to say.

    What was wrong with a return that was replaced has been answered: it is one line among the latter.
    """
    returns = _returns_by_unit(status)
    open_returns = (return_ for return_ in returns if return_.outcome is not Outcome.SUPERSEDED)
    findings = [pair for pair in _findings(status, open_returns) if pair[1].code not in _REPAIRS]
    findings.sort(key=lambda pair: bool(pair[1].row or pair[1].place.cell))
    for return_, finding in findings:
        yield _finding_row(status, return_, finding)
    listed = {(_age(return_), return_.digest) for return_, _ in findings}
    for return_ in returns:
        if (_age(return_), return_.digest) not in listed:
            says = status.messages.text(f"end-{return_.outcome}-reason")
            blank = {"sheet": "", "cell": "", "severity": DASH, "hint": ""}
            yield {**_file_cells(status, return_), **blank, "says": says}


@TABLES("repairs")
def repaired_values(status: Status) -> ReportRows:
    """Every value that was put right without asking: where it stands, what it was and what it was read as."""
    text = status.messages.text
    for return_, finding in _findings(status, _returns_by_unit(status)):
        if finding.code in _REPAIRS:
            facts = {"now": text("read-blank"), "why": ""} | dict(finding.facts)
            yield {
                **_file_cells(status, return_),
                "sheet": finding.place.sheet,
                "cell": finding.place.cell,
                **{key: str(facts[key]) for key in ("label", "was", "now")},
                "why": text("repair-why", why=facts["why"]) if facts["why"] else "",
            }


@TABLES("findings")
def findings_and_repairs(status: Status) -> ReportRows:
    """Problems of all files, then each value that was put right without asking, then files of which all is right."""
    problems = list(finding_list(status))
    yield from (row for row in problems if row["severity"] != DASH)
    text = status.messages.text
    for repair in repaired_values(status):
        file_cells = {key: repair[key] for key in ("file", "unit", "end", "sheet", "cell")}
        yield {**file_cells, "severity": text("severity-repaired"), "says": text("repair-said", **repair), "hint": ""}
    yield from (row for row in problems if row["severity"] == DASH)


def _urgency(unit: UnitStatus) -> int:
    """0 for what the office must see to first."""
    order = (
        unit.filing_status is FilingStatus.OWING,
        unit.filing_status is FilingStatus.UNUSABLE,
        unit.newest_filing is FilingStatus.VERSIONS_DIFFER,
        unit.filing_status is not FilingStatus.FILED,
        unit.must_count > 0,
        unit.filing.punctuality in {Punctuality.LATE, Punctuality.LATE_AGREED},
    )
    return order.index(True) if True in order else len(order)


def _filing_row(status: Status, unit: UnitStatus) -> ReportRow:
    """What is known of a unit's returns; whether they were in time is the clerk's to say."""
    versions, counted = _readable_returns(status, unit), unit.counted_return
    of_period = [version for version in versions if version.form.form_id.period == status.period.code]
    return {
        "unit": unit.unit.name,
        "filing": unit_filing_word(status, unit),
        "filed": unit.reported_on,
        "reporter": _reporter(unit),
        "punctuality": punctuality_words(status, unit),
        "received": unit.first_received,
        "arrived": unit.filing.received_on,
        "version": of_period.index(counted) + 1 if counted in of_period else None,
        "versions": len(versions) or None,
        "file": counted.file if counted else "",
        "musts": unit.must_count or None,
        "explains": unit.explain_count or None,
    }


def _papers(status: Status, unit: UnitStatus, *, has_scan: bool) -> Iterator[str]:
    """A signed copy, how the office saw the approval where the plan asks that, the seal, and where the paper lies."""
    text, entry = status.messages.text, unit.filing
    if has_scan:
        yield text("signed")
    if entry.approval or (status.cycle.asks_approval and unit.filing_status is FilingStatus.FILED):
        yield text(f"approval-{entry.approval or 'unsaid'}")
    if entry.is_sealed is not None:
        yield text("paper-sealed" if entry.is_sealed else "paper-unsealed")
    if entry.folder:
        yield text("paper-folder", folder=entry.folder)


def _reporter(unit: UnitStatus) -> str:
    """Who says that he filled in the return that counts."""
    submission = unit.counted_return.submission if unit.counted_return else None
    return reporter_of(submission) if submission else ""


def _returns_by_unit(status: Status) -> list[Return]:
    """All files that were handed in, in the order of the directory's units, the oldest first; unknown units last."""
    ranks = {unit.unit.code: index for index, unit in enumerate(status.units)}
    return sorted(status.returns, key=lambda return_: (ranks.get(return_.unit_code, len(ranks)), _age(return_)))


def _findings(status: Status, returns: Iterable[Return]) -> list[tuple[Return, Finding]]:
    """What was found in each file, the gravest first."""
    return [
        (return_, finding)
        for return_ in returns
        for finding in sorted(return_.findings, key=lambda finding: severity_order(finding, status.messages))
    ]


def _finding_row(status: Status, return_: Return, finding: Finding) -> ReportRow:
    message = status.messages.message(finding)
    severity = status.messages.text(f"severity-{message.severity}")
    return {
        **_file_cells(status, return_),
        "sheet": finding.place.sheet,
        "cell": finding.place.cell,
        "severity": Cell(severity, _SEVERITY_STYLE.get(message.severity, "word-center")),
        "says": message.text,
        "hint": message.all_hints,
    }


def _file_cells(status: Status, return_: Return) -> dict[str, CellContent]:
    own = status.units_by_code.get(return_.unit_code)
    unit = (own.unit.name if own else return_.unit_code) or status.messages.text("unit-unknown")
    return {"file": return_.file, "unit": unit, "end": status.messages.text(f"end-{return_.outcome}")}


def _readable_returns(status: Status, unit: UnitStatus) -> list[Return]:
    """All returns of a unit that could be read, the oldest first."""
    own = returns_by_unit(status).get(unit.unit.code, ())
    return sorted((return_ for return_ in own if return_.submission), key=_age)


def _age(return_: Return) -> tuple[object, ...]:
    return return_.received_on, return_.run_number, return_.file
