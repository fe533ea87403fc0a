"""A report sheet as data (templates/reports/*.yaml): what it shows, in which columns, in what words.

Its words are templates over the facts of the sheet, such as `{{ n.tasks_red }}`: reports/sheet.py lists them.
"""

from typing import Annotated, Literal, Self

from pydantic import Field

from duban.model.typed import Model
from duban.workbook.chart import ChartKind

MOST_BARS = 33
"""So many lying bars fill a page and leave room for the name of each."""

GroupingKey = Literal["source", "flag", "leader", "category", "unit"]
"""By what tasks may be taken together."""

OWN_GROUP = "own:"
"""Before the header of a column of the plan's own (自定) by which tasks are taken together."""
OwnGroup = Annotated[str, Field(pattern=f"^{OWN_GROUP}.+$")]


class ReportColumn(Model):
    """One column of a table."""

    key: str = Field(description="The name of a report column, or a key of the rows of the block's own table.")
    label: str = Field(description="Its header, a template; a gap between tables has none.")
    style: str = Field(default="word", description="Of its cells, from templates/styles.yaml.")
    span: int = Field(default=1, ge=1, description="How many of the sheet's columns it takes.")
    fold: str = Field(
        default="",
        description=(
            "The column is left out where all of its rows say the same, and its room goes to the others, or in a sheet "
            "of several tables to the one before it; what they say stands in this line above the table, a template "
            "over `value`; where they say nothing, no line."
        ),
    )
    bar: str = Field(default="", description="A name of the palette: in each cell a bar as long as its number.")
    shares_room: bool = Field(
        default=False,
        description=(
            "In the only table of a sheet: the columns with this share the room that they have together as their texts "
            "need it, so that rows are as low as can be."
        ),
    )


class ReportSeries(Model):
    """What a chart draws of one column of its table."""

    column: str = Field(description="The key of the column with its numbers; its header is the name.")
    look: Literal["red", "yellow", "blue", "green", "none", "grey", "plain"] = Field(
        default="plain", description="Of a light, or `plain`; each differs in black and white too."
    )
    format: str = Field(default="", description="Of the numbers that stand beside: a number format of Excel's.")


class ReportChart(Model):
    """A chart above the table that it is drawn from; a row of totals is not drawn."""

    kind: ChartKind = Field(description="Bars lie, columns stand.")
    title: str = Field(description="Above it; a template.")
    names: str = Field(description="The key of the column that names the bars or points.")
    series: tuple[ReportSeries, ...] = Field(min_length=1, description="From left to right, or upwards.")
    value_title: str = Field(default="", description="Of the axis of numbers, a template.")
    percent: bool = Field(default=False, description="Whether the numbers are percents up to 100.")
    most: int = Field(default=MOST_BARS, ge=1, le=60, description="At most so many rows are drawn, the first ones.")


class ReportBlock(Model):
    """A title, some words, and a table."""

    title: str = Field(
        default="", description="Above it; a template over the sheet's facts, as all words of a sheet are."
    )
    text: str = Field(default="", description="Words under the title.")
    rows: str = Field(
        default="",
        description="What the table lists: `tasks`, `milestones` or the code of a table of its own; none: words only.",
    )
    where: tuple[str, ...] = Field(
        default=(), description="Conditions that tasks or milestones must meet; `not-` before a name turns it round."
    )
    sort: str = Field(default="", description="The order of tasks or milestones; none: the plan's.")
    limit: int | None = Field(default=None, ge=1, description="At most so many rows; none: all.")
    group: GroupingKey | OwnGroup | None = Field(
        default=None,
        description="By what rows are taken together, with headings and subtotals; `own:` and a header of 自定 too.",
    )
    merge_tasks: bool = Field(
        default=False, description="Milestones of one task share one cell in the columns about the task."
    )
    joins_units: bool = Field(
        default=False,
        description=(
            "Milestones of one line of the plan that say the same in all other columns stand in one row, where the "
            "column `unit` names all of their units."
        ),
    )
    total: str = Field(
        default="", description="The code of a row of totals at the end, such as `matrix`; none: no such row."
    )
    columns: tuple[ReportColumn, ...] = Field(default=(), description="From left to right.")
    chart: ReportChart | None = Field(default=None, description="Drawn from the table, above it.")
    empty: str = Field(default="", description="Stands in place of a table that has no rows.")
    optional: bool = Field(default=False, description="The whole block is left out where its table has no rows.")
    row_height: float = Field(default=0, ge=0, le=409, description="The least height of its rows, in points.")
    folds: int = Field(
        default=0,
        ge=0,
        description="On a sheet of one page: which block gives up rows first, 1 before 2; 0: it never does.",
    )
    keeps: int = Field(default=0, ge=0, description="So many rows it gives up only after all others have.")
    last: int = Field(default=0, ge=0, description="In which order blocks give up what they keep; 0: as in `folds`.")
    folded: str = Field(
        default="",
        description=(
            "Stands in place of the rows given up: `left` says how many, `kept` how many stay, `sheet` where; `rows` "
            "are these rows."
        ),
    )
    more_on: str = Field(default="", description="The sheet that lists all of its rows: the name of its YAML file.")


class ReportSheet(Model):
    """One sheet of a report."""

    name: str = Field(max_length=31, description="On the tab.")
    title: str = Field(description="On top of the sheet.")
    each: Literal["", "leader", "category", "unit"] = Field(
        default="",
        description="One sheet for every value, about its tasks alone; `each` is then the value in templates.",
    )
    note: str = Field(default="", description="A line under the title.")
    widths: tuple[float, ...] = Field(description="Of the sheet's columns, in Excel's units.")
    blocks: tuple[ReportBlock, ...] = Field(description="One below another.")
    paper: Literal["A4", "A3"] = Field(default="A4", description="What it is printed on.")
    landscape: bool = Field(default=True, description="Whether it is printed across.")
    filtered: bool = Field(default=False, description="Whether its only table has filter buttons.")
    one_page: bool = Field(
        default=False,
        description="Shrunk to one page, as long as its letters keep nine tenths of their size; see `folds`.",
    )
    footer: str = Field(default="", description="As Excel codes it.")
    tab: str = Field(default="", description="Colour of the tab, from the palette; none: the program's own.")
    zoom: int = Field(default=100, ge=10, le=400, description="On the screen, in percent.")
    freeze_columns: int = Field(
        default=0, ge=0, description="So many columns on the left stay in sight, where the sheet has one table."
    )
    linked: bool = Field(
        default=False, description="Figures and numbers of tasks on other sheets of the book are links to its rows."
    )
    absent: str = Field(
        default="",
        description=(
            "The sheet is left out where none of its tables has rows, and this line stands at the end of the sheet "
            "before it in the book instead; `—` for no line. None: the sheet is never left out."
        ),
    )


class ReportBook(Model):
    """One workbook of a report."""

    file: str = Field(description="Its file name, a template; reports/book_names.py says over what.")
    sheets: tuple[str, ...] = Field(description="By the names of their YAML files.")


class ReportBooks(Model):
    """templates/reports/books.yaml: which workbooks a report consists of."""

    books: tuple[ReportBook, ...] = Field(description="For every kind of form without an entry of its own.")
    kinds: dict[str, tuple[ReportBook, ...]] = Field(default={}, description="By the codes of kinds of form.")

    def books_of_kind(self, kind: str) -> tuple[ReportBook, ...]:
        """The workbooks for a kind of form."""
        return self.kinds.get(kind, self.books)

    def merged_over(self, defaults: Self) -> Self:
        """These, and for the kinds of form that they leave out, those below."""
        return self.model_copy(update={"kinds": {**defaults.kinds, **self.kinds}})
