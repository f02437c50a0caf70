"""The server is told to stop while requests come in, and its successor waits: no request is lost."""

import signal
import threading
import time

import clients
import rows
from rows import RowTest, row
from support import PATIENCE, configuration, token

CREW = 8


class Caller(threading.Thread):
    """Sends its share of the requests, one in two a write, to the first server as long as it accepts connections,
    then to the second. Every second caller has a connection for each request."""

    def __init__(self, number, share, ports, bearer, progress):
        super().__init__(daemon=True)
        self._number, self._share, self._bearer = number, share, bearer
        self._ports, self._progress = list(ports), progress
        self._keeps = number % 2 == 0
        self.written, self.answered, self.lost = 0, 0, []

    def run(self):
        connection = None
        for place in range(self._share):
            connection = connection or self._connect()
            closing = () if self._keeps else ("Connection: close",)
            is_write = place % 2 == 0
            sent = (clients.request("POST", "/c", self._bearer, *closing, body=b'{"n":1}') if is_write
                    else clients.get("/_openapi", self._bearer, *closing))
            try:
                connection.sendall(sent)
                status, fields, _, _ = clients.read_answer(connection)
            except OSError as reason:
                self.lost.append((place, repr(reason)))
                status, fields = 0, {"connection": "close"}
            if status not in (0, 200, 201):
                self.lost.append((place, status))
            self.answered += status in (200, 201)
            self.written += status == 201
            self._progress.release()
            if fields.get("connection") == "close":
                connection.close()
                connection = None

    def _connect(self):
        try:
            return clients.connect(self._ports[0])
        except ConnectionRefusedError:
            self._ports.pop(0)
            return clients.connect(self._ports[0])


def taken_until(port):
    """When the last connection was accepted, from now on, and whether the next one was refused."""
    begin = time.monotonic()
    last = 0
    while time.monotonic() - begin < PATIENCE:
        attempt = time.monotonic() - begin
        try:
            clients.connect(port).close()
            last = attempt
        except ConnectionRefusedError:
            return last
        time.sleep(0.001)
    return float("inf")


class ShutdownTest(RowTest):
    def count_documents(self, server):
        answer = server.request("GET", "/c/_size", bearer=token("admin"))
        self.assertEqual(answer.status, 200, answer)
        return answer.json["_size"]

    @row("SIGTERM under load",
         "8 clients, on lasting connections and on one connection for each request, send 10,000 requests, half of "
         "them writes; after half of them the server is told to stop, and its successor takes over",
         "no connection is accepted after 100 ms; requests in flight are answered; exit 0 within 30 s; 0 of 10,000 "
         "lost")
    def test_nothing_is_lost_when_the_server_is_told_to_end(self):
        total = rows.count(10_000, 4_000)
        settings = configuration(store={"file": str(self.folder() / "store.sqlite")})
        first, second = self.start(settings), self.start()
        for server in (first, second):
            server.request("PUT", "/c", {}, bearer=token("admin"))
        progress = threading.Semaphore(0)
        crew = [Caller(number, total // CREW, (first.port, second.port), token("admin"), progress)
                for number in range(CREW)]
        for each in crew:
            each.start()
        for _ in range(total // 2):
            self.assertTrue(progress.acquire(timeout=PATIENCE))
        begin = time.monotonic()
        first.process.send_signal(signal.SIGTERM)
        taken = taken_until(first.port)
        code = first.process.wait(PATIENCE)
        ended = time.monotonic() - begin
        for each in crew:
            each.join(PATIENCE)
        lost = [each for caller in crew for each in caller.lost]
        answered = sum(caller.answered for caller in crew)
        self.measured(f"{total - answered} of {total:,} lost; the last connection taken after {1000 * taken:.0f} ms; "
                      f"exit {code} after {ended:.1f} s")
        self.assertEqual((lost, answered, code), ([], total, 0))
        self.at_most(0.1, taken, "until no connection is taken")
        self.assertLess(ended, 30)
        kept = self.count_documents(self.start(settings)) + self.count_documents(second)
        self.assertEqual(kept, sum(caller.written for caller in crew))


if __name__ == "__main__":
    rows.main()
