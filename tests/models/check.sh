#!/usr/bin/env bash
# Exhausts the state space of projection.pml in every configuration, and shows that every mutation of it breaks the law that it should.
# Needs spin and gcc. Exit code 1: a surprise, or a search that was not exhaustive.
# usage: check.sh [configuration ...]
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)

if [[ -n ${CI:-} && $(id -u) == 0 ]] && ! command -v spin > /dev/null; then
  apt-get update -qq > /dev/null && apt-get install -y -qq spin > /dev/null
fi
for tool in spin gcc; do
  if ! command -v "$tool" > /dev/null; then
    echo "models: $tool is missing (Debian: apt-get install $tool), nothing was checked"
    [[ -z ${CI:-} ]]
    exit
  fi
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The law that an error of pan breaks.
law() {
  case $1 in
    "") echo holds ;;
    *"finished=="*) echo hang ;;
    *"wakes<="*) echo wakes ;;
    *"next[h]"* | *"assertion violated mem["*) echo list ;;
    *"!((slot["*) echo displaced ;;
    *".last=="*) echo order ;;
    *"rowCount[t]==rowEnd[t]"*) echo once ;;
    *"beganAfter"*) echo failure ;;
    *"was<="*) echo newer ;;
    *">=offset["*) echo answer ;;
    *"==logEnd["* | *"facts[t]<="*) echo lost ;;
    *) echo "$1" ;;
  esac
}

# One configuration: name, the law that it must break or "holds", flags.
run() {
  local name=$1 expected=$2 verdict=""
  shift 2
  if ! { mkdir "$work/$name" && cp "$here"/*.pml "$work/$name" && cd "$work/$name"; }; then
    printf '%-24s %-10s NOT EXHAUSTIVE: it could not start\n' "$name" "$expected"
    return
  fi
  if ! { spin -a "$@" projection.pml && gcc -O0 -DSAFETY -DCOLLAPSE -DMEMLIM=1900 -w -o pan pan.c; } > build 2>&1; then
    cat build
  fi
  timeout 600 ./pan -m500000 > out 2>&1
  local found
  found=$(law "$(sed -n 's/^pan:1: \(.*\) (at depth.*/\1/p' out | head -1)")
  # A truncated search has proved nothing; an error that it found stands.
  if ! grep -q "errors:" out || { [[ $found == holds ]] && grep -q "max search depth too small\|out of memory\|not completed" out; }; then
    verdict="NOT EXHAUSTIVE"
  elif [[ $found != "$expected" ]]; then
    verdict="SURPRISE: $found"
  fi
  printf '%-24s %-10s %10s %7s %8s  %s\n' "$name" "$expected" \
    "$(sed -n 's/^ *\([0-9.e+]*\) states, stored.*/\1/p' out | head -1)" \
    "$(sed -n 's/.*depth reached \([0-9]*\).*/\1/p' out | head -1)" \
    "$(sed -n 's/.*elapsed time \([0-9.]*\) seconds/\1/p' out | head -1)" "$verdict"
  if [[ $expected == holds && " $* " == *" -DCOARSE "* ]]; then
    unreached < out > "$work/$name.unreached"
    # A search that is cut at once reaches next to nothing: what it lists is all that there is.
    ./pan -m2 2>&1 | unreached > "$work/all"
  fi
}

# The statements of pan's list, one a line: process, number, line, text.
unreached() {
  awk '/^unreached in proctype/ { process = $4 } /, state [0-9]+, "/ { sub(/^[ \t]*/, ""); print process ": " $0 }' | sort -u
}
export -f run law unreached
export here work

printf '%-24s %-10s %10s %7s %8s\n' configuration expected states depth seconds
sed 's/#.*//' "$here/configurations.txt" | awk 'NF' | { if (($#)); then grep -E "^($(IFS='|'; echo "$*"))[[:space:]]"; else cat; fi; } |
  xargs -P 2 -L 1 bash -c 'run "$@"' run | tee "$work/table"
if grep -q "SURPRISE\|NOT EXHAUSTIVE" "$work/table" || ! [[ -s $work/table ]]; then
  exit 1
fi

# A statement that is reached at none of its places in any configuration checks nothing. Only the coarse ones number the places alike.
if (($# == 0)); then
  places() { sed -E 's/, state [0-9]+,/,/' | sort | uniq -c; }
  coarse=$(ls "$work"/*.unreached | wc -l)
  cat "$work"/*.unreached | sort | uniq -c | awk -v all="$coarse" '$1 == all { $1 = ""; print substr($0, 2) }' | places > "$work/never"
  places < "$work/all" | grep -Fxf - "$work/never" | grep -vEf <(grep -vE '^(#|$)' "$here/unreached.txt") > "$work/surprises"
  echo "statements never reached: $(wc -l < "$work/surprises")"
  if [[ -s $work/surprises ]]; then
    cat "$work/surprises"
    exit 1
  fi
fi
