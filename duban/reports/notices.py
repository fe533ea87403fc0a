"""文字稿: texts ready to paste. 交办 with the forms; 催报 and 退回 only to those who owe something."""

from collections.abc import Iterable, Iterator, Mapping

from duban.model.finding import Finding, Severity
from duban.model.situation import End, Filing, Receipt, Situation, UnitStanding
from duban.model.unit import Unit
from duban.reports.batch import Batch
from duban.text import Texts, fill

_POINTS = 10
"""So many points are listed; more, and nobody reads them: the correction copy has them all."""


def handing_out(batch: Batch, template: str, texts: Texts) -> str:
    """The 交办 text of each unit that gets a form."""
    facts = {name: getattr(batch.split, name) for name in ("plan", "cycle", "period")}
    return _joined(
        fill(
            template,
            **facts,
            unit=unit,
            you=texts.word("you", kind=unit.kind),
            code=batch.codes[unit.code],
            **batch.asked(unit),
        )
        for unit in batch.units
    )


def reminders(situation: Situation, template: str) -> str:
    """The 催报 text of each unit whose return is owed and has not come; empty when there is none."""
    owing = (standing for standing in situation.units if standing.filing is Filing.OWING)
    return _joined(
        fill(template, **_facts(situation, standing.unit), file=_name(_refused(situation, standing)))
        for standing in owing
    )


def corrections(situation: Situation, template: str) -> str:
    """The 退回 text of each unit whose return has to be corrected or explained; empty when there is none."""
    return _joined(_corrections(situation, template))


def _corrections(situation: Situation, template: str) -> Iterator[str]:
    for standing in situation.units:
        receipt = standing.receipt or _refused(situation, standing)
        points = _points(situation, receipt) if receipt else []
        if receipt and points:
            yield fill(
                template,
                **_facts(situation, standing.unit),
                file=_name(receipt),
                accepted=standing.receipt is not None,
                count=len(points),
                points=[_point(situation, finding) for finding in points[:_POINTS]],
            )


def _points(situation: Situation, receipt: Receipt) -> list[Finding]:
    """What has to be done about a return: what must be mended first, what may be explained after it."""
    grave = (Severity.MUST, Severity.EXPLAIN)
    found = [finding for finding in receipt.findings if situation.texts.severity(finding) in grave]
    return sorted(found, key=lambda finding: grave.index(situation.texts.severity(finding)))


def _point(situation: Situation, finding: Finding) -> Mapping[str, object]:
    sentence, place = situation.texts.sentence(finding), finding.place
    sheet = situation.texts.word("sheet-quoted", sheet=place.sheet) if place.sheet else ""
    must = sentence.severity is Severity.MUST
    return {"at": sheet + place.cell, "says": sentence.says, "hint": sentence.hint, "must": must}


def _refused(situation: Situation, standing: UnitStanding) -> Receipt | None:
    """The unit's newest file that could not be used."""
    own = (receipt for receipt in situation.receipts if receipt.unit == standing.unit.code)
    refused = (receipt for receipt in own if receipt.end is End.REJECTED)
    return max(refused, key=lambda receipt: (receipt.received, receipt.turn, receipt.path), default=None)


def _name(receipt: Receipt | None) -> str:
    """The bare name of a file."""
    return receipt.path.replace("\\", "/").rpartition("/")[2] if receipt else ""


def _facts(situation: Situation, unit: Unit) -> dict[str, object]:
    shared = ("plan", "cycle", "period", "as_of")
    return {name: getattr(situation, name) for name in shared} | {
        "unit": unit,
        "you": situation.texts.word("you", kind=unit.kind),
    }


def _joined(texts: Iterable[str]) -> str:
    """One text a unit, a blank line between them."""
    joined = "\n\n".join(text.strip() for text in texts)
    return joined + "\n" if joined else ""
