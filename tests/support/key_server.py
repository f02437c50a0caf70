"""A server for JWK Sets on loopback, which counts what it is asked for and can also misbehave in any way."""

import contextlib
import http.server
import json
import ssl
import threading
import time


class KeyServer:
    """At a path there is a text, or a function of the request's handler that may do anything.

    While it is silent, it takes requests and answers none. With a file of a certificate and its key it speaks HTTPS.
    """

    def __init__(self, identity=None):
        key_server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                key_server.requests.append(self.path)
                while key_server.silent:
                    time.sleep(0.02)
                found = key_server.documents.get(self.path, answer_nothing)
                with contextlib.suppress(OSError):
                    (answer_with(found) if isinstance(found, str) else found)(self)

            do_POST = do_GET

            def log_message(self, *_):
                pass

        self.documents, self.requests, self.silent = {}, [], False
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if identity:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(identity)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"{'https' if identity else 'http'}://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        """From then on it is down; it may be closed twice."""
        self.silent = False
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


def answer_with(body, status=200, length=None, **fields):
    def answer(handler):
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.send_header("Connection", "close")
        for name, value in fields.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body.encode())
        handler.close_connection = True
    return answer


answer_nothing = answer_with("", 404)


def be_slow(handler):
    time.sleep(15)
    handler.close_connection = True


def drip(handler):
    answer_with("", length=1000)(handler)
    for _ in range(150):
        handler.wfile.write(b" ")
        time.sleep(0.1)


class Gigabyte:
    """How much of it was read."""

    sent = 0

    def __call__(self, handler):
        answer_with("", length=1 << 30)(handler)
        block = b" " * (64 * 1024)
        for _ in range(16 * 1024):
            handler.wfile.write(block)
            self.sent += len(block)
            time.sleep(0.002)  # else the sockets would take ten megabytes before a read


def many_keys(count=10_000):
    return json.dumps({"keys": [{"kty": "OKP"}] * count})


def twins(first, second):
    """Two keys under one key id."""
    one, other = (json.loads(text)["keys"][0] for text in (first, second))
    return json.dumps({"keys": [one, {**other, "kid": one["kid"]}]})
