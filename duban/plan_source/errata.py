"""Slips in the printed text: where each one stands, and what the text says once its correction is adopted."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from duban.messages.finding import KeyPath, UnplacedFinding
from duban.model.cycle import Cycle
from duban.model.erratum import Erratum
from duban.model.plan import PlanHead, TaskGroup
from duban.model.typed import TypedModel
from duban.plan_source.task import TypedTask

HolderT = TypeVar("HolderT", bound=TypedModel)

_WHOLE = "全文"
_MILESTONE = re.compile(r"节点(\d+)(标准)?")
_FIELDS: Mapping[type[TypedModel], Mapping[str, str]] = {
    PlanHead: {"名称": "name", "标题": "title", "说明": "note", "填报说明": "notes"},
    Cycle: {"标题": "title"},
    TaskGroup: {"名称": "name", "归属": "attribution", "来源": "sources"},
    TypedTask: {
        "名称": "name",
        "内容": "content",
        "节点引语": "lead_in",
        "责任领导": "leader",
        "联系人": "contacts",
        "牵头": "lead",
        "协办": "supports",
        "来源": "sources",
    },
}


def apply_errata(holder: HolderT, errata: Iterable[Erratum]) -> HolderT:
    """A plan's head, a cycle, a group or a task with the corrections that a person has adopted."""
    for erratum in errata:
        if erratum.adopted:
            for path, _ in tuple(_places(holder, erratum.where)):
                name = str(path[0])
                holder = holder.model_copy(update={name: _mended(getattr(holder, name), path, erratum)})
    return holder


def unmatched_errata(
    loc: KeyPath, holder: TypedModel, errata: Iterable[Erratum], number: str = ""
) -> Iterator[UnplacedFinding]:
    """The errata whose original is not in the text that they speak of. at: the holder's place in the file."""
    for index, erratum in enumerate(errata):
        if not any(erratum.original in text for _, text in _places(holder, erratum.where)):
            facts = {"number": number, "where": erratum.where, "original": erratum.original}
            yield UnplacedFinding("erratum-lost", (*loc, "勘误", index), facts)


def _places(holder: TypedModel, where: str) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The fields that a place means, with what stands in them; an empty place or 全文 means every one."""
    where = "" if where == _WHOLE else where
    fields = next((fields for kind, fields in _FIELDS.items() if isinstance(holder, kind)), {})
    for name in [fields[where]] if where in fields else [] if where else fields.values():
        value = getattr(holder, name)
        yield (name,), value if isinstance(value, str) else "\n".join(value)
    match = _MILESTONE.fullmatch(where)
    if isinstance(holder, TypedTask) and (match or not where):
        for index, milestone in enumerate(holder.milestones):
            if match is None or int(match[1]) == index + 1:
                name = "standard" if match and match[2] else "content"
                yield ("milestones", index, name), getattr(milestone, name)


def _mended(value: Any, path: tuple[str | int, ...], erratum: Erratum) -> Any:  # noqa: ANN401 — a text, texts, or milestones
    if isinstance(value, str):
        return value.replace(erratum.original, erratum.corrected)
    if len(path) == 1:
        return tuple(text.replace(erratum.original, erratum.corrected) for text in value)
    _, index, name = path
    return tuple(
        milestone.model_copy(update={name: _mended(getattr(milestone, str(name)), (), erratum)})
        if at == index
        else milestone
        for at, milestone in enumerate(value)
    )
