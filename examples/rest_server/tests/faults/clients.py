"""Clients that the rows share: on bare sockets, since no honest library does what they do."""

import concurrent.futures
import contextlib
import multiprocessing
import socket
import statistics
import time

PING = b"GET /ping HTTP/1.1\r\nHost: x\r\n\r\n"


def get(path, token, *lines):
    return request("GET", path, token, *lines)


def request(method, path, token, *lines, body=b""):
    fields = [f"Authorization: Bearer {token}"] if token else []
    if body or method in ("POST", "PUT", "PATCH"):
        fields += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: x", *fields, *lines, "", ""]).encode() + body


def connect(port, patience=60, receive_buffer=None):
    connection = socket.socket()
    if receive_buffer:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    connection.settimeout(patience)
    connection.connect(("127.0.0.1", port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def read_answer(connection, buffered=b""):
    """(status, fields, body, what came after it) of an answer with a Content-Length."""
    while b"\r\n\r\n" not in buffered:
        chunk = connection.recv(65536)
        if not chunk:
            raise ConnectionError("the connection ended before an answer did")
        buffered += chunk
    head, _, rest = buffered.partition(b"\r\n\r\n")
    start, *lines = head.decode("latin-1").split("\r\n")
    fields = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    size = int(fields.get("content-length", 0))
    while len(rest) < size:
        chunk = connection.recv(65536)
        if not chunk:
            raise ConnectionError("the connection ended in the middle of an answer")
        rest += chunk
    return int(start.split(" ")[1]), fields, rest[:size], rest[size:]


def latencies(port, sent, seconds, expected=200):
    """How long each request took, in seconds, one after the other over one connection. Fails if an answer is
    different."""
    times = []
    with contextlib.closing(connect(port)) as connection:
        end = time.monotonic() + seconds
        while (begin := time.perf_counter()) and time.monotonic() < end:
            connection.sendall(sent)
            status = read_answer(connection)[0]
            times.append(time.perf_counter() - begin)
            if status != expected:
                raise AssertionError(f"an honest request was answered {status}")
    return times


def percentile(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def p99_of_slices(port, sent, seconds, expected=200):
    """Of honest requests, in milliseconds, of each half second."""
    return [1000 * percentile(latencies(port, sent, 0.5, expected), 0.99) for _ in range(max(1, round(seconds / 0.5)))]


def p99(port, sent, seconds, expected=200):
    """The median over slices, since other work on the machine comes in bursts."""
    return statistics.median(p99_of_slices(port, sent, seconds, expected))


@contextlib.contextmanager
def beside(function, *arguments):
    """Runs a function in a process of its own, so that it takes no time from the measurement; returns its future."""
    with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
        yield pool.submit(function, *arguments)
