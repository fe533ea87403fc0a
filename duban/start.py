"""Where commands begin: before all else is imported, Ctrl-C is given an end without a traceback."""

try:
    import atexit
    import gc
    import signal  # takes some milliseconds

    from duban.interrupts import end_quietly
except KeyboardInterrupt:
    raise SystemExit(130) from None


def start_build() -> None:
    """The clerk's first command."""
    _begin()
    from duban.cli.journey_commands import build_command

    build_command()


def start_compile() -> None:
    """Her second command."""
    _begin()
    from duban.cli.journey_commands import compile_command

    compile_command()


def start_duban() -> None:
    """All commands under one name."""
    _begin()
    from duban.cli import main

    main()


def _begin() -> None:
    """What every command begins with."""
    signal.signal(signal.SIGINT, end_quietly)
    atexit.register(gc.freeze)  # before it ends, Python would look through all modules and classes for garbage
