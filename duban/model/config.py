"""The clerk's config.yaml, and how things look."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal, Self

from duban.model.default_paths import DEFAULT_PATHS
from duban.model.palette import DEFAULT_PALETTE, HexColor
from duban.model.typed import matches_pattern
from duban.validation.declaration import AfterValidator, Field, ReadingContext, TypedError
from duban.validation.model import Model
from duban.value_object import replace


def _inside_workspace(path: str, _: ReadingContext) -> str:
    if ".." in re.split(r"[\\/]", path):
        raise TypedError("path-outside", {"text": path})
    return path


WorkspacePath = Annotated[str, AfterValidator(_inside_workspace)]
"""A path that may be absolute, which only a person at this desk can mean; a relative one stays in the workspace."""
_VAGUE_WORDS = {"单位"}
"""What templates also say of units of measure, or in words for something else."""


def _is_one_thing(word: str, _: ReadingContext) -> str:
    if len(word) < _SHORTEST_WORD or word in _VAGUE_WORDS:
        raise TypedError("own-word-vague", {"text": word})
    return word


PrintedWord = Annotated[str, AfterValidator(_is_one_thing)]
"""A word of the templates that stands for one thing wherever they have it."""
OwnWord = Annotated[str, Field(min_length=1, max_length=20), matches_pattern(r"[^<>&{}%'\"\\]+", "own-word-sign")]
"""What stands there instead: no sign that means something in a template or a document."""
CLUSTER_ADDRESS = r"(tls://[^\s/:\[\]]+|tls://\[[0-9A-Fa-f:]+\]|tcp://(127\.0\.0\.1|localhost|\[::1\])):[0-9]{1,5}"
"""Where returns may be sent: by TLS, or to a process of this very machine; 127.0.0.999 would be looked up as a name."""
_SHORTEST_WORD = 2  # characters
_LONGEST_CHAIN = 50  # of styles, each like the next


class Fonts(Model):
    """Font names are stored, not embedded: a program that lacks one takes another."""

    body: Annotated[str, Field(alias="正文")] = "宋体"
    """Of tables, and of the text of reports."""
    head: Annotated[str, Field(alias="表头")] = "黑体"
    """Of table heads and subtitles."""
    title: Annotated[str, Field(alias="标题")] = "方正小标宋简体"
    """Of the titles of sheets."""


class UnitOrder(StrEnum):
    """How reports list units."""

    PLAN = "按计划"
    """In the plan's order."""
    LIGHTS = "按亮灯"
    """Those with most red tasks first, then by yellow ones and so on."""


class ReadingLimits(Model):
    """What reading one returned file may take; a file that needs more is rejected, and the run goes on."""

    memory: Annotated[int, Field(alias="内存", ge=64, le=65536)] = 1024
    """MiB that the process which reads it may use."""
    seconds: Annotated[int, Field(alias="秒", ge=1, le=3600)] = 30
    """Seconds of the clock."""


class Config(Model):
    """What the office sets. Paths are relative to the folder of config.yaml."""

    plan: Annotated[WorkspacePath, Field(alias="计划")]
    """The folder of the year's plan, with plan.yaml and units.yaml."""
    output: Annotated[WorkspacePath, Field(alias="输出")] = DEFAULT_PATHS["输出"]
    """The folder of all that the program makes, and of what comes back."""
    holidays: Annotated[WorkspacePath, Field(alias="节假日")] = DEFAULT_PATHS["节假日"]
    """The file of rest days that the program does not know."""
    templates: Annotated[WorkspacePath, Field(alias="模板")] = DEFAULT_PATHS["模板"]
    """The folder of the office's own templates, over the shipped ones."""
    password: Annotated[str, Field(alias="表格密码", pattern="^[!-~]{0,15}$")] = "duban"  # noqa: S105 — printed in every config
    """Of the sheet protection: a fence against accidents, no secret."""
    palette_name: Annotated[str, Field(alias="配色", exclude=True)] = ""
    """Which set of colours (templates/palettes) is laid over the default one; in a snapshot its colours stand."""
    palette: Annotated[dict[str, HexColor], Field(alias="颜色")] = {}
    """The office's own colours, over those of 配色 and the default ones."""
    logo: Annotated[WorkspacePath, Field(alias="徽标", exclude=True)] = DEFAULT_PATHS["徽标"]
    """A PNG or JPEG on the first page of the report and of the page; no part of a snapshot."""
    fonts: Annotated[Fonts, Field(alias="字体")] = Fonts()
    """Of forms and reports."""
    reading: Annotated[ReadingLimits, Field(alias="读取", exclude=True)] = ReadingLimits()
    """What reading one returned file may take; no part of a snapshot."""
    cluster: Annotated[str, Field(alias="集群", exclude=True), matches_pattern(CLUSTER_ADDRESS, "cluster-address")] = ""
    """The scheduler of a Dask cluster that reads and designs instead of this machine; no part of a snapshot."""
    addresses: Annotated[dict[str, str], Field(alias="称谓", exclude=True)] = {}
    """How notices address each kind of unit, over the shipped 你股室, 你单位; no part of a snapshot."""
    light_preset: Annotated[str, Field(alias="亮灯规则", exclude=True)] = ""
    """Which published rules (templates/lights-presets) are laid over lights.yaml; no part of a snapshot."""
    words: Annotated[dict[PrintedWord, OwnWord], Field(alias="用词", exclude=True)] = {}
    """The office's own words for those of the templates (股室 → 科室); no part of a snapshot: its layout has them."""
    channel: Annotated[str, Field(alias="渠道", exclude=True, max_length=20)] = ""
    """By what units send their returns in, as notices say it (粤政易, 浙政钉, OA, 微信群); no part of a snapshot."""
    import_columns: Annotated[dict[str, str], Field(alias="导入栏目", exclude=True)] = {}
    """Headers of own tables → keys of a plan as which `duban import` reads them; no part of a snapshot."""
    unit_order: Annotated[UnitOrder, Field(alias="单位排序", exclude=True)] = UnitOrder.PLAN
    """How reports and the page list units in their tables of lights; no part of a snapshot."""

    @property
    def form_settings(self) -> Self:
        """What forms depend on: where things lie on this desk, and what it can bear, left out."""
        elsewhere: dict[str, object] = dict.fromkeys(
            ("plan", "output", "holidays", "templates", "light_preset", "channel", "logo", "cluster"), ""
        )
        elsewhere |= {"reading": ReadingLimits(), "unit_order": UnitOrder.PLAN}
        elsewhere |= {"addresses": {}, "words": {}, "import_columns": {}}
        return replace(self, **elsewhere)

    def with_palette(self, colors: Mapping[str, str]) -> Self:
        """The same with a set of colours below the office's own ones, whatever the set is called."""
        return replace(self, palette={**colors, **self.palette}, palette_name="")

    @property
    def full_palette(self) -> dict[str, str]:
        """The palette with the office's own colours laid over."""
        return DEFAULT_PALETTE | self.palette


class CellStyle(Model):
    """How a cell looks; see templates/styles.yaml. What is empty or 0 is left to the style `like`, else to Excel."""

    like: str = ""
    """The name of a style that this one is laid over."""
    font: Literal["", "body", "head", "title"] = ""
    """Which of the config's fonts."""
    size: Annotated[float, Field(ge=0, le=409)] = 0.0
    """In points."""
    bold: bool = False
    """Whether the letters are bold."""
    color: str = ""
    """Of the letters: a name of the palette, or six hexadecimal digits."""
    fill: str = ""
    """Of the cell: likewise."""
    border: Annotated[int, Field(ge=0, le=13)] = 0
    """A number of xlsxwriter's border styles; 1 is thin."""
    align: Literal["", "left", "center", "right"] = ""
    """From left to right."""
    valign: Literal["", "top", "vcenter"] = ""
    """From top to bottom."""
    wrap: bool = False
    """Whether words go on in a second line."""
    format: str = ""
    """A number format of Excel's."""
    unlocked: bool = False
    """Whether it may be typed in on a protected sheet."""


class StyleSheet(Model):
    """Every style by its name, `like` already followed."""

    styles: dict[str, CellStyle]
    """By name."""

    @classmethod
    def before_reading(cls, data: object, _: ReadingContext, /) -> object:
        """The file is the mapping of names to styles itself."""
        if not isinstance(data, dict) or "styles" in data:
            return data
        return {"styles": {name: _followed(data, name) for name in data}}


def _followed(styles: dict[str, object], name: str, depth: int = 0) -> object:
    """A style laid over the style that it is like; depth ends a circle."""
    style = styles.get(name)
    like = style.get("like") if isinstance(style, dict) else None
    if not isinstance(style, dict) or not isinstance(like, str) or like not in styles or depth > _LONGEST_CHAIN:
        return style
    base = _followed(styles, like, depth + 1)
    return {**base, **style} if isinstance(base, dict) else style
