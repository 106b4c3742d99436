"""Runs a command and writes what it took: CPU seconds (user and system), wall seconds, peak KB.

    measured.py FIGURES_FILE COMMAND [ARGUMENT...]
"""

import os
import sys
import time


def main():
    figures, command = sys.argv[1], sys.argv[2:]
    began = time.monotonic()
    pid = os.posix_spawnp(command[0], command, os.environ)
    _, status, used = os.wait4(pid, 0)
    wall = time.monotonic() - began
    with open(figures, "w") as file:
        print(f"{used.ru_utime + used.ru_stime:.4f} {wall:.4f} {used.ru_maxrss}", file=file)
    return os.waitstatus_to_exitcode(status)


sys.exit(main())
