"""A slip in what was printed."""

from typing import Annotated

from pydantic import Field

from duban.model.typed import TypedModel, YesNo


class Erratum(TypedModel):
    """A slip in the printed text. adopted: the correction is used; else the text stands as printed."""

    where: Annotated[str, Field(alias="位置")]
    original: Annotated[str, Field(alias="原文", min_length=1)]
    corrected: Annotated[str, Field(alias="应为")]
    basis: Annotated[str, Field(alias="依据")] = ""
    adopted: Annotated[YesNo, Field(alias="采用")] = False
