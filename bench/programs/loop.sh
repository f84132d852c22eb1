#!/usr/bin/env bash
# bash loop.sh <steps> <parallel> commit|none
# Plays the steps, so many at a time; each take and a line of the handoff are committed, one step after the other,
# because git has one index and one lock on it.
set -eu
steps=$1 parallel=$2 record=$3

keep() {
  echo "- $1 · n 1 → takes/$1.json" >>handoff.md
  if [ "$record" = commit ]; then
    git add "takes/$1.json" handoff.md
    git commit -q -m "$1: n 1"
  fi
}

for ((step = 1; step <= steps; step += parallel)); do
  names=()
  for ((at = step; at < step + parallel && at <= steps; at++)); do
    printf -v name 's%05d' "$at"
    names+=("$name")
  done
  if [ "$parallel" -eq 1 ]; then
    sh step.sh "takes/$name.json"
  else
    running=()
    for name in "${names[@]}"; do
      sh step.sh "takes/$name.json" &
      running+=($!)
    done
    for one in "${running[@]}"; do wait "$one"; done
  fi
  for name in "${names[@]}"; do keep "$name"; done
done
