"""`python -m duban`: all commands, where the system does not find the command `duban`."""

from duban.start import start_duban

if __name__ == "__main__":
    start_duban()
