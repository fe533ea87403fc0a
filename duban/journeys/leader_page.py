"""`duban page`: what leaders read, as one page for a browser."""

from collections.abc import Mapping
from pathlib import Path

from duban.journeys.context import Context
from duban.journeys.page_look import page_look
from duban.journeys.publication import Publication, Published, Request, open_publication
from duban.model.run_entry import RunCommand
from duban.reports.book_names import file_name_facts
from duban.reports.page import page_content
from duban.text.file_names import safe_file_name
from duban.writers.html_page import write_page


def publish_page(context: Context, request: Request) -> Published:
    """Write the page of a period. Raises InputError where nothing was written."""
    with open_publication(context, request) as publication:
        return publication.publish(RunCommand.PAGE, page_files(publication))


def page_files(publication: Publication) -> Mapping[Path, bytes]:
    """The page with its bytes, made from the status of the edition alone."""
    content = page_content(publication.status)
    context, status = publication.context, publication.status
    facts = file_name_facts(status.plan, status.layout.name, status.period, status.edition)
    path = publication.folder / safe_file_name(context.workspace.messages.text("page-file", **facts))
    return {path: write_page(page_look(context.workspace), content.facts, content.data)}
