"""How an office's pages look: its templates, colours, fonts and logo."""

from duban.validation.writing import plain_data
from duban.workspace.file_bounds import read_template_text
from duban.workspace.template_files import PAGE_TEMPLATES
from duban.workspace.workspace import Workspace
from duban.writers.html_page import PageLook, fill_page_template


def page_look(workspace: Workspace) -> PageLook:
    """The page's templates with the office's colours, fonts and logo. Raises InputError where any cannot be read."""
    (path, file), style_file = map(workspace.templates.find, PAGE_TEMPLATES)
    style = read_template_text(*style_file)
    colors, fonts = workspace.painted_config.full_palette, plain_data(workspace.config.fonts)
    template = workspace.own_words.in_text(read_template_text(path, file))
    return PageLook(template, file, style, colors, fonts, workspace.logo)


def check_page_look(workspace: Workspace) -> None:
    """Raise InputError where a page template could not be filled, or leads out of the page."""
    fill_page_template(page_look(workspace), None)
