"""工作底稿: all that stands behind the report, milestone by milestone and return by return."""

from collections.abc import Iterable

from duban.messages.finding import Finding, Place, Severity
from duban.messages.grouping import severity_order
from duban.model.return_ import Outcome, Return
from duban.model.status import Status, UnitStatus
from duban.reports.look import answer_caveat, light_cell, task_number, verdict_reason
from duban.reports.shelf import TABLES, ReportRows
from duban.workbook.book import Cell, Scalar

_REPAIRS = ("repaired", "read-as-blank")
"""Findings of values that were not taken as they stood; they have a sheet of their own."""
_SEVERITY_STYLE = {Severity.MUST: "light-red", Severity.EXPLAIN: "light-yellow"}


@TABLES("milestones")
def milestone_details(situation: Status) -> ReportRows:
    """Every milestone: what was asked, what was answered and where, and what we make of it."""
    for standing in situation.milestones:
        row, record = standing.row, standing.record
        answers: dict[str, Scalar] = {}
        for column in ("state", "actual", "expected", "reason", "evidence", "help"):
            answers[column] = record.answer(column) if record else None
        place = record.values["state"].place if record and "state" in record.values else Place("")
        yield answers | {
            "number": task_number(row.task),
            "name": row.task.name,
            "line": row.line,
            "due": row.due,
            "unit": standing.unit.name,
            "light": light_cell(situation, standing.verdict, answer_caveat(situation, standing)),
            "ground": verdict_reason(situation, standing.verdict),
            "period": record.period if record else "",
            "file": place.file,
            "place": f"{place.sheet}!{place.cell}" if place.cell else "",
        }


@TABLES("filings")
def return_overview(situation: Status) -> ReportRows:
    """Every unit that has to report: what came, when first, which version counts, what is wrong, and a signed copy."""
    signed = {each.unit_code for each in situation.returns if any(f.code == "scan-offered" for f in each.findings)}
    for standing in situation.units:
        receipts = _of(situation, standing)
        counted = standing.counted_return
        yield {
            "unit": standing.unit.name,
            "filing": situation.messages.text(f"filing-{standing.filing_status}"),
            "filed": standing.reported_on,
            "received": min((receipt.received_on for receipt in receipts), default=None),
            "version": receipts.index(counted) + 1 if counted in receipts else None,
            "versions": len(receipts) or None,
            "file": counted.path if counted else "",
            "musts": standing.must_count or None,
            "explains": standing.explain_count or None,
            "signed": situation.messages.text("signed" if standing.unit.code in signed else "signed-not"),
        }


@TABLES("problems")
def finding_list(situation: Status) -> ReportRows:
    """Every finding but repairs, those of whole files first; then the files of which there is nothing to tell.

    What was wrong with a return that was replaced has been answered: it is one line among the latter.
    """
    names, files = _names(situation), _files(situation)
    standing = [receipt for receipt in files if receipt.outcome is not Outcome.SUPERSEDED]
    told = [pair for pair in _told(situation, standing) if pair[1].code not in _REPAIRS]
    told.sort(key=lambda pair: not _structural(pair[1]))
    word = situation.messages.text
    for receipt, finding in told:
        sentence = situation.messages.message(finding)
        style = _SEVERITY_STYLE.get(sentence.severity, "word-center")
        yield _file(situation, receipt, names) | {
            "sheet": finding.place.sheet,
            "cell": finding.place.cell,
            "severity": Cell(word(f"severity-{sentence.severity}"), style),
            "says": sentence.text,
            "hint": sentence.all_hints,
        }
    spoken_of = {id(receipt) for receipt, _ in told}
    for receipt in files:
        if id(receipt) not in spoken_of:
            nothing = {"sheet": "", "cell": "", "severity": "—", "hint": ""}
            yield _file(situation, receipt, names) | nothing | {"says": word(f"end-{receipt.outcome}-reason")}


@TABLES("repairs")
def repaired_values(situation: Status) -> ReportRows:
    """Every value that was put right without asking: where it stands, what it was and what it was read as."""
    names = _names(situation)
    for receipt, finding in _told(situation, _files(situation)):
        if finding.code in _REPAIRS:
            word = situation.messages.text
            facts = {"now": word("read-blank"), "why": ""} | dict(finding.facts)
            why = word("repair-why", why=facts["why"]) if facts["why"] else ""
            yield _file(situation, receipt, names) | {
                "sheet": finding.place.sheet,
                "cell": finding.place.cell,
                **{key: str(facts[key]) for key in ("label", "was", "now")},
                "why": why,
            }


def _names(situation: Status) -> dict[str, str]:
    """Unit codes and names, in the directory's order."""
    return {standing.unit.code: standing.unit.name for standing in situation.units}


def _files(situation: Status) -> list[Return]:
    """All that was given in, unit after unit, the oldest first."""
    order = list(_names(situation))
    return sorted(situation.returns, key=lambda receipt: (_rank(order, receipt.unit_code), _age(receipt)))


def _told(situation: Status, files: Iterable[Return]) -> list[tuple[Return, Finding]]:
    """What was found in each file, the gravest first."""
    return [
        (receipt, finding)
        for receipt in files
        for finding in sorted(receipt.findings, key=lambda finding: severity_order(finding, situation.messages))
    ]


def _file(situation: Status, receipt: Return, names: dict[str, str]) -> dict[str, Cell | Scalar]:
    unit = names.get(receipt.unit_code, receipt.unit_code) or situation.messages.text("unit-unknown")
    return {"file": receipt.path, "unit": unit, "end": situation.messages.text(f"end-{receipt.outcome}")}


def _of(situation: Status, standing: UnitStatus) -> list[Return]:
    """All returns of a unit that could be read, the oldest first."""
    found = (each for each in situation.returns if each.unit_code == standing.unit.code and each.submission)
    return sorted(found, key=_age)


def _age(receipt: Return) -> tuple[object, ...]:
    return receipt.received_on, receipt.run_number, receipt.path


def _rank(order: list[str], unit: str) -> int:
    return order.index(unit) if unit in order else len(order)


def _structural(finding: Finding) -> bool:
    """Whether it concerns the file as a whole."""
    return not finding.row and not finding.place.cell
