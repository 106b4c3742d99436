"""What a unit of work costs in instructions: the difference of two callgrind outputs.

    instructions.py SMALL LARGE UNITS [TOP]

LARGE is of the same load as SMALL, with UNITS more of the work. Prints `OWN ALL`: the instructions
a unit takes outside the kernel, and those of them that are orbench's own: of its functions, and of
what they call in other libraries than libcurl and libevent. With TOP, so many of the own functions
follow, those that cost most.
"""

import collections
import re
import sys

# Beside callgrind a server has always answered before the client looks, so that every request is
# held (answer_hold.h), which is rare at full speed.
HELD = re.compile(r"AnswerHold|CurlMulti::(before_send|connection_at)")


class Profile:
    def __init__(self, path):
        self.own = collections.Counter()
        self.all = 0
        names = {"ob": {}, "fn": {}}
        caller = callee = ("", "")
        is_call = False
        with open(path) as lines:
            for line in lines:
                key, is_name, value = line.rstrip("\n").partition("=")
                if is_name and key in ("ob", "fn", "cob", "cfn"):
                    # A name is told once, `(3) name`, and is `(3)` from then on.
                    number, _, name = value.partition(" ")
                    known = names[key[-2:]]
                    name = known.setdefault(number, name)
                    if key == "ob":
                        caller = callee = (name, "")
                    elif key == "fn":
                        caller = callee = (caller[0], name)
                    elif key == "cob":
                        callee = (name, "")
                    else:
                        callee = (callee[0], name)
                elif key == "calls":
                    is_call = True
                elif re.match(r"[-+*\d]\S* \d+", line):
                    self.count(caller, callee if is_call else None, int(line.split()[1]))
                    if is_call:
                        callee = caller
                    is_call = False

    def count(self, caller, callee, cost):
        """Without a callee: the function's own. With one: all that happened in the call."""
        ours = caller[0].endswith("/orbench") and not HELD.search(caller[1])
        if callee is None:
            self.all += cost
        elif callee[0] == caller[0] or re.search(r"/lib(curl|event)", callee[0]):
            return
        if ours:
            self.own[caller[1]] += cost


def main():
    small, large = Profile(sys.argv[1]), Profile(sys.argv[2])
    units = int(sys.argv[3])
    large.own.subtract(small.own)
    print(f"{large.own.total() / units:.0f} {(large.all - small.all) / units:.0f}")
    for function, cost in large.own.most_common(int(sys.argv[4]) if len(sys.argv) > 4 else 0):
        print(f"{cost / units:8.1f}  {function}")


main()
