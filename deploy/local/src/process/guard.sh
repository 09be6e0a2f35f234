#!/bin/sh
# Ends what a starter has started when the starter is gone, however it went: the starter holds the other end of this
# script's stdin, and the kernel closes it even after kill -9. A shell, because it needs a megabyte and nothing else.
#
#   service <pgid>          a process group to end first (TERM, five seconds, KILL)
#   data <pgid> <signal>    a data service to end after that, with the signal that makes it stop orderly
#   last <pgid>             what data services need until they have ended (TERM)
#   container <name>        a Docker container to remove
#   folder <path>           a temporary folder to delete at the very end
#   drop <pgid>             that one has ended by itself
#   done                    the starter has stopped everything; leave quietly
trap '' INT TERM HUP
services=''
data=''
last=''
containers=''
folders=''

without() {
  left=''
  for item in $2; do
    [ "${item%%:*}" = "$1" ] || left="$left $item"
  done
  echo "$left"
}

while read -r word first second; do
  case "$word" in
    service) services="$services $first" ;;
    data) data="$data $first:$second" ;;
    last) last="$last $first" ;;
    container) containers="$containers $first" ;;
    folder) folders="$folders$first${second:+ $second}
" ;;
    drop)
      services=$(without "$first" "$services")
      data=$(without "$first" "$data")
      last=$(without "$first" "$last")
      containers=$(without "$first" "$containers")
      ;;
    done) exit 0 ;;
  esac
done

# wait_for <tenths of a second> <pgid>...
wait_for() {
  tenths=$1
  shift
  while [ "$tenths" -gt 0 ]; do
    alive=''
    for group in "$@"; do
      kill -s 0 -- "-$group" 2>/dev/null && alive=yes
    done
    [ -z "$alive" ] && return
    sleep 0.1
    tenths=$((tenths - 1))
  done
}

for group in $services; do kill -s TERM -- "-$group" 2>/dev/null; done
# shellcheck disable=SC2086
wait_for 50 $services
for group in $services; do kill -s KILL -- "-$group" 2>/dev/null; done
groups=''
for item in $data; do
  kill -s "${item#*:}" -- "-${item%%:*}" 2>/dev/null
  groups="$groups ${item%%:*}"
done
for name in $containers; do docker rm -f "$name" >/dev/null 2>&1; done
# shellcheck disable=SC2086
wait_for 80 $groups
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
for group in $last; do kill -s TERM -- "-$group" 2>/dev/null; done
echo "$folders" | while read -r folder; do
  [ -n "$folder" ] && rm -rf -- "$folder"
done
exit 0
