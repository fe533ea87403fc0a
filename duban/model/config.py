"""The clerk's config.yaml, and how things look."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from duban.model.base import Model

HexColor = Annotated[str, Field(pattern="^[0-9A-Fa-f]{6}$")]

DEFAULT_PALETTE: dict[str, str] = {
    "input": "FFF9E5",
    "locked": "F7F7F7",
    "head": "E4E9EF",
    "head-input": "FBE7B2",
    "missing": "FFE3B8",
    "muted": "7F7F7F",
    "line": "808080",
    "red": "FFC7CE",
    "red-ink": "9C0006",
    "yellow": "FFEB9C",
    "yellow-ink": "7F5200",
    "blue": "DDEBF7",
    "blue-ink": "1F4E78",
    "green": "C6EFCE",
    "green-ink": "006100",
    "grey": "D9D9D9",
    "grey-ink": "404040",
}


class Fonts(Model):
    """Font names are stored, not embedded: a program that lacks one takes another."""

    body: Annotated[str, Field(alias="正文")] = "宋体"
    head: Annotated[str, Field(alias="表头")] = "黑体"
    title: Annotated[str, Field(alias="标题")] = "方正小标宋简体"


class ReadingLimits(Model):
    """What reading one returned file may take; a file that needs more is told as lost, and the run goes on."""

    memory: Annotated[int, Field(alias="内存", ge=64, le=65536)] = 1024
    seconds: Annotated[int, Field(alias="秒", ge=1, le=3600)] = 30


class Config(Model):
    """What the office sets. Paths are relative to the folder of config.yaml."""

    plan: Annotated[str, Field(alias="计划")]
    output: Annotated[str, Field(alias="输出")] = "output"
    holidays: Annotated[str, Field(alias="节假日")] = "plans/holidays.yaml"
    templates: Annotated[str, Field(alias="模板")] = "templates"
    password: Annotated[str, Field(alias="表格密码", pattern="^[!-~]{0,15}$")] = "duban"  # noqa: S105 — a fence against accidents, printed in every config
    palette: Annotated[dict[str, HexColor], Field(alias="颜色")] = {}
    fonts: Annotated[Fonts, Field(alias="字体")] = Fonts()
    reading: Annotated[ReadingLimits, Field(alias="读取", exclude=True)] = (
        ReadingLimits()
    )  # a snapshot knows nothing of it

    @property
    def form_settings(self) -> Self:
        """What forms depend on: where things lie on this desk, and what it can bear, left out."""
        elsewhere = dict.fromkeys(("plan", "output", "holidays", "templates"), "")
        return self.model_copy(update={**elsewhere, "reading": ReadingLimits()})

    @property
    def full_palette(self) -> dict[str, str]:
        """The palette with the office's own colours laid over."""
        return DEFAULT_PALETTE | self.palette


class CellStyle(Model):
    """How a cell looks; see templates/styles.yaml."""

    like: str = ""
    font: Literal["", "body", "head", "title"] = ""
    size: float = 0
    bold: bool = False
    color: str = ""
    fill: str = ""
    border: int = 0
    align: Literal["", "left", "center", "right"] = ""
    valign: Literal["", "top", "vcenter"] = ""
    wrap: bool = False
    format: str = ""
    unlocked: bool = False


class StyleSheet(Model):
    """Every style by its name, `like` already followed."""

    styles: dict[str, CellStyle]

    @model_validator(mode="before")
    @classmethod
    def _laid_over(cls, data: object) -> object:
        """What a style says itself lies over the style that it is like. The file is the mapping itself."""
        if not isinstance(data, dict) or "styles" in data:
            return data
        return {"styles": {name: _whole(data, name) for name in data}}


def _whole(styles: dict[str, object], name: str, depth: int = 0) -> object:
    style = styles.get(name)
    like = style.get("like") if isinstance(style, dict) else None
    if not isinstance(style, dict) or like not in styles or depth > len(styles):
        return style
    base = _whole(styles, str(like), depth + 1)
    return {**base, **style} if isinstance(base, dict) else style
