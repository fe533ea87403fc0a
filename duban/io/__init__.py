"""Whatever touches disk, Excel or a process; each such library is imported by exactly one module here."""
