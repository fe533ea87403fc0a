"""What was decided since a plan was issued: tasks put off, added and dropped, each with its authority."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.recount.days import day_of
from tests.recount.sheets import OneOf

Typed = Mapping[str, Any]
TAKEN_OVER = ("牵头", "协办", "责任领导", "完成时限", "指标")
MARKED = ("牵头", "完成时限")


def amended(tasks: list[dict[str, Any]], amendment: Typed) -> list[dict[str, Any]]:
    """Tasks after one decision. What is dropped stays in the list, marked _dropped."""
    if amendment["类型"] == "新增":
        return [*tasks, {**amendment["任务内容"], "_mark": f"（新增，{basis(amendment)}）"}]
    number, other = str(amendment["任务"]), str(amendment.get("并入", ""))
    tasks = [_amended(task, amendment) if str(task["序号"]) == number else task for task in tasks]
    if amendment["类型"] == "拆分":
        part = {**amendment["任务内容"], "_mark": f"（由第{number}项拆出，{basis(amendment)}）"}
        return [*tasks, part]
    if amendment["类型"] == "合并":
        words = f"第{number}项并入，{basis(amendment)}"
        return [_marked_also(task, words) if str(task["序号"]) == other else task for task in tasks]
    return tasks


def _marked_also(task: Typed, words: str) -> dict[str, Any]:
    """The task with one more mark, behind those that it has."""
    before = str(task.get("_mark", "")).strip("（）")
    return {**task, "_mark": f"（{before}；{words}）" if before else f"（{words}）"}


def basis(amendment: Typed) -> str:
    return f"依据：{amendment['依据']}" if amendment.get("依据") else "没有写依据"


def _amended(task: dict[str, Any], amendment: Typed) -> dict[str, Any]:  # noqa: PLR0911 — one for each kind
    kind = amendment["类型"]
    if kind in ("取消", "暂缓", "恢复"):
        return {**task, "_dropped": kind != "恢复"}
    if kind == "拆分":
        return _marked_also(task, f"拆出第{amendment['任务内容']['序号']}项，{basis(amendment)}")
    if kind == "合并":
        return {**task, "_dropped": True}
    if kind == "改权重":
        was, becomes = task.get("权重"), {**task, "权重": amendment["权重"]}
        return becomes if was is None else _marked_also(becomes, f"权重原为{was}，{basis(amendment)}")
    if kind == "阶段节点":
        return {**task, "节点": amendment["节点"]}
    if kind == "延期" and "原节点" in amendment:
        return {**task, "节点": list(_postponed(task, amendment))}
    if kind == "改目标" and "原节点" not in amendment:
        return {**task, "指标": retargeted(task, amendment)}
    if kind == "延期" and "单位" in amendment:
        return {**task, "_own_days": _own_days(task, amendment, task["完成时限"], "完成时限")}
    if kind == "延期":
        was = task["完成时限"]
        put_off = {**task, "完成时限": amendment["改为"], "_原时限": task.get("_原时限", was)}
        return _marked_also(put_off, f"完成时限原为{was}，{basis(amendment)}")
    kept = {key: amendment[key] for key in TAKEN_OVER if key in amendment}
    was = [
        f"{key}原为{_said(task, key)}" for key in MARKED if kept.get(key) and _said(task, key) not in ("", kept[key])
    ]
    changed = {**task, **kept, "_完成时限": kept.get("完成时限", task.get("_完成时限"))}
    return _marked_also(changed, "，".join([*was, basis(amendment)])) if was else changed


def retargeted(task: Typed, amendment: Typed) -> list[Typed]:
    """The numbers of a task, those of the names that are typed anew changed, new ones last."""
    new = {each["名称"]: each for each in amendment["指标"]}
    kept = [new.pop(each["名称"], each) for each in task.get("指标") or ()]
    return [*kept, *new.values()]


def _postponed(task: Typed, amendment: Typed) -> Iterator[Typed]:
    for typed in task["节点"]:
        words = typed["时限"] if "时限" in typed else next(iter(typed))
        content = typed["内容"] if "时限" in typed else typed[words]
        if words != amendment["原节点"]:
            yield typed
            continue
        if "单位" in amendment:
            own_days = _own_days(typed, amendment, words, "时限")
            yield {**(typed if "时限" in typed else {"时限": words, "内容": content}), "_own_days": own_days}
            continue
        mark = f"（时限原为{words}，{basis(amendment)}）"
        put_off = {"时限": amendment["改为"], "原时限": typed.get("原时限", words), "内容": content, "_mark": mark}
        put_off |= {"填报时限": amendment["填报时限"]} if "填报时限" in amendment else {}
        yield {**(typed if "时限" in typed else {}), **put_off}


def _own_days(owner: Typed, amendment: Typed, first: str, key: str) -> Typed:
    """Unit → what is otherwise in its part of a line from now on. first: its day when the plan was issued."""
    mark = f"（{key}原为{first}，{basis(amendment)}）"
    day = {"时限": amendment["改为"], "原时限": owner.get("原时限") or first, "_mark": mark, "put_off": True}
    return {**owner.get("_own_days", {}), amendment["单位"]: day}


def as_listed(tasks: list[dict[str, Any]], amendment: Typed, year: int) -> Iterator[dict[str, object]]:
    """A decision as 调整事项 lists it, from the tasks before it; who leads the task now is for others to say."""
    kind = amendment["类型"]
    if kind == "阶段节点":
        return
    own = (
        amendment["任务内容"]
        if kind == "新增"
        else next(task for task in tasks if str(task["序号"]) == str(amendment["任务"]))
    )
    change = ""
    if kind == "改目标":
        was = {each["名称"]: each for each in own.get("指标") or ()}
        changed = [each for each in amendment["指标"] if was.get(each["名称"]) != each]
        change = _change_in_words(
            "指标", _numbers([was[each["名称"]] for each in changed if each["名称"] in was]), _numbers(changed)
        )
    if kind in ("分工", "换牵头"):
        if not any(_said(own, key) for key in TAKEN_OVER if key in amendment):
            return  # who is given what was open
        change = "；".join(
            _change_in_words(key, _said(own, key), amendment[key]) for key in TAKEN_OVER if key in amendment
        )
    if kind == "延期":
        node = next((f"“{words}”的" for words in _contents(own, amendment.get("原节点"))), "")
        key, was = ("时限", amendment["原节点"]) if node else ("完成时限", own["完成时限"])
        change = f"{node}{key}由{was}改为{amendment['改为']}"
        if "单位" in amendment:
            change = f"{amendment['单位']}的{change}"
    if kind == "改权重":
        change = f"权重由{own['权重']}改为{amendment['权重']}" if own.get("权重") else f"权重定为{amendment['权重']}"
    if kind in ("拆分", "合并"):
        yield from _other_side(tasks, amendment, year)
        becomes = amendment["任务内容"]["序号"] if kind == "拆分" else amendment["并入"]
        change = f"拆出第{becomes}项" if kind == "拆分" else f"并入第{becomes}项"
    yield _line(own, amendment, year, change)


def _other_side(tasks: list[dict[str, Any]], amendment: Typed, year: int) -> Iterator[dict[str, object]]:
    """A split or a merger in the line of the other task."""
    number = amendment["任务"]
    if amendment["类型"] == "拆分":
        yield _line(amendment["任务内容"], amendment, year, f"由第{number}项拆出")
    for task in tasks:
        if str(task["序号"]) == str(amendment.get("并入", "")):
            yield _line(task, amendment, year, f"第{number}项并入")


def _line(own: Typed, amendment: Typed, year: int, change: str) -> dict[str, object]:
    return {
        "序号": own["序号"],
        "任务": own["名称"],
        "调整": amendment["类型"],
        "日期": day_of(amendment["日期"], year),
        "内容": change,
        "依据": OneOf((amendment.get("依据") or "没有写依据", basis(amendment))),
    }


def _contents(task: Typed, words: object) -> Iterator[str]:
    for typed in task.get("节点", ()):
        if words == (typed["时限"] if "时限" in typed else next(iter(typed))):
            yield typed["内容"] if "时限" in typed else typed[words]


def _change_in_words(key: str, was: str, becomes: object) -> str:
    return f"{key}由{was}改为{_words(becomes)}" if was else f"{key}定为{_words(becomes)}"


def _numbers(targets: Sequence[Typed]) -> str:
    """Numbers to reach as a list: 投资≥1000万元."""
    words = []
    for each in targets:
        goal, unit, sign = str(each["目标"]), str(each.get("单位", "")), str(each.get("比较", "≥"))
        span = {"区间": f"{goal}—{each.get('上限')}{unit}", "左右": f"{goal}{unit}左右", "=": f"{goal}{unit}"}
        words.append(str(each["名称"]) + span.get(sign, f"{sign}{goal}{unit}"))
    return "、".join(words)


def _said(task: Typed, key: str) -> str:
    """What a task says of itself, or its group; nothing where only the plan's defaults do."""
    return _words(task.get("_完成时限" if key == "完成时限" else key))


def _words(typed: object) -> str:
    return "、".join(map(str, typed)) if isinstance(typed, list | tuple) else str(typed or "")
