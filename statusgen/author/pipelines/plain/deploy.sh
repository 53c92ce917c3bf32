#!/bin/sh
# Puts public/ where readers find it, all of it at once. sh ci/deploy.sh WHERE
#   /srv/status, deploy@web1:/srv/status   a folder (needs rsync 3.2.3, and ssh): each release gets a folder of its own in
#                                          releases/, and `current`, which the web server serves, is switched over
#   bucket:REMOTE:NAME/PREFIX              a bucket (needs rclone, whose REMOTE it is): a bucket cannot be switched, so what
#                                          pages need goes first, then the pages, and what is gone goes last
set -eu
cd "$(dirname "$0")/.."
where=${1:?where to: /srv/status, deploy@web1:/srv/status or bucket:REMOTE:NAME}
kept=5
if [ -z "$(ls -A public 2>&-)" ]; then
  echo "deploy: there is no page in public/: statusgen build makes one" >&2
  exit 1
fi

# Runs where the folder is: $1 the folder, $2 the new release, $3 how many stay.
# shellcheck disable=SC2016 # for the shell there, not for this one
switch='set -eu
cd "$1"
# What was under way for so long that newer releases took its place was cleared away by them.
if ! [ -d "releases/$2" ]; then
  echo "deploy: newer releases than $2 are there, and stay" >&2
  exit 0
fi
if [ -e current ] && ! [ -L current ]; then
  echo "deploy: $1/current is no link that can be switched over; move it away, nothing was changed" >&2
  rm -rf "releases/$2"
  exit 1
fi
ln -s "releases/$2" ".current.$2"
mv -T ".current.$2" current
# Their names sort as they were begun; the one that is served stays, whatever its age.
find releases -mindepth 1 -maxdepth 1 -type d | sort -r | tail -n "+$(($3 + 1))" | while read -r old; do
  [ "$old" = "$(readlink current)" ] || rm -rf "$old"
done'

to_folder() { # $1: as rsync names it
  release=$(date -u +%Y%m%dT%H%M%SZ)-$(printf %07d $$)
  # What did not change is linked to the release before: only the rest is sent.
  rsync --mkpath --recursive --links --perms --chmod=D755,F644 --checksum --link-dest=../../current/ \
    public/ "$1/releases/$release/"
  case $1 in
    /*) printf '%s\n' "$switch" | sh -s -- "$1" "$release" "$kept" ;; # it may have a colon in its name
    *:*) printf '%s\n' "$switch" | ssh "${1%%:*}" sh -s -- "'${1#*:}'" "$release" "$kept" ;;
    *) printf '%s\n' "$switch" | sh -s -- "$1" "$release" "$kept" ;;
  esac
}

case $where in
  bucket:*)
    remote=${where#bucket:}
    rclone copy --exclude '*.html' public "$remote"
    rclone copy public "$remote"
    rclone sync public "$remote"
    ;;
  *) to_folder "$where" ;;
esac
