"""What the commands print: lines for people, one JSON object for programs."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import click

from duban.cli.words import message, raw_message

if TYPE_CHECKING:
    from duban.journeys.build import BuildResult
    from duban.journeys.compile import CompileResult
    from duban.journeys.context import Context
    from duban.messages.catalogue import Messages
    from duban.messages.finding import Finding
    from duban.model.return_ import Return

_WHOSE, _WHICH, _SIGNED_BY = {"identity-proposed", "rows-unconfirmed"}, {"versions-differ"}, {"scan-unassigned"}
"""What is found in a file that waits for a decision: whose form it is, which of several counts, who signed it."""


def print_json(data: object) -> None:
    """One object on standard output."""
    import json

    click.echo(json.dumps(data, ensure_ascii=False, indent=1, default=str))


def print_findings(findings: "Iterable[Finding]", texts: "Messages", *, err: bool = False) -> None:
    """Where, what, what to do; two lines each."""
    for finding in findings:
        sentence = texts.message(finding)
        severity = raw_message(f"severity-{sentence.severity}")
        click.echo(f"{finding.place}: {severity}：{sentence.text}", err=err)
        click.echo(f"  → {sentence.hint}  [{finding.code}]", err=err)


def findings_json(findings: "Iterable[Finding]", texts: "Messages") -> list[dict[str, str]]:
    """The same for a program."""
    told = [(finding, texts.message(finding)) for finding in findings]
    return [
        {
            "code": finding.code,
            "place": str(finding.place),
            "severity": sentence.severity,
            "sentence": sentence.text,
            "hint": sentence.all_hints,
        }
        for finding, sentence in told
    ]


def built_json(built: "BuildResult", as_of: date) -> dict[str, object]:
    """What a build made, for a program."""
    period = built.context.period
    return {
        "plan": built.context.plan.code,
        "period": period.code,
        "due": period.due,
        "as_of": as_of,
        "forms": [
            {"unit": form.unit.name, "code": form.code, "path": str(form.path), "state": form.state}
            for form in built.forms
        ],
        "outputs": [str(path) for path in built.outputs],
    }


def print_built(built: "BuildResult") -> None:
    """What a build made, in two lines; of a table that is only printed, where it is."""
    from duban.workspace.names import display_path

    if not built.context.layout.has_inputs:
        click.echo(message("printed", plan=built.context.plan.name, path=display_path(built.outputs[0])))
        return
    states = [form.state for form in built.forms]
    counts = {state: states.count(state) for state in ("new", "changed", "same")}
    desk = built.context
    click.echo(message("built", plan=desk.plan.name, period=desk.period, forms=len(states), **counts))
    click.echo(message("built-where", folder=display_path(desk.forms_folder)))
    _warn_of_holidays(desk)


def compiled_json(compiled: "CompileResult") -> dict[str, object]:
    """What a compile made, for a program."""
    desk, situation = compiled.context, compiled.status
    texts = desk.workspace.messages
    names = {unit.code: unit.name for unit in desk.directory.units}
    lights: dict[str, int] = {}
    for task in situation.tasks:
        lights[task.verdict.light] = lights.get(task.verdict.light, 0) + 1
    filings = [unit.filing_status for unit in situation.units]
    return {
        "plan": desk.plan.code,
        "period": desk.period.code,
        "as_of": situation.as_of,
        "totals": {
            "files": len(compiled.handed_in),
            "units": len(filings),
            "on_time": filings.count("on-time"),  # type: ignore[arg-type]  # a StrEnum is its text
            "late": filings.count("late"),  # type: ignore[arg-type]
            "owing": filings.count("owing"),  # type: ignore[arg-type]
            "tasks": len(situation.tasks),
            "milestones": len(situation.milestones),
            "lights": lights,
        },
        "files": [
            {
                "path": str(path),
                "end": receipt.outcome,
                "unit": names.get(receipt.unit_code, ""),
                "findings": findings_json(_placed(receipt, path), texts),
            }
            for path, receipt in compiled.handed_in
        ],
        "outputs": [str(path) for path in compiled.outputs],
    }


def _placed(receipt: "Return", path: object) -> list["Finding"]:
    """The findings of a file at the path by which it was given: reports call it by a shorter name."""
    return [replace(finding, place=finding.place._replace(file=str(path))) for finding in receipt.findings]


def print_compiled(compiled: "CompileResult") -> None:
    """What a compile found, and where to look."""
    from duban.journeys.outputs import proposed_plan_path
    from duban.model.return_ import Outcome
    from duban.workspace.names import display_path

    desk, situation = compiled.context, compiled.status
    names = {unit.code: unit.name for unit in desk.directory.units}
    alone = len(compiled.handed_in) == 1
    for _, receipt in sorted(
        compiled.handed_in, key=lambda each: each[0].parts
    ):  # what an archive held stands below it
        _print_file(receipt, names.get(receipt.unit_code, ""), desk.workspace.messages, alone=alone)
    ends = [receipt.outcome for _, receipt in compiled.handed_in]
    said = "，".join(f"{raw_message(f'end-{end}')}{ends.count(end)}" for end in Outcome if end in ends)
    filings = {unit.unit.name: unit.filing_status for unit in situation.units}
    owing = "、".join(name for name, filing in filings.items() if filing == "owing")
    lights = [task.verdict.light for task in situation.tasks]
    words = situation.light_rules.lights
    by_light = "，".join(f"{words[light].name}{lights.count(light)}" for light in words if light in lights)
    click.echo(message("compiled", plan=desk.plan.name, period=desk.period, as_of=situation.as_of))
    click.echo(message("compiled-files", files=len(ends), ends=said or "—"))
    filed = [filing for filing in filings.values() if filing in ("on-time", "late")]
    late = sum(filing == "late" for filing in filed)
    click.echo(message("compiled-units", owed=len(filings), filed=len(filed), late=late, owing=owing))
    click.echo(message("compiled-lights", tasks=len(lights), lights=by_light))
    click.echo(message("compiled-where", folder=display_path(desk.reports_folder)))
    if sent := sum(path.parent.name == desk.workspace.messages.text("correction-folder") for path in compiled.outputs):
        click.echo(message("compiled-return", count=sent))
    if waiting := _waiting(compiled):
        click.echo(message("compiled-decide", file=desk.workspace.register_layout.file, waiting=waiting))
    if (proposed := proposed_plan_path(desk)) in compiled.outputs:
        current = desk.workspace.plan_folder / proposed.name
        click.echo(message("compiled-amended", proposed=display_path(proposed), current=display_path(current)))
    _warn_of_holidays(desk)


def _waiting(compiled: "CompileResult") -> list[tuple[str, int]]:
    """The sheets of the register that wait for the clerk, each with how many files."""
    layout = compiled.context.workspace.register_layout
    codes = [{finding.code for finding in receipt.findings} for _, receipt in compiled.handed_in]
    counts = [
        (sheet.name, sum(not asked.isdisjoint(found) for found in codes))
        for sheet, asked in ((layout.identity, _WHOSE), (layout.versions, _WHICH), (layout.scans, _SIGNED_BY))
    ]
    return [(name, count) for name, count in counts if count]


def _print_file(receipt: "Return", unit: str, texts: "Messages", *, alone: bool) -> None:
    """What became of a file in one line, and under it what is to be done. alone: mere notes are told too."""
    from duban.messages.grouping import (
        MOST_LISTED_GROUPS,
        count_findings,
        finding_counts_text,
        group_findings,
        groups_to_act_on,
    )
    from duban.model.return_ import Outcome

    found = group_findings(receipt.findings, texts)
    wrong, notes = groups_to_act_on(found), found[len(groups_to_act_on(found)) :]
    if receipt.outcome is Outcome.SUPERSEDED:  # whatever it was, it has been answered
        wrong = notes = ()
    reason = notes[0].message if notes and receipt.outcome in (Outcome.IGNORED, Outcome.REJECTED) and not wrong else ""
    facts = {"counted": finding_counts_text(wrong, texts), "notes": count_findings(notes), "reason": reason}
    click.echo(message("file", path=receipt.path, unit=unit, end=raw_message(f"end-{receipt.outcome}"), **facts))
    for point in (*wrong[:MOST_LISTED_GROUPS], *(notes if alone else ())):
        told = {"at": point.places_text(texts), "says": point.message, "hint": point.advice}
        click.echo(message("file-point", severity=raw_message(f"severity-{point.severity}"), **told))
    if rest := count_findings(wrong[MOST_LISTED_GROUPS:]):
        click.echo(message("file-rest", rest=rest))


def _warn_of_holidays(desk: "Context") -> None:
    """Loudly, each time: without them nobody can say which day is a rest day."""
    if not desk.workspace.holidays.has_year(desk.period.due.year):
        click.echo(message("holidays-unknown", year=desk.period.due.year), err=True)
