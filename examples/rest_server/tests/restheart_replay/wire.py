"""Sends a recorded request over a socket, byte for byte, and reads the answer, or None for a connection that was closed
without one."""

import re
import socket

HOST = "127.0.0.1:8080"  # the recorded one, on any address of the server
PLACEHOLDER = re.compile(r"\{(tok|rep):([^{}]+)\}|\{(\w+)\.(etag|id)\}")


class Answer:
    def __init__(self, status, fields, body):
        self.status = status
        self.fields = fields  # names in lower case
        self.body = body

    def __getitem__(self, name):
        return self.fields.get(name.lower())


class Saved:
    """The values from earlier answers and tokens that requests quote."""

    def __init__(self, tokens):
        self.tokens = tokens
        self._values = {}

    def keep(self, name, answer):
        self._values[name, "etag"] = answer["ETag"]
        self._values[name, "id"] = (answer["Location"] or "").split("?")[0].rsplit("/", 1)[-1]

    def put_into(self, text):
        def value(match):
            kind, what, name, part = match.groups()
            if kind == "tok":
                return self.tokens[what]
            if kind == "rep":
                character, times = what.rsplit(":", 1)
                return character * int(times)
            return self._values.get((name, part)) or "nothing-was-saved"

        return PLACEHOLDER.sub(value, text)


def encoded(request, saved):
    raw = request["raw"]
    fields = [] if raw == "nohost" else [("Host", HOST)]
    fields.append(("Connection", "close"))
    if request["token"] is not None:
        fields.append(("Authorization", "Bearer " + saved.tokens[request["token"]]))
    fields += [(name, saved.put_into(value)) for name, value in request["headers"]]
    if request["content_type"] is not None:
        fields.append(("Content-Type", request["content_type"]))
    body = b"" if request["body"] is None else request["body"].encode("utf-8", "surrogateescape")
    if raw == "chunked":
        fields.append(("Transfer-Encoding", "chunked"))
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    elif raw == "badchunk":
        fields.append(("Transfer-Encoding", "chunked"))
        body = b"zz\r\n%s\r\n0\r\n\r\n" % body
    elif raw == "badlength":
        fields.append(("Content-Length", "many"))
    elif request["body"] is not None:
        fields.append(("Content-Length", str(len(body))))
    version = {"http10": "HTTP/1.0", "badversion": "HTTP/9.9"}.get(raw, "HTTP/1.1")
    head = f"{request['method']} {saved.put_into(request['path'])} {version}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in fields) + "\r\n"
    return head.encode("utf-8", "surrogateescape") + body


def exchanged(port, request, method, patience):
    with socket.create_connection(("127.0.0.1", port), patience) as connection:
        try:
            connection.sendall(request)
            received = b"".join(iter(lambda: connection.recv(65536), b""))
        except ConnectionError:  # the server had seen enough
            return None
    return decoded(received, method)


def decoded(received, method):
    head, _, body = received.partition(b"\r\n\r\n")
    if not head:
        return None
    status_line, *lines = head.decode("utf-8", "surrogateescape").split("\r\n")
    status = int(status_line.split()[1])
    if 100 <= status < 200:
        return decoded(body, method)
    fields = {}
    for line in lines:
        name, _, value = line.partition(":")
        name, value = name.lower(), value.strip()
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    if fields.get("transfer-encoding") == "chunked":
        body = unchunked(body)
    length = fields.get("content-length")
    if method != "HEAD" and length is not None and int(length) != len(body):
        raise AssertionError(f"Content-Length says {length}, {len(body)} bytes came")
    return Answer(status, fields, body)


def unchunked(body):
    content = b""
    while True:
        size, _, body = body.partition(b"\r\n")
        length = int(size, 16)
        if length == 0:
            return content
        content, body = content + body[:length], body[length + 2:]
