"""The rows of 总览: requests and worries, each in a few words; the sheets behind it have all of them."""

from datetime import date

from tests.recount.former import former_ruling, light_since, reports, unbroken
from tests.recount.known import FINISHED, SYMBOLS, Known
from tests.recount.overview import day_here, due_here
from tests.recount.plan import Task
from tests.recount.plan_lines import Milestone
from tests.recount.requests import Request
from tests.recount.sheets import GAPS
from tests.recount.status import marked
from tests.recount.words import Claim

DASH = "—"
REASON, SAID = 44, 48  # characters


def brief_task(task: Task, milestone: Milestone | None) -> Claim:
    """Number, the beginning of the name, that of the milestone's content where one is named, and 有调整."""
    changed = "（有调整）" if task.mark or (milestone and milestone.mark) else ""
    name = GAPS.sub("", task.name)
    content = GAPS.sub("", milestone.content) if milestone and not milestone.whole else ""
    content = "" if content == name else content
    term = milestone.term if milestone else ""

    def claim(actual: object) -> bool:
        text = GAPS.sub("", str(actual or ""))
        head = f"{task.number}．"
        if not text.startswith(head) or not text.endswith(changed) or ("（有调整）" in text) != bool(changed):
            return False
        said = text.removeprefix(head).removesuffix(changed)
        behind = f"（{term}）" if content else f"：{term}"
        said = said.removesuffix(GAPS.sub("", behind)) if term else said
        named = [size for size in range(4, len(name) + 1) if said.startswith((name[:size] + "…", name[:size]))]
        parts = {said[size:].lstrip("…").rstrip("…") for size in named}
        return any(not part or content.startswith(part) for part in parts)

    claim.__qualname__ = f"{task.number}．{task.name}{changed}"
    return claim


def head_of(words: str, most: int) -> Claim:
    """A text, or its beginning and a sign that it goes on."""

    def claim(actual: object) -> bool:
        text, whole = GAPS.sub("", str(actual or "")), GAPS.sub("", words)
        return text == whole or (len(words) > most and text.endswith("…") and whole.startswith(text[:-1]))

    claim.__qualname__ = words
    return claim


def request_cells(request: Request) -> dict[str, object]:
    """A request that waits."""
    cells = request.cells
    return {
        **cells,
        "级别、领导": cells["级别、分管领导"],
        "任务": brief_task(request.task, request.milestone),
        "需协调事项": head_of(str(cells["需协调事项"]), SAID),
        "批示、办理": head_of(str(cells["批示和办理"]), SAID),
    }


def days_late(known: Known) -> int:
    """Days since a milestone's day, or since the issue of the plan where that is later; 0 where it is not late."""
    due, issued = known.milestone.due, known.t.plan.issued
    if known.state in FINISHED or known.unknown or not known.is_due:
        return 0
    start: date = issued if issued and due < issued else due
    return max(0, (known.t.as_of - start).days)


def worry_cells(known: Known) -> dict[str, object]:
    """A milestone in red or yellow."""
    t, late = known.t, days_late(known)
    return {
        **dict.fromkeys(("拟亮灯", "亮灯"), "\n".join(filter(None, _lit(known)))),
        "任务和节点": brief_task(known.task, known.milestone),
        "应完成": due_here(known) + (f"\n超{late}天" if late else ""),
        "原因": _why(known),
        "牵头": known.unit or "待分工",
        "联系人": known.unit,
        "预计完成": day_here(t, known.day("expected")),
    }


def _lit(known: Known) -> list[str]:
    verdict = known.verdict
    lines = [SYMBOLS[verdict.light]]
    if verdict.proposed:
        was = SYMBOLS[verdict.proposed.light]
        lines.append("经审定" if verdict.proposed.light == verdict.light else f"拟亮灯{was.replace(' ', '')}")
    if reports(known.t):
        lit = unbroken(known)
        if lit and known.t.edition.hides("ladder"):  # for how long it is lit is not said
            return [*lines, known.doubt_of_answer]
        lines += [f"{day_here(known.t, light_since(known))}起", f"持续{len(lit) + 1}期"] if lit else ["本期新亮"]
    return [*lines, known.doubt_of_answer]


def _why(known: Known) -> Claim:
    """The unit's reason; before it what no other column says."""
    verdict, said = known.verdict, known.text("reason")
    if verdict.proposed or "此后没有可采用的新报" in verdict.reason:
        pieces = [verdict.reason, *([] if said in verdict.reason else [said])]
    else:
        pieces = [*([] if days_late(known) else [verdict.word]), said]
    words = "：".join(filter(None, (piece.rstrip("。；") for piece in pieces))) or DASH
    whole = head_of(words, REASON)
    mark = marked("", "，".join(filter(None, (known.reopened, former_ruling(known)))))

    def claim(actual: object) -> bool:
        text = str(actual or "")
        return text.endswith(mark) and whole(text.removesuffix(mark))

    claim.__qualname__ = words + mark
    return claim
