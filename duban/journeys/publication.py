"""What is made on request of a period that was compiled: the report of an edition, a notice, a page.

All of them see the period as its last compile, or another day, has it, and publish as one run: all files or none, in
日志, to be taken back by undo, and what somebody edited is kept beside the new one.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from duban.journeys.context import Context, issuer_on
from duban.journeys.edited_files import copies_of_edited
from duban.journeys.look import look_at_period
from duban.journeys.run_record import describe_run, last_compile
from duban.journeys.standing import PeriodStanding
from duban.journeys.turn import Turn, plan_turn, publish_run
from duban.messages.finding import Finding, InputError, Place
from duban.model.edition import Edition
from duban.model.run_entry import RunCommand
from duban.model.status import Status
from duban.reports.edition_status import narrow_for_edition
from duban.text.display import join_list
from duban.text.file_names import safe_file_name
from duban.value_object import ValueObject, replace
from duban.workspace.names import display_path


class Published(ValueObject):
    """What was written on request.

    Attributes:
        outputs: the files, in order.
        edited: copies of those that somebody had edited, under names that say so.
        findings: what a person has to know of them.
        removed: what was taken away, for it is not true any more.
    """

    context: Context
    as_of: date
    edition: Edition
    outputs: tuple[Path, ...]
    edited: tuple[Path, ...]
    findings: tuple[Finding, ...]
    removed: tuple[Path, ...] = ()

    @property
    def facts(self) -> dict[str, object]:
        """For a person or a program."""
        return {
            "plan": self.context.plan.code,
            "period": self.context.period.code,
            "as_of": self.as_of,
            "edition": self.edition.name,
            "outputs": [display_path(path) for path in self.outputs],
            "edited": [display_path(path) for path in self.edited],
            "removed": [display_path(path) for path in self.removed],
        }


class Publication(ValueObject):
    """A period that was compiled, on its way to the readers of an edition.

    Attributes:
        turn: in which nothing was published yet.
        standing: where the period stands; its status keeps nothing back.
        status: all that may be said to these readers, and nothing else: outputs are made from this one alone.
    """

    turn: Turn
    standing: PeriodStanding
    edition: Edition
    status: Status

    @property
    def context(self) -> Context:
        """Whose period it is, and of which form kind."""
        return self.standing.context

    @property
    def folder(self) -> Path:
        """Where outputs go: that of the report; for other editions than the first, one of their own in it."""
        reports, whole = self.context.reports_folder, self.context.workspace.editions.whole
        return reports if self.edition == whole else reports / safe_file_name(self.edition.name)

    def publish(
        self,
        command: RunCommand,
        outputs: Mapping[Path, bytes],
        findings: tuple[Finding, ...] = (),
        obsolete: Iterable[Path] = (),
    ) -> Published:
        """Write all files as one run, or none.

        Args:
            command: whose run it is.
            outputs: what each file shall hold; all of them below the reports' folder.
            findings: what a person has to know of what stands in them.
            obsolete: files that are taken away.

        Raises:
            InputError: with every file that cannot be written.
        """
        context, as_of, removed = self.context, self.standing.status.as_of, tuple(obsolete)
        edited = copies_of_edited(context, self.turn.log, outputs)
        publish_run(self.turn, describe_run(context, command, as_of), {**outputs, **edited}, removed)
        to_tell = (*findings, *self._findings())
        return Published(context, as_of, self.edition, tuple(outputs), tuple(edited), to_tell, removed)

    def _findings(self) -> Iterator[Finding]:
        """What the last compile does not know yet, and what does not hold in the ledger."""
        yield from self.standing.ledger_findings
        if self.standing.needs_compile:
            place = Place(display_path(self.context.returns_folder))
            yield Finding("publish-unread", place, {"files": self.standing.new_files})


class Request(ValueObject):
    """What somebody wants to be made.

    Attributes:
        period: its code; None takes the one that was compiled last.
        as_of: the day on which everything is judged; None takes that of the last compile.
        edition: its name; empty takes the first.
        jobs: how many worker processes read what is not remembered.
        masked_ok: the clerk says that numbers of persons may be masked.
        reviewed: she says that it was read for secrets (保密审查).
    """

    period: str | None = None
    as_of: date | None = None
    edition: str = ""
    jobs: int = 1
    masked_ok: bool = False
    reviewed: bool = False


@contextmanager
def open_publication(context: Context, request: Request) -> Iterator[Publication]:
    """Hold the plan's lock, and see a period as it was compiled.

    Args:
        context: of the form kind, opened for any period and day.
        request: what is wanted.

    Raises:
        InputError: there is no such edition, the period was not compiled, the office's own files are wrong, or there is
            something for the clerk to confirm first.
    """
    edition = _find_edition(context, request.edition)
    if not (edition.shows("lights") or context.is_reported_by_light):  # it would say 推进中 of what nobody asked
        raise InputError([Finding("edition-form", Place(edition.name), {"form": context.layout.name})])
    if edition.reviewed and not request.reviewed:
        raise InputError([Finding("edition-not-reviewed", Place(edition.name))])
    with plan_turn(context) as turn:
        compiled = last_compile(context, turn.log, request.period)
        day = request.as_of or compiled.day
        standing = look_at_period(_on_day(context, day, compiled.period), day, request.jobs)
        narrowed = narrow_for_edition(standing.status, edition)
        if narrowed.masked and not request.masked_ok:
            raise InputError(narrowed.masked)
        yield Publication(turn, standing, edition, narrowed.status)


def _find_edition(context: Context, name: str) -> Edition:
    editions = context.workspace.editions
    edition = editions.find(name)
    if edition is None:
        names = join_list(each.name for each in editions.editions)
        raise InputError([Finding("edition-unknown", Place(name), {"known": names})])
    return edition


def _on_day(context: Context, day: date, period: str) -> Context:
    """The context as the plan stood on a day; of the period of this code, where it still has it."""
    issuer = issuer_on(context.workspace, day)
    series = next(each for each in issuer.all_series if each.layout.code == context.layout.code)
    return replace(context, issuer=issuer, series=series, period=series.period(period) or context.period)
