"""The clerk's first command, each month: the forms to send out."""

from duban.start import start_build

if __name__ == "__main__":
    start_build()
