"""A ledger held to its 日志, byte by byte, and put right where the same bytes lie elsewhere."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from duban.formats.containers import read_file, unpack_container
from duban.formats.opened_file import UnreadableFile
from duban.journeys.context import Context
from duban.journeys.ledger_check import RESTORED
from duban.journeys.run_record import describe_run
from duban.journeys.turn import plan_turn, publish_run
from duban.messages.finding import Finding, Place
from duban.model.run_entry import RunCommand
from duban.store.audit import Discrepancy, audit_ledger
from duban.store.journal import lies_beside
from duban.store.run_log import RunLog
from duban.text.hashes import sha256_hex
from duban.workspace.names import display_path


@dataclass(frozen=True, slots=True)
class VerifyResult:
    """What a ledger holds.

    Attributes:
        files: how many it must hold.
        runs: how many its 日志 has.
        findings: what does not hold, and what was put right.
    """

    context: Context
    files: int
    runs: int
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> dict[str, int]:
        """What was looked at, and how much of it does not hold."""
        restored = sum(finding.code in {RESTORED, "log-restored"} for finding in self.findings)
        wrong = len(self.findings) - restored
        return {"files": self.files, "runs": self.runs, "wrong": wrong, "restored": restored}


def verify_ledger(context: Context) -> VerifyResult:
    """Hold every file of the plan's ledger to its hash, their number to 日志, and 日志 to its chain.

    What is missing or altered is written again where the same bytes lie among the plan's files.

    Raises:
        InputError: a file cannot be written again.
    """
    with plan_turn(context) as turn:
        log = turn.log
        discrepancies = dict(audit_ledger(log, with_originals=True))
        twins = _twins(log, [path for path, what in discrepancies.items() if what is not Discrepancy.ADDED])
        if twins:
            publish_run(turn, describe_run(context, RunCommand.VERIFY), twins)
    codes = {path: RESTORED if path in twins else str(what) for path, what in discrepancies.items()}
    findings = [Finding(code, Place(display_path(path))) for path, code in codes.items()]
    return VerifyResult(context, len(log.ledger_files), len(log.entries), (*turn.log_findings, *findings))


def _twins(log: RunLog, damaged: list[Path]) -> dict[Path, bytes]:
    """The bytes of damaged files, where they lie somewhere else below the plan's folder, or in an archive there."""
    wanted: dict[str, list[Path]] = {}
    for path in damaged:
        wanted.setdefault(log.ledger_files[path.relative_to(log.ledger).as_posix()], []).append(path)
    twins: dict[Path, bytes] = {}
    for path in sorted(log.ledger.parent.rglob("*")) if wanted else ():
        if path in damaged or not lies_beside(log.ledger, path):  # a link among the returns, which leads out
            continue
        for data in _contents(path):
            twins |= dict.fromkeys(wanted.pop(sha256_hex(data), ()), data)
        if not wanted:
            break
    return twins


def _contents(path: Path) -> Iterator[bytes]:
    """What a file holds, and what the files in it hold where it is an archive; nothing where it cannot be read."""
    with suppress(OSError, UnreadableFile):
        data = read_file(path)
        yield data
        yield from (unpack_container(data) or {}).values()
