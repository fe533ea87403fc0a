"""文字稿: texts ready to paste. 交办 with the forms; 催报 and 退回 only to those who owe something."""

from collections.abc import Iterable, Iterator, Mapping

from duban.messages.catalogue import Messages, render_text
from duban.messages.grouping import (
    MOST_LISTED_GROUPS,
    FindingGroup,
    count_findings,
    finding_counts_text,
    group_findings,
    groups_to_act_on,
)
from duban.model.return_ import Outcome, Return
from duban.model.status import FilingStatus, Status, UnitStatus
from duban.model.unit import Unit
from duban.reports.batch import Batch

_SHORT = 8
"""So many hex digits of a file's hash are told to its unit: enough to say which file it was."""


def issue_notices(batch: Batch, template: str, texts: Messages) -> str:
    """The 交办 text of each unit that gets a form."""
    facts = {name: getattr(batch.split, name) for name in ("plan", "cycle", "period")}
    return _joined(
        render_text(
            template,
            **facts,
            unit=unit,
            you=texts.text("you", kind=unit.kind),
            code=batch.codes[unit.code],
            **batch.row_counts(unit),
        )
        for unit in batch.units
    )


def reminder_notices(situation: Status, template: str) -> str:
    """The 催报 text of each unit whose return is owed and has not come; empty when there is none."""
    owing = (standing for standing in situation.units if standing.filing_status is FilingStatus.OWING)
    return _joined(
        render_text(template, **_facts(situation, standing.unit), file=_name(_refused(situation, standing)))
        for standing in owing
    )


def correction_notices(situation: Status, template: str) -> str:
    """The 退回 text of each unit whose return has to be corrected or explained; empty when there is none."""
    return _joined(_corrections(situation, template))


def _corrections(situation: Status, template: str) -> Iterator[str]:
    for standing in situation.units:
        receipt = standing.counted_return or _refused(situation, standing)
        found = groups_to_act_on(group_findings(receipt.findings, situation.messages)) if receipt else ()
        if receipt and found:
            yield render_text(
                template,
                **_facts(situation, standing.unit),
                file=_name(receipt),
                accepted=standing.counted_return is not None,
                counted=finding_counts_text(found, situation.messages),
                points=[_point(situation, point) for point in found[:MOST_LISTED_GROUPS]],
                rest=count_findings(found[MOST_LISTED_GROUPS:]),
            )


def receipt_notices(situation: Status, template: str) -> str:
    """A line for each unit whose return counts: departments keep it as proof. Empty when nothing counts."""
    counting = ((standing, standing.counted_return) for standing in situation.units if standing.counted_return)
    lines = [
        render_text(
            template,
            **_facts(situation, standing.unit),
            file=_name(receipt),
            received=receipt.received_on,
            mark=receipt.digest[:_SHORT],
            rows=len(receipt.submission.records) if receipt.submission else 0,
            open=count_findings(groups_to_act_on(group_findings(receipt.findings, situation.messages))),
        ).strip()
        for standing, receipt in counting
    ]
    return "\n".join(lines) + "\n" if lines else ""


def _point(situation: Status, point: FindingGroup) -> Mapping[str, object]:
    return {
        "at": point.places_text(situation.messages),
        "says": point.message,
        "hint": point.hint,
        "must": point.must_correct,
    }


def _refused(situation: Status, standing: UnitStatus) -> Return | None:
    """The unit's newest file that could not be used."""
    own = (receipt for receipt in situation.returns if receipt.unit_code == standing.unit.code)
    refused = (receipt for receipt in own if receipt.outcome is Outcome.REJECTED)
    return max(refused, key=lambda receipt: (receipt.received_on, receipt.run_number, receipt.path), default=None)


def _name(receipt: Return | None) -> str:
    """The bare name of a file."""
    return receipt.path.replace("\\", "/").rpartition("/")[2] if receipt else ""


def _facts(situation: Status, unit: Unit) -> dict[str, object]:
    shared = ("plan", "cycle", "period", "as_of")
    return {name: getattr(situation, name) for name in shared} | {
        "unit": unit,
        "you": situation.messages.text("you", kind=unit.kind),
    }


def _joined(texts: Iterable[str]) -> str:
    """One text a unit, a blank line between them."""
    joined = "\n\n".join(text.strip() for text in texts)
    return joined + "\n" if joined else ""
