#!/usr/bin/env python3
"""Runs a command and reports what it used, as one tab-separated line on a file.

  measure.py OUT LABEL -- COMMAND...

Columns: label, CPU seconds (user + system, of the command and of every child that it waited for), wall seconds, peak
RSS in MiB (of the largest single process; about 10 MiB are the floor, this script's own), exit status. Ends with the
command's status."""
import os
import sys
import time


def main():
    out, label, dashes, *command = sys.argv[1:]
    if dashes != "--" or not command:
        sys.exit(__doc__)
    start = time.monotonic()
    pid = os.posix_spawnp(command[0], command, os.environ)
    _, status, used = os.wait4(pid, 0)
    wall = time.monotonic() - start
    code = os.waitstatus_to_exitcode(status)
    with open(out, "a", encoding="utf-8") as f:
        f.write(f"{label}\t{used.ru_utime + used.ru_stime:.3f}\t{wall:.2f}\t{used.ru_maxrss / 1024:.0f}\t{code}\n")
    sys.exit(code if code >= 0 else 128 - code)


if __name__ == "__main__":
    main()
