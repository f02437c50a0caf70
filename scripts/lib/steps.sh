# Steps of a script: a command's output goes into the log, and one line shows what it does.
# The script sets `log` first.

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
  bold=$'\e[1m' green=$'\e[32m' red=$'\e[31m' dim=$'\e[2m' plain=$'\e[0m' rewrite=$'\r\e[K'
else
  bold='' green='' red='' dim='' plain='' rewrite=''
fi

fail() {
  printf '%s%s: %s%s\n' "$red" "${0##*/}" "$*" "$plain" >&2
  exit 1
}

# The progress of ninja, ctest or apt, read from the log.
progress() {
  tail -c 4096 "$log" 2>/dev/null | tr '\r' '\n' |
    grep -aoE '^\[[0-9]+/[0-9]+\]|^ *[0-9]+/[0-9]+ Test|^Setting up [^ ]+' | tail -n 1
}

# step WHAT COMMAND...: runs the command; ends the script if it fails.
step() {
  attempt "$@" || {
    tail -n 25 "$log" >&2
    fail "could not $1; all of it is in $log"
  }
}

# attempt WHAT COMMAND...: the same, but the caller decides what a failure means.
attempt() {
  local what=$1 start=$SECONDS status=0
  shift
  printf '\n# %s\n' "$what" >>"$log"
  if [ -n "$rewrite" ]; then
    "$@" >>"$log" 2>&1 </dev/null &
    local pid=$!
    while kill -0 "$pid" 2>/dev/null; do
      printf '%s  ... %s  %s%s%s' "$rewrite" "$what" "$dim" "$(progress)" "$plain"
      sleep 0.3
    done
    wait "$pid" || status=$?
    printf '%s' "$rewrite"
  else
    "$@" >>"$log" 2>&1 </dev/null || status=$?
  fi
  local mark="${green}done${plain}"
  [ "$status" = 0 ] || mark="${red}FAILED${plain}"
  printf '  %s  %s  %s%d s%s\n' "$mark" "$what" "$dim" "$((SECONDS - start))" "$plain"
  return "$status"
}
