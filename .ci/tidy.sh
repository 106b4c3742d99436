#!/usr/bin/env bash
# tidy.sh changed|all BUILD_DIR: clang-tidy as errors over the sources a change touches, or over all.
# "Changed" is against the remote main where that lies behind, or else against the commit before;
# in a history of one commit, every file.
set -euo pipefail
which=$1
build=$2
if [[ $which == all ]]; then
  mapfile -t files < <(git ls-files '*.cc' | grep -v '^tests/')
else
  base=$(git merge-base origin/main HEAD 2>/dev/null || true)
  if [[ -z $base || $base == "$(git rev-parse HEAD)" ]]; then
    base=$(git rev-parse -q --verify HEAD~1 || true)
  fi
  if [[ -z $base ]]; then
    mapfile -t files < <(git ls-files '*.cc' | grep -v '^tests/')
  else
    mapfile -t files < <(git diff --name-only --diff-filter=AM "$base" -- '*.cc' | grep -v '^tests/' || true)
  fi
fi
if ((${#files[@]} == 0)); then
  echo "no changed sources"
  exit 0
fi
# About nine seconds a file: a change that touches more than this is checked with --tidy-all.
most=${ORBENCH_TIDY_MOST:-12}
if [[ $which != all && ${#files[@]} -gt $most ]]; then
  echo "${#files[@]} files changed; checking the first $most (./test.sh --ci --tidy-all checks all)"
  files=("${files[@]:0:$most}")
fi
printf '%s\n' "${files[@]}" | xargs -P 2 -n 1 clang-tidy -p "$build" --quiet
