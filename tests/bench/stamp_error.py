"""Compares the instants that a client gave its chunks with those at which the mock wrote them.

    stamp_error.py MOCK_URL STAMPS_FILE      the file is what `aiohttp_client.py --stamps` writes

Prints the median and the 99th percentile of the distance outside the pair of stamps that the mock
took before and after each write. Both sides read CLOCK_MONOTONIC.
"""

import json
import sys
import urllib.request


def truth_of(root, generation_id):
    with urllib.request.urlopen(f"{root}/admin/truth/{generation_id}") as answer:
        tokens = json.load(answer)["tokens"]
    return [(t["before_ns"] / 1e3, t["after_ns"] / 1e3) for t in tokens if t["after_ns"]]


def main():
    root = sys.argv[1].removesuffix("/api/v1")
    errors = []
    requests = 0
    with open(sys.argv[2]) as file:
        for line in file:
            generation_id, stamps = json.loads(line)
            pairs = truth_of(root, generation_id)
            if len(pairs) != len(stamps):
                continue
            requests += 1
            for stamp, (before, after) in zip(stamps, pairs):
                errors.append(max(before - stamp * 1e6, stamp * 1e6 - after, 0.0))
    if not errors:
        sys.exit("no request has a ground truth")
    errors.sort()
    p50, p99 = (errors[min(len(errors) - 1, int(len(errors) * q))] for q in (0.5, 0.99))
    print(f"p50 {p50:.0f} us, p99 {p99:.0f} us outside the pair ({requests} requests)")


main()
