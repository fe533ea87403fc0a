"""工作底稿: all that stands behind the report, milestone by milestone and return by return."""

from collections.abc import Iterable

from duban.messages.grouping import gravest_first
from duban.model.finding import Finding, Place, Severity
from duban.model.status import End, Receipt, Situation, UnitStanding
from duban.reports.look import doubt, light_cell, number, reason
from duban.reports.shelf import REPORTS, Rows
from duban.workbook.book import Cell, Scalar

_REPAIRS = ("repaired", "read-as-blank")
"""Findings of values that were not taken as they stood; they have a sheet of their own."""
_SEVERITY_STYLE = {Severity.MUST: "light-red", Severity.EXPLAIN: "light-yellow"}


@REPORTS("milestones")
def milestones(situation: Situation) -> Rows:
    """Every milestone: what was asked, what was answered and where, and what we make of it."""
    for standing in situation.milestones:
        row, record = standing.row, standing.record
        answers: dict[str, Scalar] = {}
        for column in ("state", "actual", "expected", "reason", "evidence", "help"):
            answers[column] = record.answer(column) if record else None
        place = record.values["state"].place if record and "state" in record.values else Place("")
        yield answers | {
            "number": number(row.task),
            "name": row.task.name,
            "line": row.line,
            "due": row.due,
            "unit": standing.unit.name,
            "light": light_cell(situation, standing.verdict, doubt(situation, standing)),
            "ground": reason(situation, standing.verdict),
            "period": record.period if record else "",
            "file": place.file,
            "place": f"{place.sheet}!{place.cell}" if place.cell else "",
        }


@REPORTS("filings")
def filings(situation: Situation) -> Rows:
    """Every unit that has to report: what came, when first, which version counts, what is wrong, and a signed copy."""
    signed = {each.unit for each in situation.receipts if any(f.code == "scan-offered" for f in each.findings)}
    for standing in situation.units:
        receipts = _of(situation, standing)
        counted = standing.receipt
        yield {
            "unit": standing.unit.name,
            "filing": situation.texts.word(f"filing-{standing.filing}"),
            "filed": standing.filed,
            "received": min((receipt.received for receipt in receipts), default=None),
            "version": receipts.index(counted) + 1 if counted in receipts else None,
            "versions": len(receipts) or None,
            "file": counted.path if counted else "",
            "musts": standing.musts or None,
            "explains": standing.explains or None,
            "signed": situation.texts.word("signed" if standing.unit.code in signed else "signed-not"),
        }


@REPORTS("problems")
def problems(situation: Situation) -> Rows:
    """Every finding but repairs, those of whole files first; then the files of which there is nothing to tell.

    What was wrong with a return that was replaced has been answered: it is one line among the latter.
    """
    names, files = _names(situation), _files(situation)
    standing = [receipt for receipt in files if receipt.end is not End.SUPERSEDED]
    told = [pair for pair in _told(situation, standing) if pair[1].code not in _REPAIRS]
    told.sort(key=lambda pair: not _structural(pair[1]))
    word = situation.texts.word
    for receipt, finding in told:
        sentence = situation.texts.sentence(finding)
        style = _SEVERITY_STYLE.get(sentence.severity, "word-center")
        yield _file(situation, receipt, names) | {
            "sheet": finding.place.sheet,
            "cell": finding.place.cell,
            "severity": Cell(word(f"severity-{sentence.severity}"), style),
            "says": sentence.says,
            "hint": sentence.advice,
        }
    spoken_of = {id(receipt) for receipt, _ in told}
    for receipt in files:
        if id(receipt) not in spoken_of:
            nothing = {"sheet": "", "cell": "", "severity": "—", "hint": ""}
            yield _file(situation, receipt, names) | nothing | {"says": word(f"end-{receipt.end}-reason")}


@REPORTS("repairs")
def repairs(situation: Situation) -> Rows:
    """Every value that was put right without asking: where it stands, what it was and what it was read as."""
    names = _names(situation)
    for receipt, finding in _told(situation, _files(situation)):
        if finding.code in _REPAIRS:
            word = situation.texts.word
            facts = {"now": word("read-blank"), "why": ""} | dict(finding.facts)
            why = word("repair-why", why=facts["why"]) if facts["why"] else ""
            yield _file(situation, receipt, names) | {
                "sheet": finding.place.sheet,
                "cell": finding.place.cell,
                **{key: str(facts[key]) for key in ("label", "was", "now")},
                "why": why,
            }


def _names(situation: Situation) -> dict[str, str]:
    """Unit codes and names, in the directory's order."""
    return {standing.unit.code: standing.unit.name for standing in situation.units}


def _files(situation: Situation) -> list[Receipt]:
    """All that was given in, unit after unit, the oldest first."""
    order = list(_names(situation))
    return sorted(situation.receipts, key=lambda receipt: (_rank(order, receipt.unit), _age(receipt)))


def _told(situation: Situation, files: Iterable[Receipt]) -> list[tuple[Receipt, Finding]]:
    """What was found in each file, the gravest first."""
    return [
        (receipt, finding)
        for receipt in files
        for finding in sorted(receipt.findings, key=lambda finding: gravest_first(finding, situation.texts))
    ]


def _file(situation: Situation, receipt: Receipt, names: dict[str, str]) -> dict[str, Cell | Scalar]:
    unit = names.get(receipt.unit, receipt.unit) or situation.texts.word("unit-unknown")
    return {"file": receipt.path, "unit": unit, "end": situation.texts.word(f"end-{receipt.end}")}


def _of(situation: Situation, standing: UnitStanding) -> list[Receipt]:
    """All returns of a unit that could be read, the oldest first."""
    found = (each for each in situation.receipts if each.unit == standing.unit.code and each.submission)
    return sorted(found, key=_age)


def _age(receipt: Receipt) -> tuple[object, ...]:
    return receipt.received, receipt.turn, receipt.path


def _rank(order: list[str], unit: str) -> int:
    return order.index(unit) if unit in order else len(order)


def _structural(finding: Finding) -> bool:
    """Whether it concerns the file as a whole."""
    return not finding.row and not finding.place.cell
