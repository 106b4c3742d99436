"""Compares the instants that a client gave its chunks with those at which the mock wrote them.

    stamp_error.py MOCK_URL STAMPS_FILE      what `aiohttp_client.py --stamps` writes: every chunk
    stamp_error.py MOCK_URL samples.jsonl    of an orbench run: each stream's first and last token

Prints the median and the 99th percentile of the distance outside the pair of stamps that the mock
took before and after each write. Mock and client read CLOCK_MONOTONIC of one machine; a sample log
counts from a wall-clock epoch, which is carried over with the difference of the two clocks now.
"""

import json
import sys
import time
import urllib.request


def truth_of(root, generation_id):
    with urllib.request.urlopen(f"{root}/admin/truth/{generation_id}") as answer:
        tokens = json.load(answer)["tokens"]
    return [(t["before_ns"] / 1e3, t["after_ns"] / 1e3) for t in tokens if t["after_ns"]]


def wall_minus_monotonic():
    looks = []
    for _ in range(1000):
        before, wall, after = time.monotonic_ns(), time.time_ns(), time.monotonic_ns()
        looks.append((after - before, wall - (before + after) / 2))
    return min(looks)[1] / 1e3


def chunks_of_client(lines):
    """(generation id, (index of a token, its stamp in us) of all tokens)"""
    for line in lines:
        generation_id, stamps = json.loads(line)
        yield generation_id, len(stamps), [(i, at * 1e6) for i, at in enumerate(stamps)]


def ends_of_samples(header, lines):
    """the same of the first and the last token"""
    epoch = json.loads(header)["epoch"] * 1e6 - wall_minus_monotonic()
    for line in lines:
        sample = json.loads(line)
        if "last_token_us" not in sample or sample["phase"] != "measured":
            continue
        count = sample["token_events"]
        stamps = [(0, epoch + sample["first_answer_us"]), (count - 1, epoch + sample["last_token_us"])]
        yield sample["generation_id"], count, stamps


def main():
    root = sys.argv[1].removesuffix("/api/v1")
    with open(sys.argv[2]) as file:
        lines = file.read().splitlines()
    is_run = lines and lines[0].startswith('{"schema"')
    streams = ends_of_samples(lines[0], lines[1:]) if is_run else chunks_of_client(lines)

    errors = []
    requests = 0
    for generation_id, count, stamps in streams:
        pairs = truth_of(root, generation_id)
        if len(pairs) != count:
            continue
        requests += 1
        for index, stamp in stamps:
            before, after = pairs[index]
            errors.append(max(before - stamp, stamp - after, 0.0))
    if not errors:
        sys.exit("no request has a ground truth")
    errors.sort()
    p50, p99 = (errors[min(len(errors) - 1, int(len(errors) * q))] for q in (0.5, 0.99))
    print(f"p50 {p50:.0f} us, p99 {p99:.0f} us outside the pair ({requests} requests)")


main()
