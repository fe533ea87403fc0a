"""Keys as offices call them, 完成时间 and 责任单位, read as the keys of plan.yaml and units.yaml."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, get_args, get_origin

from duban.key_path import KeyPath
from duban.model.typed import models_in
from duban.validation.model import Model, fields_of_model
from duban.value_object import ValueObject

KEY_SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "任务名称": ("名称",),
    "项目名称": ("名称",),
    "事项名称": ("名称",),
    "工作任务": ("名称",),
    "重点任务": ("名称",),
    "重点工作": ("名称",),
    "单位名称": ("名称",),
    "机构名称": ("名称",),
    "指标名称": ("名称",),
    "任务编号": ("序号",),
    "任务序号": ("序号",),
    "项目编号": ("序号",),
    "工作内容": ("内容",),
    "主要内容": ("内容",),
    "具体内容": ("内容",),
    "工作要求": ("内容",),
    "阶段目标": ("内容", "节点"),
    "工作目标": ("内容", "名称"),
    "目标任务": ("内容", "名称"),
    "牵头单位": ("牵头",),
    "牵头部门": ("牵头",),
    "牵头科室": ("牵头",),
    "主办单位": ("牵头",),
    "主办部门": ("牵头",),
    "协办单位": ("协办",),
    "协办部门": ("协办",),
    "配合单位": ("协办",),
    "配合部门": ("协办",),
    "参与单位": ("协办",),
    "报送单位": ("填报单位",),
    "责任人": ("责任领导", "负责人"),
    "牵头领导": ("责任领导",),
    "包抓领导": ("责任领导",),
    "县领导": ("责任领导",),
    "市领导": ("责任领导",),
    "局领导": ("责任领导",),
    "分管领导": ("责任领导",),
    "主要负责人": ("负责人",),
    "联络员": ("联系人",),
    "联系人": ("联络员",),
    "完成时间": ("完成时限", "时限"),
    "完成期限": ("完成时限", "时限"),
    "完成日期": ("完成时限", "时限"),
    "办结时限": ("完成时限", "时限"),
    "时限要求": ("完成时限", "时限"),
    "完成时限": ("时限",),
    "时限": ("完成时限",),
    "截止时间": ("截止", "完成时限", "时限"),
    "截止日期": ("截止", "完成时限", "时限"),
    "报送时间": ("截止",),
    "任务来源": ("来源",),
    "任务类别": ("类别",),
    "工作类别": ("类别",),
    "标签": ("标识",),
    "分值": ("权重",),
    "赋分": ("权重",),
    "量化指标": ("指标",),
    "考核指标": ("指标",),
    "目标值": ("目标",),
    "计量单位": ("单位",),
    "子任务": ("分项",),
    "分解任务": ("分项",),
    "关键节点": ("节点",),
    "工作节点": ("节点",),
    "完成标准": ("标准",),
    "验收标准": ("标准",),
    "评价标准": ("标准",),
    "表名": ("表",),
    "表种": ("表",),
    "报送周期": ("周期",),
    "编码": ("代码",),
    "简称": ("别名",),
    "单位类型": ("类型",),
    "联系电话": ("电话",),
    "电话号码": ("电话",),
    "手机": ("电话",),
    "手机号": ("电话",),
}
"""What documents call a thing → the keys that may be meant: the first counts that there is here and is not typed."""

Origins = dict[KeyPath, KeyPath]
"""The path of a value in the data as it is read → the path under which it was typed."""


def with_standard_keys(typed: Any, model: type[Model]) -> tuple[Any, Origins]:  # noqa: ANN401  typed data can be anything
    """Plain typed data in which every synonym that can be meant has become the key that the model knows.

    A synonym stays as it is where the key that it means is typed as well: then it is an unknown key like any other.

    Args:
        typed: every scalar is text as typed; what has not the right shape is left as it is.
        model: what the data should be.

    Returns:
        The data, and where the renamed values were typed.
    """
    origins: Origins = {}
    return _standard(typed, model, (), (), origins), origins


def _standard(value: Any, model: type[Model], path: KeyPath, typed_path: KeyPath, origins: Origins) -> Any:  # noqa: ANN401
    if isinstance(value, list):
        return [
            _standard(entry, model, (*path, index), (*typed_path, index), origins) for index, entry in enumerate(value)
        ]
    if not isinstance(value, Mapping):
        return value
    fields, standard = _fields(model), dict[str, Any]()
    keys = _meant_keys(value, fields)
    for typed_key, entry in value.items():
        key = keys.get(typed_key) or str(typed_key)
        place, typed_place = (*path, key), (*typed_path, typed_key)
        if key != typed_key:
            origins[place] = typed_place
        field = fields.get(key, _NO_MODEL)
        standard[key] = _standard_field(entry, field, place, typed_place, origins) if field.model else entry
    return standard


class _Field(ValueObject):
    """What stands in a field of a model.

    Attributes:
        model: None for plain values.
        has_free_names: whether the models stand below names that an office chose itself (群组).
    """

    model: type[Model] | None = None
    has_free_names: bool = False


_NO_MODEL = _Field()


@cache
def _fields(model: type[Model]) -> Mapping[str, _Field]:
    """The fields of a model by each of their keys."""
    fields: dict[str, _Field] = {}
    for name, field in fields_of_model(model).items():
        inner = next(iter(models_in(field.annotation)), None)
        fields |= dict.fromkeys((name, field.key), _Field(inner, _has_free_names(field.type)))
    return fields


def _has_free_names(annotation: Any) -> bool:  # noqa: ANN401
    return get_origin(annotation) is dict or any(map(_has_free_names, get_args(annotation)))


def _standard_field(value: Any, field: _Field, path: KeyPath, typed_path: KeyPath, origins: Origins) -> Any:  # noqa: ANN401
    if field.model is None:
        return value
    if field.has_free_names and isinstance(value, Mapping):
        return {
            name: _standard(entry, field.model, (*path, name), (*typed_path, name), origins)
            for name, entry in value.items()
        }
    return _standard(value, field.model, path, typed_path, origins)


def _meant_keys(typed: Mapping[str, Any], keys: Collection[str]) -> dict[str, str]:
    """Each synonym that is typed → the key that it means here; keys: those of the model that stands here."""
    synonyms = {word: KEY_SYNONYMS.get(word, ()) for word in typed if word not in keys}
    meant: dict[str, str] = {}
    for synonym in sorted(synonyms, key=lambda synonym: len(synonyms[synonym])):  # those of one meaning first
        free = (key for key in synonyms[synonym] if key in keys and key not in typed and key not in meant.values())
        if key := next(free, ""):
            meant[synonym] = key
    return meant
