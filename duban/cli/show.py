"""What the commands print: lines for people, one JSON object for programs."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import click

from duban.cli.words import says, word

if TYPE_CHECKING:
    from duban.journeys.build import Built
    from duban.journeys.compile import Compiled
    from duban.journeys.desk import Desk
    from duban.messages.catalogue import Texts
    from duban.model.finding import Finding
    from duban.model.status import Receipt

_WHOSE, _WHICH, _SIGNED_BY = {"identity-proposed", "rows-unconfirmed"}, {"versions-differ"}, {"scan-unassigned"}
"""What is found in a file that waits for a decision: whose form it is, which of several counts, who signed it."""


def print_json(data: object) -> None:
    """One object on standard output."""
    import json

    click.echo(json.dumps(data, ensure_ascii=False, indent=1, default=str))


def print_findings(findings: "Iterable[Finding]", texts: "Texts", *, err: bool = False) -> None:
    """Where, what, what to do; two lines each."""
    for finding in findings:
        sentence = texts.sentence(finding)
        severity = says(f"severity-{sentence.severity}")
        click.echo(f"{finding.place}: {severity}：{sentence.says}", err=err)
        click.echo(f"  → {sentence.hint}  [{finding.code}]", err=err)


def findings_json(findings: "Iterable[Finding]", texts: "Texts") -> list[dict[str, str]]:
    """The same for a program."""
    told = [(finding, texts.sentence(finding)) for finding in findings]
    return [
        {
            "code": finding.code,
            "place": str(finding.place),
            "severity": sentence.severity,
            "sentence": sentence.says,
            "hint": sentence.advice,
        }
        for finding, sentence in told
    ]


def built_json(built: "Built", as_of: date) -> dict[str, object]:
    """What a build made, for a program."""
    period = built.desk.period
    return {
        "plan": built.desk.plan.code,
        "period": period.code,
        "due": period.due,
        "as_of": as_of,
        "forms": [
            {"unit": form.unit.name, "code": form.code, "path": str(form.path), "state": form.state}
            for form in built.forms
        ],
        "outputs": [str(path) for path in built.outputs],
    }


def print_built(built: "Built") -> None:
    """What a build made, in two lines; of a table that is only printed, where it is."""
    from duban.workspace.names import shown

    if not built.desk.layout.asks:
        click.echo(word("printed", plan=built.desk.plan.name, path=shown(built.outputs[0])))
        return
    states = [form.state for form in built.forms]
    counts = {state: states.count(state) for state in ("new", "changed", "same")}
    desk = built.desk
    click.echo(word("built", plan=desk.plan.name, period=desk.period, forms=len(states), **counts))
    click.echo(word("built-where", folder=shown(desk.forms)))
    _warn_of_holidays(desk)


def compiled_json(compiled: "Compiled") -> dict[str, object]:
    """What a compile made, for a program."""
    desk, situation = compiled.desk, compiled.situation
    texts = desk.workspace.texts
    names = {unit.code: unit.name for unit in desk.directory.units}
    lights: dict[str, int] = {}
    for task in situation.tasks:
        lights[task.verdict.light] = lights.get(task.verdict.light, 0) + 1
    filings = [unit.filing for unit in situation.units]
    return {
        "plan": desk.plan.code,
        "period": desk.period.code,
        "as_of": situation.as_of,
        "totals": {
            "files": len(compiled.given),
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
                "end": receipt.end,
                "unit": names.get(receipt.unit, ""),
                "findings": findings_json(_placed(receipt, path), texts),
            }
            for path, receipt in compiled.given
        ],
        "outputs": [str(path) for path in compiled.outputs],
    }


def _placed(receipt: "Receipt", path: object) -> list["Finding"]:
    """The findings of a file at the path by which it was given: reports call it by a shorter name."""
    return [replace(finding, place=finding.place._replace(file=str(path))) for finding in receipt.findings]


def print_compiled(compiled: "Compiled") -> None:
    """What a compile found, and where to look."""
    from duban.journeys.amend import proposal
    from duban.model.status import End
    from duban.workspace.names import shown

    desk, situation = compiled.desk, compiled.situation
    names = {unit.code: unit.name for unit in desk.directory.units}
    alone = len(compiled.given) == 1
    for _, receipt in sorted(compiled.given, key=lambda each: each[0].parts):  # what an archive held stands below it
        _print_file(receipt, names.get(receipt.unit, ""), desk.workspace.texts, alone=alone)
    ends = [receipt.end for _, receipt in compiled.given]
    said = "，".join(f"{says(f'end-{end}')}{ends.count(end)}" for end in End if end in ends)
    filings = {unit.unit.name: unit.filing for unit in situation.units}
    owing = "、".join(name for name, filing in filings.items() if filing == "owing")
    lights = [task.verdict.light for task in situation.tasks]
    words = situation.rules.lights
    by_light = "，".join(f"{words[light].name}{lights.count(light)}" for light in words if light in lights)
    click.echo(word("compiled", plan=desk.plan.name, period=desk.period, as_of=situation.as_of))
    click.echo(word("compiled-files", files=len(ends), ends=said or "—"))
    filed = [filing for filing in filings.values() if filing in ("on-time", "late")]
    late = sum(filing == "late" for filing in filed)
    click.echo(word("compiled-units", owed=len(filings), filed=len(filed), late=late, owing=owing))
    click.echo(word("compiled-lights", tasks=len(lights), lights=by_light))
    click.echo(word("compiled-where", folder=shown(desk.reports)))
    if sent := sum(path.parent.name == desk.workspace.texts.word("correction-folder") for path in compiled.outputs):
        click.echo(word("compiled-return", count=sent))
    if waiting := _waiting(compiled):
        click.echo(word("compiled-decide", file=desk.workspace.register_layout.file, waiting=waiting))
    if (proposed := proposal(desk)) in compiled.outputs:
        current = desk.workspace.plan_folder / proposed.name
        click.echo(word("compiled-amended", proposed=shown(proposed), current=shown(current)))
    _warn_of_holidays(desk)


def _waiting(compiled: "Compiled") -> list[tuple[str, int]]:
    """The sheets of the register that wait for the clerk, each with how many files."""
    layout = compiled.desk.workspace.register_layout
    codes = [{finding.code for finding in receipt.findings} for _, receipt in compiled.given]
    counts = [
        (sheet.name, sum(not asked.isdisjoint(found) for found in codes))
        for sheet, asked in ((layout.identity, _WHOSE), (layout.versions, _WHICH), (layout.scans, _SIGNED_BY))
    ]
    return [(name, count) for name, count in counts if count]


def _print_file(receipt: "Receipt", unit: str, texts: "Texts", *, alone: bool) -> None:
    """What became of a file in one line, and under it what is to be done. alone: mere notes are told too."""
    from duban.messages.grouping import MOST, count, counted, points, to_do
    from duban.model.status import End

    found = points(receipt.findings, texts)
    wrong, notes = to_do(found), found[len(to_do(found)) :]
    if receipt.end is End.SUPERSEDED:  # whatever it was, it has been answered
        wrong = notes = ()
    reason = notes[0].says if notes and receipt.end in (End.IGNORED, End.REJECTED) and not wrong else ""
    facts = {"counted": counted(wrong, texts), "notes": count(notes), "reason": reason}
    click.echo(word("file", path=receipt.path, unit=unit, end=says(f"end-{receipt.end}"), **facts))
    for point in (*wrong[:MOST], *(notes if alone else ())):
        told = {"at": point.where(texts), "says": point.says, "hint": point.advice}
        click.echo(word("file-point", severity=says(f"severity-{point.severity}"), **told))
    if rest := count(wrong[MOST:]):
        click.echo(word("file-rest", rest=rest))


def _warn_of_holidays(desk: "Desk") -> None:
    """Loudly, each time: without them nobody can say which day is a rest day."""
    if not desk.workspace.holidays.known(desk.period.due.year):
        click.echo(word("holidays-unknown", year=desk.period.due.year), err=True)
