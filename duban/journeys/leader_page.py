"""`duban page`: what leaders read, as one page for a browser."""

from collections.abc import Mapping
from pathlib import Path

from duban.journeys.context import Context
from duban.journeys.publication import Publication, Published, Request, open_publication
from duban.model.run_entry import RunCommand
from duban.reports.page import page_content
from duban.workspace.file_bounds import read_template_text
from duban.workspace.workspace import Workspace
from duban.writers.html_page import PageLook, write_page


def publish_page(context: Context, request: Request) -> Published:
    """Write the page of a period. Raises InputError where nothing was written."""
    with open_publication(context, request) as publication:
        return publication.publish(RunCommand.PAGE, page_files(publication))


def page_files(publication: Publication) -> Mapping[Path, bytes]:
    """The page with its bytes, made from the status of the edition alone."""
    content = page_content(publication.status)
    path = publication.folder / publication.context.file_name("page-file")
    return {path: write_page(page_look(publication.context.workspace), content.facts, content.data)}


def page_look(workspace: Workspace) -> PageLook:
    """How an office's pages look: its templates, colours and fonts."""
    path, file = workspace.templates.find("page/page.html")
    style = read_template_text(*workspace.templates.find("page/page.css"))
    colors, fonts = workspace.painted_config.full_palette, workspace.config.fonts.model_dump()
    return PageLook(read_template_text(path, file), file, style, colors, fonts)
