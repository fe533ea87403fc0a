"""All returns that the ledger holds, or should hold, by the periods that a run looks at."""

import os
from collections.abc import Sequence

from duban.journeys.context import Context
from duban.store.audit import may_be_written_again
from duban.store.ledger import KeptOriginal, Ledger
from duban.store.run_log import RunLog


def originals_by_period(context: Context, logs: Sequence[RunLog]) -> dict[str, list[KeptOriginal]]:
    """All returns of every period up to the context's, and of the kinds that it looks at, by period code.

    Each content once a period, as it came first to the plan's own ledger; with --out also what came to a rehearsal
    alone, so that it gives what the real run would. What lies there and no run kept is among them, without a digest.

    Args:
        context: the form kind and the period.
        logs: of the ledgers that hold the returns, the plan's own last.
    """
    codes = [period.code for period in (*context.series.earlier_periods(context.period), context.period)]
    codes += [period.code for series in context.related_series for period in series.periods]
    ledgers = {Ledger(log.ledger): _named_files(log) for log in logs}
    originals: dict[str, list[KeptOriginal]] = {}
    for code in dict.fromkeys(codes):
        in_ledgers = [original for ledger, files in ledgers.items() for original in ledger.originals(code, files)[::-1]]
        in_ledgers.sort(key=lambda original: (bool(original.digest), os.path.lexists(original.path)))
        by_hash = {original.short_hash: original for original in in_ledgers}  # the last of twins
        originals[code] = sorted(by_hash.values(), key=lambda original: (original.arrival, original.name))
    return originals


def _named_files(log: RunLog) -> dict[str, str]:
    """What a ledger must hold; without a hash what is missing and may not be written again."""
    files = ((log.ledger / name, name, digest) for name, digest in log.ledger_files.items())
    return {
        name: digest if os.path.lexists(path) or may_be_written_again(log, path) else "" for path, name, digest in files
    }
