about='the server for 64-bit ARM, by a cross compiler; by QEMU the program starts, refuses a request and stops'
forProcessor arm64 aarch64 aarch64-linux-gnu qemu-aarch64
packages+=(curl pkg-config libcli11-dev
  {libcurl4-openssl,libboost,libsqlite3,libpcre2,libmongoc,zlib1g,libspdlog,prometheus-cpp}-dev:arm64)
options+=(-DJWTAUTH_BUILD_REMOTE=ON -DJWTAUTH_BUILD_SERVER=ON)
targets=(jwtauth_rest_server)
leavesOut='all suites'
export PKG_CONFIG_LIBDIR=/usr/lib/aarch64-linux-gnu/pkgconfig

testCell() {
  if serverRefuses; then writeResults 1 0 0; else writeResults 0 1 0; return 1; fi
}

serverRefuses() {
  local state=$build/state server status
  rm -rf "$state" && mkdir -p "$state"
  cat >"$state/server.yml" <<END
http-listener: {host: 127.0.0.1, port: 18080}
store: {file: $state/documents.sqlite}
jwtAuthenticationMechanism:
  enabled: true
  algorithm: HS256
  key: 0123456789abcdef0123456789abcdef
  issuer: https://issuer.example/
  audience: notes
fileAclAuthorizer:
  enabled: true
  permissions:
    - {role: reader, predicate: path-prefix('/')}
END
  "$emulator" "$build/examples/rest_server/jwtauth-rest-server" --config "$state/server.yml" &
  server=$!
  status=$(curl --silent --retry 60 --retry-connrefused --retry-delay 1 -o "$state/answer" -w '%{http_code}' \
    http://127.0.0.1:18080/notes)
  kill "$server" && wait "$server" && [ "$status" = 401 ]
}
