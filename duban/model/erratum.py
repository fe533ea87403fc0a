"""A slip in what was printed."""

from typing import Annotated

from pydantic import Field

from duban.model.typed import TypedModel, YesNo


class Erratum(TypedModel):
    """A slip in the printed text."""

    where: Annotated[str, Field(alias="位置")]
    """The key of the text, such as 名称 or 节点2标准; empty or 全文: every text."""
    original: Annotated[str, Field(alias="原文", min_length=1)]
    """As printed, character by character."""
    corrected: Annotated[str, Field(alias="应为")]
    """What it should say."""
    basis: Annotated[str, Field(alias="依据")] = ""
    """Why."""
    adopted: Annotated[YesNo, Field(alias="采用")] = False
    """Whether the correction is used; else the text stands as printed."""
