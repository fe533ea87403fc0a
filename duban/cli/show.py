"""What the commands print, lines for people or one JSON object for programs."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar

from duban.cli.show_replaced import print_replaced, replaced_json
from duban.cli.words import message, print_line, raw_message

if TYPE_CHECKING:  # what is heavy is imported when a command has run, so that --help stays fast
    from datetime import date
    from pathlib import Path

    from duban.journeys.build import BuildResult
    from duban.journeys.compile import CompileResult
    from duban.journeys.context import Context
    from duban.messages.catalogue import Messages
    from duban.messages.finding import Finding
    from duban.model.return_ import Return

_Kind = TypeVar("_Kind")
_NOT_COUNTED = {"comments-found", "threaded-comments", "text-boxes", "page-texts", "cell-pictures", "objects-found"}
_NOT_COUNTED |= {"colours-found", "extras-found", "sheet-extra", "column-extra"}
"""Notes of what a department said where nothing is read: somebody has to look whether it asks for anything."""


def print_json(data: object) -> None:
    """One object on standard output."""
    import json

    print_line(json.dumps(data, ensure_ascii=False, indent=1, default=str))


def print_findings(
    findings: "Iterable[Finding]", messages: "Messages", *, err: bool = False, in_full: bool = False
) -> None:
    """Where, what, what to do; two lines each, and of very many of one kind the first.

    Args:
        findings: in the order in which they are printed.
        messages: their sentences.
        err: print on standard error.
        in_full: print all of one kind, where running again would not list the others.
    """
    from duban.messages.grouping import first_of_each_kind

    printed = ((finding, 0) for finding in findings) if in_full else first_of_each_kind(findings)
    for finding, unlisted in printed:
        sentence = messages.message(finding)
        severity = raw_message(f"severity-{sentence.severity}")
        print_line(f"{finding.place}: {severity}：{sentence.text}", err=err)
        print_line(f"  → {sentence.hint}  [{finding.code}]", err=err)
        if unlisted:
            print_line(message("more-of-kind", count=unlisted), err=err)


def findings_json(findings: "Iterable[Finding]", messages: "Messages") -> list[dict[str, str]]:
    """The same for a program."""
    return [
        {
            "code": finding.code,
            "place": str(finding.place),
            "severity": sentence.severity,
            "sentence": sentence.text,
            "hint": sentence.all_hints,
        }
        for finding in findings
        for sentence in [messages.message(finding)]
    ]


def built_json(built: "BuildResult", as_of: "date") -> dict[str, object]:
    """What a build made, for a program."""
    from duban.text.file_names import printable_path

    period = built.context.period
    return {
        "plan": built.context.plan.code,
        "period": period.code,
        "due": period.due,
        "as_of": as_of,
        "forms": [
            {"unit": form.unit.name, "code": form.code, "path": printable_path(form.path), "state": form.state}
            for form in built.forms
        ],
        "ledger": findings_json(built.ledger_findings, built.context.workspace.messages),
        "lost": findings_json(built.lost_answers, built.context.workspace.messages),
        "codes": dict(built.new_codes),
        "outputs": [printable_path(path) for path in built.outputs],
        "stale": [printable_path(path) for path in built.stale_forms],
    }


def print_built(built: "BuildResult") -> None:
    """What a build made, in two lines; of a table that is only printed, where it is."""
    from duban.workspace.names import display_path

    context = built.context
    if not context.layout.has_inputs:
        print_line(message("printed", plan=context.plan.name, path=display_path(built.outputs[0])))
        return
    print_findings((*built.ledger_findings, *built.lost_answers), context.workspace.messages)
    states = Counter(str(form.state) for form in built.forms)
    counts = {state: states[state] for state in ("new", "changed", "same")}
    print_line(message("built", plan=context.plan.name, period=context.period, forms=len(built.forms), **counts))
    changed = [form.unit.name for form in built.forms if form.state == "changed"]
    if changed:
        print_line(message("built-changed", units=changed, untouched=len(built.forms) - len(changed) - states["new"]))
    if built.new_codes:
        print_line(message("built-codes", codes=built.new_codes))
    if built.stale_forms:
        print_line(message("built-stale", files=[path.name for path in built.stale_forms]))
    print_line(message("built-where", folder=display_path(context.forms_folder)))
    warn_of_holidays(context)


def compiled_json(compiled: "CompileResult") -> dict[str, object]:
    """What a compile made, for a program."""
    from duban.model.status import FilingStatus
    from duban.text.file_names import printable_path

    context, status = compiled.context, compiled.status
    names = {unit.code: unit.name for unit in context.directory.units}
    filing = Counter(unit.filing_status for unit in status.units)
    return {
        "plan": context.plan.code,
        "period": context.period.code,
        "as_of": status.as_of,
        "totals": {
            "files": len(compiled.handed_in),
            "units": len(status.units),
            **{state.replace("-", "_"): filing[state] for state in FilingStatus},
            "tasks": len(status.tasks),
            "milestones": len(status.milestones),
            "lights": dict(Counter(task.verdict.light for task in status.tasks)),
        },
        "files": [
            {
                "path": printable_path(path),
                "end": return_.outcome,
                "unit": names.get(return_.unit_code, ""),
                "findings": findings_json(_findings_at(return_, path), context.workspace.messages),
            }
            for path, return_ in compiled.handed_in
        ],
        "replaced": replaced_json(compiled),
        "ledger": findings_json(compiled.ledger_findings, context.workspace.messages),
        "lost": findings_json(compiled.lost_answers, context.workspace.messages),
        "register_rows": dict(compiled.register_rows),
        "register": findings_json(compiled.register_findings, context.workspace.messages),
        "outputs": [printable_path(path) for path in compiled.outputs],
    }


def _findings_at(return_: "Return", path: "Path") -> "list[Finding]":
    """The findings of a file at the path by which it was handed in: reports call it by a shorter name."""
    from duban.text.file_names import printable_path
    from duban.value_object import replace

    return [replace(finding, place=finding.place._replace(file=printable_path(path))) for finding in return_.findings]


def print_compiled(compiled: "CompileResult") -> None:
    """What a compile found, file by file and in all, and where to look."""
    from duban.workspace.names import display_path

    context, status = compiled.context, compiled.status
    print_replaced(compiled)
    _print_files(compiled)
    print_findings(
        (*compiled.ledger_findings, *compiled.lost_answers, *compiled.register_findings), context.workspace.messages
    )
    print_line(message("compiled", plan=context.plan.name, period=context.period, as_of=status.as_of))
    _print_totals(compiled)
    print_line(message("compiled-where", folder=display_path(context.reports_folder)))
    _print_next_steps(compiled)
    warn_of_holidays(context)


def _print_files(compiled: "CompileResult") -> None:
    messages = compiled.context.workspace.messages
    names = {unit.code: unit.name for unit in compiled.context.directory.units}
    is_single = len(compiled.handed_in) == 1
    for _, return_ in sorted(compiled.handed_in, key=lambda file: file[0].parts):  # members stand below their archive
        _print_file(return_, names.get(return_.unit_code, ""), messages, with_notes=is_single)


def _print_file(return_: "Return", unit: str, messages: "Messages", *, with_notes: bool) -> None:
    """What became of a file in one line, and under it what is to be done."""
    from duban.messages.grouping import (
        MOST_LISTED_GROUPS,
        count_findings,
        finding_counts_text,
        group_findings,
        groups_to_act_on,
    )
    from duban.model.return_ import Outcome

    findings = () if return_.outcome is Outcome.SUPERSEDED else return_.findings  # whatever it was, it is answered
    groups = group_findings(findings, messages)
    to_do = groups_to_act_on(groups)
    notes = groups[len(to_do) :]
    is_refused = return_.outcome in {Outcome.IGNORED, Outcome.REJECTED} and not to_do
    facts = {
        "counted": finding_counts_text(to_do, messages),
        "notes": count_findings(notes),
        "reason": notes[0].message if notes and is_refused else "",
    }
    print_line(message("file", path=return_.file, unit=unit, end=raw_message(f"end-{return_.outcome}"), **facts))
    for group in (*to_do[:MOST_LISTED_GROUPS], *(notes if with_notes else ())):
        severity = raw_message(f"severity-{group.severity}")
        place = group.places_text(messages)
        print_line(message("file-point", severity=severity, at=place, says=group.message, hint=group.advice))
    if unlisted := count_findings(to_do[MOST_LISTED_GROUPS:]):
        print_line(message("file-rest", rest=unlisted))


def _print_totals(compiled: "CompileResult") -> None:
    """How many files came to each outcome, units filed in time, and tasks have each light."""
    from duban.model.return_ import Outcome

    status = compiled.status
    outcome_words = {outcome: raw_message(f"end-{outcome}") for outcome in Outcome}
    outcomes = Counter(outcome_words[return_.outcome] for _, return_ in compiled.handed_in)  # two may have one word
    ends = _counted(outcomes, {word: word for word in outcome_words.values()})
    print_line(message("compiled-files", files=len(compiled.handed_in), ends=ends or "—"))
    print_line(message("compiled-units", **_unit_counts(compiled)))
    lights = Counter(task.verdict.light for task in status.tasks)
    light_words = {light: words.name for light, words in status.light_rules.lights.items()}
    print_line(message("compiled-lights", tasks=len(status.tasks), lights=_counted(lights, light_words)))


def _unit_counts(compiled: "CompileResult") -> dict[str, object]:
    """How many units owe a return and how many filed one, and by name those of which none counts, state by state."""
    from duban.model.status import FilingStatus

    units = compiled.status.units
    names_by_state = {
        filing.replace("-", "_"): [unit.unit.name for unit in units if unit.filing_status is filing]
        for filing in FilingStatus
    }
    return {**names_by_state, "owed": len(units), "filed": len(names_by_state[FilingStatus.FILED])}


def _counted(counts: Mapping[_Kind, int], words: Mapping[_Kind, str]) -> str:
    """Each kind that there is, in the order of its words, with its number."""
    return "，".join(f"{word}{counts[kind]}" for kind, word in words.items() if counts.get(kind))


def _print_next_steps(compiled: "CompileResult") -> None:
    """What the clerk has to send back, decide, and look through."""
    from duban.journeys.outputs import proposed_plan_path
    from duban.model.return_ import Outcome
    from duban.workspace.names import display_path

    context = compiled.context
    copies = sum(path.parent.name == context.file_name("correction-folder") for path in compiled.outputs)
    if (context.reports_folder / context.file_name("script-file")).stat().st_size:
        print_line(message("compiled-return", count=copies))
    returns = (return_ for _, return_ in compiled.handed_in if return_.outcome is not Outcome.SUPERSEDED)
    if not_counted := sum(finding.code in _NOT_COUNTED for return_ in returns for finding in return_.findings):
        print_line(message("compiled-not-counted", count=not_counted))
    _print_register(compiled)
    proposed = proposed_plan_path(context)
    if proposed in compiled.outputs:
        current = context.workspace.plan_folder / proposed.name
        print_line(message("compiled-amended", proposed=display_path(proposed), current=display_path(current)))


def _print_register(compiled: "CompileResult") -> None:
    """What waits in the register for the clerk, and how many rows were added to it."""
    file = compiled.context.register_layout.file
    if waiting := _waiting_sheets(compiled):
        print_line(message("compiled-decide", file=file, waiting=waiting))
    if rows := list(compiled.register_rows.items()):
        print_line(message("compiled-register", file=file, rows=rows))


def _waiting_sheets(compiled: "CompileResult") -> list[tuple[str, int]]:
    """The sheets of the register that wait for the clerk, each with how many files."""
    from duban.model.return_ import DECISION_CODES, waiting_files

    layout = compiled.context.register_layout
    returns = [return_ for _, return_ in compiled.handed_in]
    counts = [(layout.sheets[sheet].name, len(waiting_files(returns, sheet))) for sheet in DECISION_CODES]
    return [(name, count) for name, count in counts if count]


def warn_of_holidays(context: "Context") -> None:
    """Loudly, each time: without them nobody can say which day is a rest day."""
    year = context.period.due.year
    if not context.workspace.holidays.has_year(year):
        print_line(message("holidays-unknown", year=year), err=True)
