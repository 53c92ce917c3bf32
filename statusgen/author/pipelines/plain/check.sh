#!/bin/sh
# Of a branch: what merging it would do (review.md), and its problems. sh ci/check.sh [BASE], by default origin/main.
# Exit code 1 if there are problems.
set -eu
cd "$(dirname "$0")/.."
base=${1:-origin/main}
statusgen review --base "$base" > review.md || [ $? -eq 1 ]
statusgen build --keep-going
exec statusgen check --against "$base"
