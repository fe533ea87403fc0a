"""The clerk's second command, each month: the reports on what came back."""

from duban.start import start_compile

if __name__ == "__main__":
    start_compile()
