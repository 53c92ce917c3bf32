#!/bin/sh
# Build, deploy, tell: after every merge and every few minutes, from cron or any pipeline. sh ci/publish.sh
# Run it as often as you like: only what is new is told, and what a run left undone the next one does.
#   STATUSGEN_DEPLOY                                     where the page goes: see deploy.sh; without it, it stays in public/
#   STATUSGEN_SMTP_URL, STATUSGEN_KEY, STATUSGEN_LEDGER  what to tell people with; without the first, nobody is told
set -eu
cd "$(dirname "$0")/.."
statusgen build
if [ -n "${STATUSGEN_DEPLOY:-}" ]; then
  sh ci/deploy.sh "$STATUSGEN_DEPLOY"
fi
# After the page: who follows a link in a mail is to find what the mail says.
if [ -n "${STATUSGEN_SMTP_URL:-}" ]; then
  code=0
  statusgen notify || code=$?
  case $code in
    0 | 75) ;; # 75: another run is at it
    5) echo "publish: somebody cannot be reached: see statusgen deliveries" >&2 ;;
    *) exit $code ;;
  esac
fi
