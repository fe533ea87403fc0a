"""文字稿: texts ready to paste. 交办 with the forms; 催报 and 退回 only to those who owe something."""

from collections.abc import Iterable, Iterator, Mapping

from duban.messages.catalogue import Texts, fill
from duban.messages.grouping import MOST, Point, count, counted, points, to_do
from duban.model.status import End, Filing, Receipt, Situation, UnitStanding
from duban.model.unit import Unit
from duban.reports.batch import Batch

_SHORT = 8
"""So many hex digits of a file's hash are told to its unit: enough to say which file it was."""


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
        found = to_do(points(receipt.findings, situation.texts)) if receipt else ()
        if receipt and found:
            yield fill(
                template,
                **_facts(situation, standing.unit),
                file=_name(receipt),
                accepted=standing.receipt is not None,
                counted=counted(found, situation.texts),
                points=[_point(situation, point) for point in found[:MOST]],
                rest=count(found[MOST:]),
            )


def receipts(situation: Situation, template: str) -> str:
    """A line for each unit whose return counts: departments keep it as proof. Empty when nothing counts."""
    counting = ((standing, standing.receipt) for standing in situation.units if standing.receipt)
    lines = [
        fill(
            template,
            **_facts(situation, standing.unit),
            file=_name(receipt),
            received=receipt.received,
            mark=receipt.digest[:_SHORT],
            rows=len(receipt.submission.records) if receipt.submission else 0,
            open=count(to_do(points(receipt.findings, situation.texts))),
        ).strip()
        for standing, receipt in counting
    ]
    return "\n".join(lines) + "\n" if lines else ""


def _point(situation: Situation, point: Point) -> Mapping[str, object]:
    return {"at": point.where(situation.texts), "says": point.says, "hint": point.hint, "must": point.must}


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
