"""What a run can tell of the ledger that it works on, beside what it reads: what should lie there and does not."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from duban.messages.finding import Finding, Place
from duban.store.audit import Discrepancy, audit_ledger, may_be_written_again
from duban.store.run_log import RunLog
from duban.workspace.names import display_path

RESTORED = "kept-restored"


def ledger_findings(
    logs: Sequence[RunLog], altered: Collection[Path], restored: Collection[Path]
) -> tuple[Finding, ...]:
    """Every file of the ledger that is missing, is not what was kept, or is named by no run, and nobody acknowledged.

    The returns are held to their number alone: those that a run reads, it holds to their hashes itself. A rehearsal
    reads the plan's own ledger too and leaves it as it is: what does not hold in its 日志 is told with it.

    Args:
        logs: of the run's ledger, as it was before the run, and of a rehearsal that of the plan's own.
        altered: returns that the run found altered.
        restored: files that the run writes as they were.
    """
    log, *other_logs = logs
    findings = [*_findings_of(log, altered, restored)]
    for other in other_logs:
        findings += (*other.without_acknowledged(other.findings), *_findings_of(other, altered, restored))
    return tuple(findings)


def _findings_of(log: RunLog, altered: Collection[Path], restored: Collection[Path]) -> tuple[Finding, ...]:
    codes = {path: str(what) for path, what in audit_ledger(log, with_originals=False)}
    codes |= {path: str(Discrepancy.ALTERED) for path in altered if path.is_relative_to(log.ledger)}
    codes = {path: code for path, code in codes.items() if not log.is_lost(path)}
    codes |= {path: RESTORED for path in restored if log.name_of(path) in log.ledger_files}
    return kept_findings(log, codes)


def kept_findings(log: RunLog, codes: Mapping[Path, str]) -> tuple[Finding, ...]:
    """What is said of files of the ledger, by their paths, in order; each kind of file has hints of its own.

    Args:
        log: of the ledger.
        codes: of the findings.
    """
    return tuple(Finding(code, Place(display_path(path)), _facts(log, path)) for path, code in sorted(codes.items()))


def _facts(log: RunLog, path: Path) -> dict[str, object]:
    return {
        "kind": path.relative_to(log.ledger).parts[0],
        "may_be_written_again": may_be_written_again(log, path),
    }
