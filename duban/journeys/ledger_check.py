"""What a run can tell of the ledger that it works on, beside what it reads: what should lie there and does not."""

from collections.abc import Collection
from pathlib import Path

from duban.messages.finding import Finding, Place
from duban.store.audit import Discrepancy, audit_ledger
from duban.store.run_log import RunLog
from duban.workspace.names import display_path

RESTORED = "kept-restored"


def ledger_findings(log: RunLog, altered: Collection[Path], restored: Collection[Path]) -> tuple[Finding, ...]:
    """Every file of the ledger that is missing, is not what was kept, or is named by no run.

    The returns are held to their number alone: those that a run reads, it holds to their hashes itself.

    Args:
        log: as it was before the run.
        altered: returns that the run found altered.
        restored: files that the run writes as they were.
    """
    codes = {path: str(what) for path, what in audit_ledger(log, with_originals=False)}
    codes |= dict.fromkeys(altered, str(Discrepancy.ALTERED))
    codes |= {path: RESTORED for path in restored if path.relative_to(log.ledger).as_posix() in log.ledger_files}
    return tuple(Finding(code, Place(display_path(path))) for path, code in sorted(codes.items()))
