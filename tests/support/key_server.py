"""A server for JWK Sets by plain HTTP on loopback, which can also misbehave in any way."""

import contextlib
import http.server
import json
import threading
import time


class KeyServer:
    """At a path there is a text, or a function of the request's handler that may do anything."""

    def __init__(self):
        key_server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                key_server.requests.append(self.path)
                found = key_server.documents.get(self.path, answer_nothing)
                with contextlib.suppress(OSError):
                    (answer_with(found) if isinstance(found, str) else found)(self)

            def log_message(self, *_):
                pass

        self.documents, self.requests = {}, []
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()


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
