# The demo with the tutorial's app: a stand-in for an Auth0 tenant, the server configured for it, and the app in front.
# The script sets build, state, log, server, port, tenantPort, appPort, way and once first.

appAddress=http://localhost:4200 tenantAddress=http://localhost:9400 serverAddress=http://localhost:8080

showApp() {
  step "install and build the app" node examples/auth0/e2e/prepare.mjs app
  startInBackground node examples/auth0/tenant/main.mjs --port "$tenantPort" --public-url "$tenantAddress" \
    --keys "$state/tenant-keys.json"
  waitFor "http://127.0.0.1:$tenantPort/pem"
  configureForTenant "http://127.0.0.1:$tenantPort" >"$state/tutorial.yml"
  startInBackground "$server" --config "$state/tutorial.yml" --log-requests
  waitFor "http://127.0.0.1:$port/ping"
  startInBackground node examples/auth0/e2e/serve.mjs "examples/auth0/app/dist/$way/browser" "$appPort"
  waitFor "http://127.0.0.1:$appPort/"

  cat <<END

${bold}Open $appAddress${plain}

  log in as        password
  ada@example.com  ada-pass-1   may read and write
  bob@example.com  bob-pass-1   may read
  eve@example.com  eve-pass-1   may do neither

The app came in the $way way (--way tutorial or recommended). What to look at while it runs:

node examples/auth0/tenant/main.mjs rotate    # the tenant's next key signs
tail -f $log    # the server's answers, and why it refuses
less $state/tutorial.yml    # how it was configured

Tenant $tenantAddress, server $serverAddress, until Ctrl-C.
END
  [ -n "$once" ] || waitForOne
}

# Key, issuer and audience as in docs/tutorial.md.
configureForTenant() {
  local certificate audience=qT7mVw2nK5yRs0LdX3pHbJ8cFz9uGa1e username=email
  certificate=$(curl -fsS "$1/pem" | sed '/-----/d' | tr -d '\n')
  [ "$way" = tutorial ] || audience=https://notes.example/api username=sub
  cat <<END
http-listener: {host: 127.0.0.1, port: $port}
store: {file: $state/app-notes.sqlite}
jwtAuthenticationMechanism:
  enabled: true
  algorithm: RS256
  key: $certificate
  issuer: $tenantAddress/
  audience: $audience
  usernameClaim: $username
  rolesClaim: https://notes.example/roles
  publicOrigin: $serverAddress
fileAclAuthorizer:
  enabled: true
  permissions:
    - {role: editor, predicate: path-prefix('/notes'), mongo: {allowManagementRequests: true}}
    - {role: reader, predicate: path-prefix('/notes') and method(GET)}
cors: {allowed-origins: [$appAddress]}
END
}
