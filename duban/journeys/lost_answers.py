"""Rows that forms asked about and that the plan does not have any more, told at the plan."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain

from duban.journeys.context import Context, issuer_on
from duban.journeys.inbox import read_ledger
from duban.journeys.kept_originals import originals_by_period
from duban.journeys.linked_places import refuse_linked_places
from duban.journeys.reader_pool import ReaderPool
from duban.journeys.reviewing import original_labels, return_reader
from duban.messages.finding import Finding
from duban.model.decision import Decisions
from duban.model.form_id import FormId
from duban.model.return_ import Return
from duban.model.run_by import RunBy
from duban.review.lost_rows import LostRow, lost_rows, lost_rows_without_answers, planned_rows
from duban.store.ledger import Ledger
from duban.store.run_log import RunLog, read_run_log
from duban.workspace.workspace import Workspace


def lost_answer_findings(
    context: Context, returns: Iterable[Return], issued_forms: Iterable[FormId] = ()
) -> tuple[Finding, ...]:
    """Every row of issued forms that today's plan has no place for, at the plan.

    Args:
        context: the plan as it stands, and what its forms were issued from.
        returns: what came back, of any period.
        issued_forms: those that lie in 1-下发, whether they came back or not.
    """
    forms = [return_ for return_ in returns if return_.submission]
    today = planned_rows(context.workspace.loaded_plan.plan)  # with every decision, whatever the day
    form_ids = (*(form.form.form_id for form in forms), *issued_forms)
    origins = {_origin(form_id): form_id for form_id in form_ids}
    issued = {origin: planned_rows(context.issued.snapshot(form_id)[0].plan) for origin, form_id in origins.items()}
    rows = lost_rows(forms, lambda return_: issued[_origin(return_.form.form_id)], today)
    rows += lost_rows_without_answers(issued.values(), today, rows)
    return (*(_finding(context, row) for row in rows), *_ownerless_findings(context, forms))


def _origin(form_id: FormId) -> tuple[str, str, str]:
    """What all forms of a batch have in common, which are issued from one plan."""
    return form_id.snapshot, form_id.period, form_id.kind


def _ownerless_findings(context: Context, forms: Sequence[Return]) -> Iterator[Finding]:
    """Returns of units, and returns of whole periods, that the office's files do not name any more."""
    locate, known_units = context.workspace.loaded_plan.locate, context.directory.unit_by_code
    periods_by_code: dict[str, list[str]] = {}
    for form in forms:
        form_id = form.form.form_id
        if form_id.unit not in known_units:
            periods_by_code.setdefault(form_id.unit, []).append(form_id.period)
    for code, periods in periods_by_code.items():
        yield Finding("unit-code-gone", locate(("机构",)), {"unit": code, "periods": sorted(set(periods))})
    planned = {period.code for series in context.issuer.all_series for period in series.periods}
    if unplanned := [period for period in context.ledger.periods() if period not in planned]:
        yield Finding("period-gone", locate(("填报",)), {"periods": unplanned})


def check_answers(workspace: Workspace, as_of: date, run_by: RunBy = RunBy(), jobs: int = 1) -> tuple[Finding, ...]:  # noqa: B008 - frozen
    """Every row of the forms in a plan's ledger that today's plan has no place for, each once.

    Args:
        workspace: proof-read.
        as_of: the plan is taken as it stands on this day.
        run_by: whose run it is.
        jobs: how many worker processes read.

    Raises:
        InputError: with every link in the plan's folder that leads out of the workspace.
    """
    refuse_linked_places(workspace)
    if not Ledger(workspace.ledger_folder).periods():
        return ()
    issuer = issuer_on(workspace, as_of)
    contexts = [
        Context(workspace, issuer, series, series.periods[-1], None, run_by)
        for series in issuer.all_series
        if series.periods
    ]
    log = read_run_log(workspace.ledger_folder)
    of_kinds = (lost_answer_findings(context, _kept_returns(context, log, jobs)) for context in contexts)
    findings = chain.from_iterable(of_kinds)
    return tuple({repr((finding.code, finding.facts)): finding for finding in findings}.values())


def _has_returns(context: Context) -> bool:
    periods = context.series.periods if context.layout.has_inputs else ()
    return any(context.ledger.originals(period.code) for period in periods)


def _kept_returns(context: Context, log: RunLog, jobs: int) -> Iterator[Return]:
    """Every return of the form kind that the ledger holds; what the clerk decided about it does not matter here."""
    if not _has_returns(context):
        return
    originals = originals_by_period(context, [log])
    with ReaderPool(context, return_reader(context, original_labels(originals), Decisions()), jobs) as readers:
        by_period: Iterable[Sequence[Return]] = read_ledger(readers, originals).by_period.values()
    for returns in by_period:
        yield from (return_ for return_ in returns if return_.form.form_id.kind == context.layout.code)


def _finding(context: Context, row: LostRow) -> Finding:
    numbers = [task.number for task in context.workspace.loaded_plan.typed.tasks]
    path = ("任务", numbers.index(row.number)) if row.number in numbers else ("任务",)
    names = [context.directory.unit_name(code) for code in row.units]
    facts = {"number": row.number, "line": row.line, "words": row.present_line, "units": names, "periods": row.periods}
    return Finding("answers-lost", context.workspace.loaded_plan.locate(path), facts)
