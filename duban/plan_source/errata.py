"""Slips in the printed text: where each one stands, and what the text says once its correction is adopted."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from duban.key_path import KeyPath
from duban.messages.finding import UnplacedFinding
from duban.model.cycle import Cycle
from duban.model.plan import PlanHead, TaskGroup
from duban.model.plan_parts import EVERYWHERE, Erratum
from duban.plan_source.typed_plan import TypedTask
from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import replace

ErrataHolder = PlanHead | Cycle | TaskGroup | TypedTask
HolderT = TypeVar("HolderT", PlanHead, Cycle, TaskGroup, TypedTask)

_MILESTONE = lazy_pattern(r"节点(\d+)(标准)?")
_FIELDS: Mapping[type[ErrataHolder], Mapping[str, str]] = {
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
"""Model → key that an erratum may name → field."""


class _Place(NamedTuple):
    """A text that an erratum may be about: a field of the holder, or of one of its milestones."""

    text: str | tuple[str, ...]
    field: str
    milestone: int | None = None


def apply_errata(holder: HolderT) -> HolderT:
    """A plan's head, a cycle, a group or a task with the corrections that a person has adopted."""
    for erratum in holder.errata:
        for place in _places(holder, erratum.where) if erratum.adopted else ():
            holder = _corrected(holder, place, erratum)
    return holder


def unmatched_errata(path: KeyPath, holder: ErrataHolder, number: str = "") -> Iterator[UnplacedFinding]:
    """The errata whose original is not in the text that they speak of.

    Args:
        path: of the holder in the file.
        holder: as typed.
        number: of the task or group, for the sentence.
    """
    for index, erratum in enumerate(holder.errata):
        texts = [place.text for place in _places(holder, erratum.where)]
        joined = [text if isinstance(text, str) else "\n".join(text) for text in texts]
        if not any(erratum.original in text for text in joined):
            facts = {"number": number, "where": erratum.where, "original": erratum.original}
            yield UnplacedFinding("erratum-lost", (*path, "勘误", index), facts)


def _places(holder: ErrataHolder, where: str) -> list[_Place]:
    """The texts that the words of an erratum mean."""
    fields = next((fields for model, fields in _FIELDS.items() if isinstance(holder, model)), {})
    keys = list(fields) if where in EVERYWHERE else [key for key in fields if key == where]
    places = [_Place(getattr(holder, fields[key]), fields[key]) for key in keys]
    if isinstance(holder, TypedTask):
        places += _milestone_places(holder, where)
    return places


def _milestone_places(task: TypedTask, where: str) -> list[_Place]:
    match = _MILESTONE.fullmatch(where)
    field = "standard" if match and match[2] else "content"
    indices: Iterable[int] = range(len(task.milestones)) if where in EVERYWHERE else []
    if match and 0 < int(match[1]) <= len(task.milestones):
        indices = [int(match[1]) - 1]
    return [_Place(getattr(task.milestones[index], field), field, index) for index in indices]


def _corrected(holder: HolderT, place: _Place, erratum: Erratum) -> HolderT:
    if isinstance(place.text, str):
        text: str | tuple[str, ...] = place.text.replace(erratum.original, erratum.corrected)
    else:
        text = tuple(line.replace(erratum.original, erratum.corrected) for line in place.text)
    if place.milestone is None or not isinstance(holder, TypedTask):
        return replace(holder, **{place.field: text})
    milestones = list(holder.milestones)
    milestones[place.milestone] = replace(milestones[place.milestone], **{place.field: text})
    return replace(holder, milestones=tuple(milestones))
