"""The clerk's first command, each month: the forms to send out."""

from duban.cli import build_forms

if __name__ == "__main__":
    build_forms()
