"""What was decided about a task after its plan was issued."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from duban.validation.declaration import Field
from duban.validation.model import TypedModel


class AmendmentKind(StrEnum):
    """What kind of decision about a task it is."""

    POSTPONED = "延期"
    ASSIGNED = "分工"
    RELED = "换牵头"
    RETARGETED = "改目标"
    STAGED = "阶段节点"
    ADDED = "新增"
    CANCELLED = "取消"
    DEFERRED = "暂缓"
    RESUMED = "恢复"
    REWEIGHTED = "改权重"
    SPLIT = "拆分"
    MERGED = "合并"


DROPPING_KINDS = frozenset({AmendmentKind.CANCELLED, AmendmentKind.DEFERRED, AmendmentKind.MERGED})
"""After one of these a task is asked about no more."""


class ChangedText(TypedModel):
    """One thing that a decision changed."""

    key: str
    """As a clerk types it: 牵头, 时限."""
    before: str
    """Empty where nothing had been said."""
    after: str
    """What holds now."""
    milestone: str = ""
    """The wording of the milestone that it is about; empty for the task itself."""
    unit: str = ""
    """Whose alone it is of several units that lead the line; empty: of all of them."""


class Change(TypedModel):
    """What was decided about a task after the plan was issued."""

    day: date
    """From which it holds."""
    kind: str
    """An AmendmentKind."""
    basis: str = ""
    """The number of the letter, or the meeting."""
    texts: Annotated[tuple[ChangedText, ...], Field(exclude=True)] = ()
    """What it changed; for reports alone, so no snapshot keeps it."""
    other: Annotated[str, Field(exclude=True)] = ""
    """Of a task that was split or merged, the number of the other task."""
    gives: Annotated[bool, Field(exclude=True)] = False
    """Whether the other task takes over something from this one."""

    @property
    def is_adjustment(self) -> bool:
        """Whether it changes what had been said; a first assignment and first steps only fill what was open."""
        only_fills = self.kind in {AmendmentKind.ASSIGNED, AmendmentKind.STAGED}
        return not only_fills or any(text.before for text in self.texts)
