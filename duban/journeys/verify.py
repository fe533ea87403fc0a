"""A ledger held to its 日志, byte by byte, and put right where the same bytes lie elsewhere."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from duban.formats.containers import unpack_container
from duban.formats.file_content import read_file
from duban.formats.opened_file import UnreadableFile
from duban.journeys.context import Context
from duban.journeys.ledger_check import RESTORED, kept_findings
from duban.journeys.run_record import describe_run
from duban.journeys.settled_files import acknowledged_findings, files_to_take_in, lost_files
from duban.journeys.turn import plan_turn, publish_run
from duban.messages.finding import Finding
from duban.model.run_entry import RunCommand
from duban.store.audit import Discrepancy, audit_ledger, may_be_written_again
from duban.store.journal import lies_beside
from duban.store.run_log import RunLog
from duban.text.hashes import sha256_hex
from duban.value_object import ValueObject, replace


class VerifyResult(ValueObject):
    """What a ledger holds.

    Attributes:
        files: how many it must hold.
        runs: how many its 日志 has.
        findings: what does not hold, and what was put right.
        acknowledged: what does not hold either, and of which a person said that it is nowhere to be had again.
        taken_in: how many files that no run had kept are kept from now on.
    """

    context: Context
    files: int
    runs: int
    findings: tuple[Finding, ...]
    acknowledged: tuple[Finding, ...] = ()
    taken_in: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """What was looked at, and how much of it does not hold."""
        restored = sum(finding.code in {RESTORED, "log-restored"} for finding in self.findings)
        return {
            "files": self.files,
            "runs": self.runs,
            "wrong": len(self.findings) - restored,
            "restored": restored,
            "lost": len(self.acknowledged),
            "taken_in": self.taken_in,
        }


def verify_ledger(context: Context, lost: Sequence[Path] = (), taken_in: Sequence[Path] = ()) -> VerifyResult:
    """Hold every file of the plan's ledger to its hash, their number to 日志, and 日志 to its chain.

    What is missing or altered is written again where 日志 can be believed of it and the same bytes lie among the plan's
    files.

    Args:
        context: whose plan it is; of which form kind and period does not matter.
        lost: files that are missing or altered, or folders with such: they are nowhere to be had again. They count as
            little as before, but no build or compile tells them any more.
        taken_in: files that no run kept, or folders with such: they belong to the ledger from now on.

    Raises:
        InputError: a file cannot be written again, or nothing of the kind is at one of these paths.
    """
    with plan_turn(context) as turn:
        log = turn.log
        discrepancies = dict(audit_ledger(log, with_originals=True))
        twins = _twins(log, [path for path, what in discrepancies.items() if what is not Discrepancy.ADDED])
        codes = {path: str(what) for path, what in discrepancies.items()} | dict.fromkeys(twins, RESTORED)
        new_files = files_to_take_in(log, codes, taken_in)
        entry = replace(describe_run(context, RunCommand.VERIFY), lost=lost_files(log, codes, lost))
        is_changed = twins or new_files or entry.lost
        after = publish_run(turn, entry, twins | new_files) if is_changed else log
    unsettled = {path: codes[path] for path in codes.keys() - new_files.keys() if not after.is_lost(path)}
    findings = (*after.without_acknowledged(turn.log_findings), *kept_findings(log, unsettled))
    counts = len(log.ledger_files), len(log.entries)
    return VerifyResult(context, *counts, findings, tuple(acknowledged_findings(after)), len(new_files))


def _twins(log: RunLog, damaged: list[Path]) -> dict[Path, bytes]:
    """The bytes of damaged files, where they lie somewhere else below the plan's folder, or in an archive there."""
    wanted: dict[str, list[Path]] = {}
    for path in damaged:
        if may_be_written_again(log, path):
            wanted.setdefault(log.believed_files[log.name_of(path)], []).append(path)
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
