# Builds a preset in the background while the tests of another one run: these wait most of their time, and the build takes
# what they leave, at the lowest priority. It ends with the script.

ahead=''

# buildAhead PRESET [OPTION OF CMAKE]
buildAhead() {
  rm -f "build/$1-build.status"
  set -m  # a process group, so that it can be ended with all that it started
  nice -n 19 bash -c '
    cmake --preset "$@" && cmake --build --preset "$1" -j "$(getconf _NPROCESSORS_ONLN)"
    echo $? >"build/$1-build.status"' buildAhead "$@" >"build/$1-build.log" 2>&1 </dev/null &
  ahead=$!
  set +m
}

# finishBuild PRESET: waits for that build; prints what it printed, and has its status.
finishBuild() {
  while kill -0 "$ahead" 2>/dev/null; do sleep 0.3; done
  cat "build/$1-build.log"
  [ "$(cat "build/$1-build.status")" = 0 ]
}

stopBuild() { [ -z "$ahead" ] || kill -- "-$ahead" 2>/dev/null || true; }
trap stopBuild EXIT
trap 'exit 130' INT TERM
