"""The clerk's first command, each month: the forms to send out."""

from duban.cli import build_command

if __name__ == "__main__":
    build_command()
