# Programs that run in the background of a script: their output goes into the log, and they end with the script.
# The script sets `log` first. As all scripts here it runs with bash 3.2, which macOS has.

started=()

startInBackground() {
  "$@" >>"$log" 2>&1 </dev/null &
  started+=($!)
}

stopWhatWasStarted() {
  [ "${#started[@]}" -gt 0 ] || return 0
  kill "${started[@]}" 2>/dev/null || true
  wait "${started[@]}" 2>/dev/null || true
}
trap stopWhatWasStarted EXIT
trap 'exit 130' INT TERM

# waitForOne: waits until one of them has ended, with its status.
waitForOne() {
  local pid
  while true; do
    for pid in "${started[@]}"; do
      kill -0 "$pid" 2>/dev/null || { wait "$pid"; return; }
    done
    sleep 0.5
  done
}

portIsTaken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# waitFor URL: waits until the program that was started last answers there.
waitFor() {
  local end=$((SECONDS + 60))
  until curl -fs -o /dev/null --max-time 5 "$1"; do
    kill -0 "${started[${#started[@]} - 1]}" 2>/dev/null || { tail -n 1 "$log" >&2; fail "a program ended, see $log"; }
    [ "$SECONDS" -lt "$end" ] || fail "nothing answers at $1, see $log"
    sleep 0.1
  done
}
