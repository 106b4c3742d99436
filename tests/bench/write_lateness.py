"""Asks a mock how late it was: how long after the instant that a piece was due its last byte had
reached the kernel. Prints p50, p99 and the highest in microseconds, and how many pieces it counted.

    write_lateness.py BASE_URL
"""

import json
import sys
import urllib.request


def ask(url):
    with urllib.request.urlopen(url) as answer:
        return json.load(answer)


def main():
    admin = sys.argv[1].removesuffix("/api/v1") + "/admin/truth"
    late = []
    since = 0
    while True:
        page = ask(f"{admin}?since={since}")
        if not page["requests"]:
            break
        since = page["next_since"]
        for request in page["requests"]:
            for token in ask(f"{admin}/{request['number']}")["tokens"]:
                if token["after_ns"] is not None:
                    late.append(token["after_ns"] - token["due_ns"])
    if not late:
        sys.exit("no request has a ground truth")
    late.sort()
    p50, p99 = (late[min(len(late) - 1, int(len(late) * q))] / 1e3 for q in (0.5, 0.99))
    print(f"{p50:.0f} {p99:.0f} {late[-1] / 1e3:.0f} {len(late)}")


main()
