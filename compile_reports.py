"""The clerk's second command, each month: the reports on what came back."""

from duban.cli import compile_command

if __name__ == "__main__":
    compile_command()
