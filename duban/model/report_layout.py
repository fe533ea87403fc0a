"""A report sheet as data (templates/reports/*.yaml): what it shows, in which columns, in what words.

Its words are templates over the facts of the sheet, such as `{{ n.tasks_red }}`: reports/sheet.py lists them.
"""

from typing import Annotated, Literal, Self

from duban.validation.declaration import Field
from duban.validation.model import Model
from duban.value_object import replace
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

    key: Annotated[
        str, Field(description="The name of a report column, or a key of the rows of the block's own table.")
    ]
    label: Annotated[str, Field(description="Its header, a template; a gap between tables has none.")]
    style: Annotated[str, Field(description="Of its cells, from templates/styles.yaml.")] = "word"
    span: Annotated[int, Field(ge=1, description="How many of the sheet's columns it takes.")] = 1
    fold: Annotated[
        str,
        Field(
            description=(
                "The column is left out where all of its rows say the same, and its room goes to the others, or in "
                "a sheet of several tables to the one before it; what they say stands in this line above the table,"
                " a template over `value`; where they say nothing, no line."
            )
        ),
    ] = ""
    bar: Annotated[str, Field(description="A name of the palette: in each cell a bar as long as its number.")] = ""
    shares_room: Annotated[
        bool,
        Field(
            description=(
                "In the only table of a sheet: the columns with this share the room that they have together as "
                "their texts need it, so that rows are as low as can be."
            )
        ),
    ] = False


class ReportSeries(Model):
    """What a chart draws of one column of its table."""

    column: Annotated[str, Field(description="The key of the column with its numbers; its header is the name.")]
    look: Annotated[
        Literal["red", "yellow", "blue", "green", "none", "grey", "plain"],
        Field(description="Of a light, or `plain`; each differs in black and white too."),
    ] = "plain"
    format: Annotated[str, Field(description="Of the numbers that stand beside: a number format of Excel's.")] = ""


class ReportChart(Model):
    """A chart above the table that it is drawn from; a row of totals is not drawn."""

    kind: Annotated[ChartKind, Field(description="Bars lie, columns stand.")]
    title: Annotated[str, Field(description="Above it; a template.")]
    names: Annotated[str, Field(description="The key of the column that names the bars or points.")]
    series: Annotated[tuple[ReportSeries, ...], Field(min_length=1, description="From left to right, or upwards.")]
    value_title: Annotated[str, Field(description="Of the axis of numbers, a template.")] = ""
    percent: Annotated[bool, Field(description="Whether the numbers are percents up to 100.")] = False
    most: Annotated[int, Field(ge=1, le=60, description="At most so many rows are drawn, the first ones.")] = MOST_BARS


class ReportBlock(Model):
    """A title, some words, and a table."""

    title: Annotated[
        str, Field(description="Above it; a template over the sheet's facts, as all words of a sheet are.")
    ] = ""
    text: Annotated[str, Field(description="Words under the title.")] = ""
    rows: Annotated[
        str,
        Field(
            description="What the table lists: `tasks`, `milestones` or the code of a table of its own; none: "
            "words only."
        ),
    ] = ""
    where: Annotated[
        tuple[str, ...],
        Field(description="Conditions that tasks or milestones must meet; `not-` before a name turns it round."),
    ] = ()
    sort: Annotated[str, Field(description="The order of tasks or milestones; none: the plan's.")] = ""
    limit: Annotated[int | None, Field(ge=1, description="At most so many rows; none: all.")] = None
    group: Annotated[
        GroupingKey | OwnGroup | None,
        Field(
            description="By what rows are taken together, with headings and subtotals; `own:` and a header of 自定 too."
        ),
    ] = None
    merge_tasks: Annotated[
        bool, Field(description="Milestones of one task share one cell in the columns about the task.")
    ] = False
    joins_units: Annotated[
        bool,
        Field(
            description=(
                "Milestones of one line of the plan that say the same in all other columns stand in one row, where "
                "the column `unit` names all of their units."
            )
        ),
    ] = False
    total: Annotated[
        str, Field(description="The code of a row of totals at the end, such as `matrix`; none: no such row.")
    ] = ""
    columns: Annotated[tuple[ReportColumn, ...], Field(description="From left to right.")] = ()
    chart: Annotated[ReportChart | None, Field(description="Drawn from the table, above it.")] = None
    empty: Annotated[str, Field(description="Stands in place of a table that has no rows.")] = ""
    optional: Annotated[bool, Field(description="The whole block is left out where its table has no rows.")] = False
    row_height: Annotated[float, Field(ge=0, le=409, description="The least height of its rows, in points.")] = 0.0
    folds: Annotated[
        int,
        Field(
            ge=0, description="On a sheet of one page: which block gives up rows first, 1 before 2; 0: it never does."
        ),
    ] = 0
    keeps: Annotated[int, Field(ge=0, description="So many rows it gives up only after all others have.")] = 0
    last: Annotated[int, Field(ge=0, description="In which order blocks give up what they keep; 0: as in `folds`.")] = 0
    folded: Annotated[
        str,
        Field(
            description=(
                "Stands in place of the rows given up: `left` says how many, `kept` how many stay, `sheet` where; "
                "`rows` are these rows."
            )
        ),
    ] = ""
    more_on: Annotated[str, Field(description="The sheet that lists all of its rows: the name of its YAML file.")] = ""


class ReportSheet(Model):
    """One sheet of a report."""

    name: Annotated[str, Field(max_length=31, description="On the tab.")]
    title: Annotated[str, Field(description="On top of the sheet.")]
    each: Annotated[
        Literal["", "leader", "category", "unit"],
        Field(description="One sheet for every value, about its tasks alone; `each` is then the value in templates."),
    ] = ""
    note: Annotated[str, Field(description="A line under the title.")] = ""
    widths: Annotated[tuple[float, ...], Field(description="Of the sheet's columns, in Excel's units.")]
    blocks: Annotated[tuple[ReportBlock, ...], Field(description="One below another.")]
    paper: Annotated[Literal["A4", "A3"], Field(description="What it is printed on.")] = "A4"
    landscape: Annotated[bool, Field(description="Whether it is printed across.")] = True
    filtered: Annotated[bool, Field(description="Whether its only table has filter buttons.")] = False
    one_page: Annotated[
        bool,
        Field(description="Shrunk to one page, as long as its letters keep nine tenths of their size; see `folds`."),
    ] = False
    footer: Annotated[str, Field(description="As Excel codes it.")] = ""
    tab: Annotated[str, Field(description="Colour of the tab, from the palette; none: the program's own.")] = ""
    zoom: Annotated[int, Field(ge=10, le=400, description="On the screen, in percent.")] = 100
    freeze_columns: Annotated[
        int, Field(ge=0, description="So many columns on the left stay in sight, where the sheet has one table.")
    ] = 0
    linked: Annotated[
        bool, Field(description="Figures and numbers of tasks on other sheets of the book are links to its rows.")
    ] = False
    absent: Annotated[
        str,
        Field(
            description=(
                "The sheet is left out where none of its tables has rows, and this line stands at the end of the "
                "sheet before it in the book instead; `—` for no line. None: the sheet is never left out."
            )
        ),
    ] = ""


class ReportBook(Model):
    """One workbook of a report."""

    file: Annotated[str, Field(description="Its file name, a template; reports/book_names.py says over what.")]
    sheets: Annotated[tuple[str, ...], Field(description="By the names of their YAML files.")]


class ReportBooks(Model):
    """templates/reports/books.yaml: which workbooks a report consists of."""

    books: Annotated[tuple[ReportBook, ...], Field(description="For every kind of form without an entry of its own.")]
    kinds: Annotated[dict[str, tuple[ReportBook, ...]], Field(description="By the codes of kinds of form.")] = {}

    def books_of_kind(self, kind: str) -> tuple[ReportBook, ...]:
        """The workbooks for a kind of form."""
        return self.kinds.get(kind, self.books)

    def merged_over(self, defaults: Self) -> Self:
        """These, and for the kinds of form that they leave out, those below."""
        return replace(self, kinds={**defaults.kinds, **self.kinds})
