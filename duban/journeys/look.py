"""`duban status`: see where a period stands, and write nothing.

It only reads, so it holds no lock: while a compile publishes, it may see a file of before beside one of after, and the
next look is right. All that it may write is readings in the index that were not remembered yet.
"""

from datetime import date

from duban.journeys.context import Context
from duban.journeys.handed_in import list_handed_in
from duban.journeys.judged_returns import judge_returns
from duban.journeys.kept_originals import originals_by_period
from duban.journeys.ledger_check import ledger_findings
from duban.journeys.linked_places import refuse_linked_places
from duban.journeys.past_decisions import past_runs
from duban.journeys.register import load_decisions
from duban.journeys.run_record import read_doubted_log
from duban.journeys.standing import PeriodStanding
from duban.journeys.unread import compiles_of_period, has_unread_decisions, part_unread_files
from duban.model.period import current_period
from duban.value_object import replace


def look_at_period(context: Context, as_of: date, jobs: int = 1) -> PeriodStanding:
    """See where the context's period stands on a day.

    Files that no compile has read yet are counted and not read: whose they are is for compile to say.

    Args:
        context: the form kind and the period.
        as_of: the day on which everything is judged.
        jobs: how many worker processes read what is not remembered.

    Raises:
        InputError: the office's own files are wrong, the ledger cannot be read, or a link leads out of the workspace.
    """
    refuse_linked_places(context.workspace)
    log = read_doubted_log(context.ledger.folder)
    runs = compiles_of_period(context, log)
    new_files, read_before = part_unread_files(list_handed_in(context, ()), runs)
    originals = originals_by_period(context, [log])
    register = load_decisions(context, read_before.files, originals)
    judged = judge_returns(context, as_of, read_before, originals, register, past_runs(context, log, as_of), jobs)
    last_compile = runs[-1] if runs else None
    return PeriodStanding(
        context=context,
        status=judged.status,
        new_files=new_files,
        last_compile=last_compile,
        is_issued=any(context.form_path(unit).is_file() for unit in context.assignment.units),
        is_register_changed=has_unread_decisions(context, log, register, last_compile),
        ledger_findings=(*log.without_acknowledged(log.findings), *ledger_findings([log], judged.ledger.altered, ())),
    )


def look_ahead(context: Context, as_of: date, jobs: int = 1) -> PeriodStanding:
    """The same; where nothing was issued for the context's period, of the open one, which `build` would issue.

    Args:
        context: as `look_at_period` has it; so as_of and jobs.

    Raises:
        InputError: as `look_at_period`.
    """
    standing = look_at_period(context, as_of, jobs)
    period = current_period(context.series.periods, as_of)
    if not standing.is_to_be_built or period == context.period:
        return standing
    return look_at_period(replace(context, period=period), as_of, jobs)
