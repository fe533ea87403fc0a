"""The texts of plan.yaml and units.yaml of a plan that was imported, with comments for a person to go on from."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from textwrap import indent
from typing import Any

from duban.importing.plan_draft import DraftPlan, unit_contacts, unit_heads
from duban.importing.task_draft import DraftTask
from duban.messages.catalogue import Messages
from duban.messages.finding import Finding
from duban.model.import_words import ImportWords
from duban.model.plan import PlanHead
from duban.plan_source.typed_plan import as_list
from duban.text.folding import on_one_line
from duban.text.pinyin import pinyin_code
from duban.workspace.yaml_edit import dump_typed

_STEP = "  "
_FILLERS = {"牵头": "牵头", "责任单位": "牵头", "联系人": "联系人"}
"""Key of a task → who fills in forms where tasks have it; the first counts."""
_LONGEST_CODE_LETTERS = 4


def plan_text(
    plan: DraftPlan, words: ImportWords, messages: Messages, sources: Sequence[str], taken_codes: Collection[str]
) -> str:
    """plan.yaml: what is doubtful of a task stands above it as comments, what was left out at the end.

    Args:
        plan: as it was drafted.
        words: of templates/import.yaml.
        messages: the texts.
        sources: the files that it was made of.
        taken_codes: those of the plans beside it.
    """
    sections = [
        _comments(messages.text("import-head", sources=sources).splitlines()),
        _comments(_doubts(plan.head.findings, messages)) + dump_typed({"计划": _head(plan, taken_codes)}),
        dump_typed({"填报": [_cycle(plan, words, messages)]}) + _comments([messages.text("import-cycle")]),
        dump_typed({"默认": {"完成时限": "年底"}}),
        *([dump_typed({"类别": [dict(one) for one in plan.categories]})] if plan.categories else []),
        *([dump_typed({"组": [dict(one) for one in plan.groups]})] if plan.groups else []),
        "任务:\n" + "\n".join(indent(_task(task, messages), _STEP, bool) for task in plan.tasks),
    ]
    return "\n".join(sections)


def left_out_text(texts: Iterable[str], messages: Messages) -> str:
    """The end of plan.yaml: words of the sources that stand nowhere in it; empty where there are none."""
    lines = [on_one_line(text) for text in texts]
    return "\n" + _comments([messages.text("import-left-out"), *lines]) if lines else ""


def units_text(plan: DraftPlan, words: ImportWords, messages: Messages) -> str:
    """units.yaml: the names that answer for tasks, groups apart; codes are written when forms are first built.

    Args:
        plan: as it was drafted.
        words: of templates/import.yaml.
        messages: the texts.
    """
    contacts = unit_contacts(plan)
    groups = [name for name in plan.units if name.startswith(words.group_words)]
    heads = unit_heads(plan)
    units = [_unit(name, words, contacts, heads) for name in plan.units if name not in groups] or _fillers(plan)
    text = _comments(messages.text("import-units-head").splitlines()) + dump_typed({"机构": units})
    if groups:
        text += "\n" + _comments([messages.text("import-groups")]) + dump_typed({"群组": {name: {} for name in groups}})
    return text


def _fillers(plan: DraftPlan) -> list[dict[str, Any]]:
    """Who fills in the forms of a plan that names no units: the people to call, else the office itself."""
    people = [as_list(task.data.get("联系人", []))[:1] for task in plan.tasks]
    names = list(dict.fromkeys(name for first in people for name in first))
    return [{"名称": name, "类型": "人员"} for name in names] or [{"名称": plan.head.office or plan.head.title}]


def _head(plan: DraftPlan, taken_codes: Collection[str]) -> dict[str, Any]:
    head = plan.head
    office = head.office or head.title
    letters = pinyin_code(office[:_LONGEST_CODE_LETTERS], [code.removesuffix(str(head.year)) for code in taken_codes])
    optional = {
        "文号": head.number,
        "印发日期": head.issued.isoformat() if head.issued else "",
        "说明": head.note,
        "填报说明": head.notes,
        "日期名称": plan.head.named_days,
        "满分": _full_score(plan),
    }
    required = {"名称": head.title, "年度": str(head.year), "单位": office, "编号": f"{letters}{head.year}"}
    return required | {key: value for key, value in optional.items() if value}


def _full_score(plan: DraftPlan) -> str:
    """What all points add up to, where each task has some."""
    weights = [task.data.get("权重", "") for task in plan.tasks]
    return f"{sum(float(weight) for weight in weights):.10g}" if all(weights) else ""


def _cycle(plan: DraftPlan, words: ImportWords, messages: Messages) -> Mapping[str, str]:
    """The form that goes out, until the clerk says otherwise: by filing days where the table has them, else monthly.

    A plan in which nobody answers for anything is sent around first, for everybody to say what is theirs.
    """
    fillers = [filler for key, filler in _FILLERS.items() if any(task.data.get(key) for task in plan.tasks)]
    typed = words.cycles.answered if fillers else words.cycles.unassigned
    if any(map(_has_filing_days, plan.tasks)):
        typed = words.cycles.filed
    cycle = {key: value.format(year=plan.head.year) for key, value in typed.items()}
    subject = PlanHead(name=plan.head.title, year=plan.head.year, office="", code="").subject
    title = messages.text("import-form-title", title=subject, form=cycle["表"])
    return {"表": cycle.pop("表"), "标题": title, **cycle, "填报对象": fillers[0] if fillers else "待分工"}


def _has_filing_days(task: DraftTask) -> bool:
    return any("填报时限" in milestone for milestone in task.data.get("节点", ()))


def _task(task: DraftTask, messages: Messages) -> str:
    doubts = _doubts(task.findings, messages)
    numbers = [messages.text("import-numbers", numbers=task.numbers)] if task.numbers else []
    return _comments([*doubts, *task.comments, *numbers]) + dump_typed([task.data])


def _doubts(findings: Iterable[Finding], messages: Messages) -> list[str]:
    return [f"？{messages.message(finding).text}" for finding in findings]


def _unit(
    name: str, words: ImportWords, contacts: Mapping[str, tuple[str, str]], heads: Mapping[str, str]
) -> dict[str, Any]:
    kind = words.kind_of(name)
    unit: dict[str, Any] = {"名称": name} | ({"类型": kind} if kind else {})
    if name in heads:
        unit["负责人"] = heads[name]
    if name in contacts:
        person, phone = contacts[name]
        unit["联络员"] = {"姓名": person, "电话": phone}
    return unit


def _comments(lines: Iterable[str]) -> str:
    return "".join(f"# {on_one_line(line)}\n" if line.strip() else "#\n" for line in lines)
