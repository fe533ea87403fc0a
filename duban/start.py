"""Where commands begin: before all else is imported, Ctrl-C is given an end without a traceback."""

try:
    import signal  # takes some milliseconds

    from duban.interrupts import end_quietly
except KeyboardInterrupt:
    raise SystemExit(130) from None


def start_build() -> None:
    """The clerk's first command."""
    signal.signal(signal.SIGINT, end_quietly)
    from duban.cli.journey_commands import build_command

    build_command()


def start_compile() -> None:
    """Her second command."""
    signal.signal(signal.SIGINT, end_quietly)
    from duban.cli.journey_commands import compile_command

    compile_command()


def start_duban() -> None:
    """All commands under one name."""
    signal.signal(signal.SIGINT, end_quietly)
    from duban.cli import main

    main()
