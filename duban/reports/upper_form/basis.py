"""上报依据: from which cell of whose return each filled cell follows, and what a person has to fill in."""

from collections.abc import Iterator, Sequence

from duban.messages.catalogue import Messages
from duban.model.report_layout import ReportSheet
from duban.model.status import FilingStatus, Status
from duban.reports.formatting import short_task_name
from duban.reports.sheet import build_sheet
from duban.reports.table_rows import ReportRow, ReportRows
from duban.reports.upper_form.cell_proposals import Proposal
from duban.reports.upper_form.own_answers import OwnAnswer
from duban.text.display import display_text, join_list, period_words
from duban.workbook.book import PRODUCT_PROPERTY, Book


def design_basis(
    status: Status, file: str, proposals: Sequence[Proposal], layouts: Sequence[ReportSheet], messages: Messages
) -> Book:
    """The workbook that goes beside a filled form, for the own office.

    Args:
        status: from which it was filled.
        file: the name of the form.
        proposals: every cell of it.
        layouts: templates/reports/upward-basis.yaml and upward-blank.yaml.
        messages: have the sentences of why a cell stays blank.
    """
    missed = [proposal for proposal in proposals if proposal.is_missed]
    filled = [proposal for proposal in proposals if proposal.blank is None]
    tables = {"upward-basis": list(_basis_rows(filled)), "upward-blank": list(_blank_rows(missed, messages))}
    facts = {
        "plan": status.plan,
        "period": status.period,
        "as_of": status.as_of,
        "file": file,
        "filled": len(filled),
        "missed": len(missed),
        "not_filed": join_list(unit.unit.name for unit in status.units if unit.newest_filing is not FilingStatus.FILED),
    }
    sheets = [build_sheet(layout, facts, lambda block: tables[block.rows]) for layout in layouts]
    return Book(sheets, title=sheets[0].name, properties={PRODUCT_PROPERTY: "upward"})


def _basis_rows(filled: Sequence[Proposal]) -> ReportRows:
    """A filled cell, and beside it each answer that its value follows from."""
    for proposal in filled:
        head: ReportRow = {
            "sheet": proposal.cell.sheet,
            "cell": proposal.cell.address,
            "row": proposal.row.label,
            "column": proposal.cell.label,
            "value": proposal.derived.words,
        }
        sound = [answer for answer in proposal.derived.answers if not answer.doubt]
        for index, answer in enumerate(sound):
            yield {**(head if index == 0 else dict.fromkeys(head, "")), **_source(answer)}


def _source(answer: OwnAnswer) -> ReportRow:
    place = answer.cell.place
    return {
        "unit": answer.task.unit.name,
        "task": f"{answer.task.task.number} {short_task_name(answer.task.task)}",
        "answer": display_text(answer.cell.value),
        "file": place.file,
        "at": "!".join(filter(None, (place.sheet, place.cell))),
        "period": period_words(answer.record.period),
    }


def _blank_rows(missed: Sequence[Proposal], messages: Messages) -> Iterator[ReportRow]:
    for proposal in missed:
        yield {
            "sheet": proposal.cell.sheet,
            "cell": proposal.cell.address,
            "row": proposal.row.label,
            "column": proposal.cell.label,
            "why": why_blank(proposal, messages),
            "reported": reported_words(proposal, messages),
        }


def why_blank(proposal: Proposal, messages: Messages) -> str:
    """Why nothing was put into a cell, in a sentence."""
    facts = {"doubts": proposal.derived.doubts, "length": len(proposal.derived.words)}
    return messages.text(f"fill-why-{proposal.blank or 'partial'}", **facts)


def reported_words(proposal: Proposal, messages: Messages) -> str:
    """What the own units reported for it: for a person who fills it in."""
    if proposal.derived.value is not None:
        return proposal.derived.words
    return "\n".join(
        messages.text("part-said", part=answer.task.unit.name, words=display_text(answer.cell.value))
        for answer in proposal.derived.answers
    )
