"""A task as people type it: short forms of milestones, and parts that are rows of their own."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, model_validator

from duban.model.plan import TaskHead, TypedMilestone
from duban.model.typed import TextList, yaml_keys


class ShortMilestone(TypedMilestone):
    """A milestone as typed: {时限: …, 内容: …}, or shorter {3月底前: 内容}."""

    @model_validator(mode="before")
    @classmethod
    def _long(cls, data: object) -> object:
        if isinstance(data, Mapping) and len(data) == 1:
            ((key, value),) = data.items()
            if key not in {*yaml_keys(cls), *cls.model_fields}:
                return {"时限": key, "内容": value}
        return data


class TypedTask(TaskHead):
    """A task as typed. parts: what is asked about one by one, all due with the task."""

    milestones: Annotated[tuple[ShortMilestone, ...], Field(alias="节点")] = ()
    parts: Annotated[TextList, Field(alias="分项")] = ()
