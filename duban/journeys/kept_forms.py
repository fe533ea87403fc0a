"""The returns of a period and form kind as a ledger keeps them, written into its index."""

from collections.abc import Iterable

from duban.journeys.context import Context
from duban.model.return_ import Return
from duban.store.index import INDEX_FILE, Index
from duban.store.index_update import update_runs, update_submissions
from duban.store.run_log import RunLog
from duban.text.hashes import short_hash


def index_kept_forms(context: Context, log: RunLog, returns: Iterable[Return]) -> int | None:
    """Write down what the returns of the context's period and form kind answer, and the runs up to now.

    Args:
        context: the form kind and the period; the ledger is that of the run.
        log: of that ledger.
        returns: all that were read, those that the ledger does not keep too.

    Returns:
        How many forms the ledger keeps; None where the index cannot be written now.
    """
    ledger = context.run_ledger
    originals = ledger.originals(context.period.code, log.ledger_files)
    by_hash = {original.short_hash: original for original in originals if original.digest}
    codes = context.period.code, context.layout.code
    pairs = ((by_hash.get(short_hash(return_.digest)), return_) for return_ in returns if return_.submission)
    forms = [
        (original, return_)
        for original, return_ in pairs
        if original and (return_.form.form_id.period, return_.form.form_id.kind) == codes
    ]
    with Index(ledger.folder / INDEX_FILE) as index:
        is_written = update_runs(index, log) and update_submissions(index, log, codes, forms)
    return len(forms) if is_written else None
