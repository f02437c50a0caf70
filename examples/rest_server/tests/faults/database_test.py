"""The database goes away, in each way, and comes back: requests that do not need it are unaffected."""

import threading
import time

import clients
import process
import rows
from databases import Database, Relay
from rows import RowTest, row
from support import PATIENCE, configuration, token

CREW = 32


class Caller(threading.Thread):
    """Asks for data until it is told to stop, and records each answer and its time. It also writes, and keeps the ids
    of acknowledged writes."""

    def __init__(self, server, number, over):
        super().__init__(daemon=True)
        self._server, self._number, self._over = server, number, over
        self.answers, self.acknowledged = [], []

    def run(self):
        for place in range(1 << 30):
            if self._over.is_set():
                return
            begin = time.monotonic()
            key = f"{self._number}-{place}"
            if is_write := place % 4 == 0:
                answer = self._server.request("PUT", f"/c/{key}?wm=upsert", {"n": place}, bearer=token("admin"))
            else:
                answer = self._server.request("GET", "/c/one", bearer=token("admin"))
            self.answers.append((begin, answer.status, time.monotonic() - begin))
            if is_write and answer.status in (200, 201):
                self.acknowledged.append(key)


class DatabaseTest(RowTest):

    def setUp(self):
        self.database = Database(self.folder())
        self.addCleanup(self.database.close)
        self.relay = Relay(self.database.port)
        self.addCleanup(self.relay.close)
        self.server = self.start(configuration(mclient={"connection-string": Database.uri(self.relay.port)},
                                               mongo={"mongo-mounts": [{"what": "faults", "where": "/"}]}))
        self.admin = token("admin")
        self.server.request("PUT", "/c", {}, bearer=self.admin)
        answer = self.server.request("PUT", "/c/one?wm=upsert", {"n": 1}, bearer=self.admin)
        self.assertIn(answer.status, (200, 201), answer)

    def go_through(self, strike, mend):
        """32 clients ask for data; returns what was measured, and the ids that were acknowledged."""
        ask = clients.get("/_openapi", self.admin)
        clients.p99(self.server.port, ask, 0.5)
        over, seconds = threading.Event(), rows.count(8, 2)
        crew = [Caller(self.server, number, over) for number in range(CREW)]
        for each in crew:
            each.start()
        time.sleep(1)
        threads = process.threads(self.server)
        strike()
        struck = time.monotonic()
        alone = clients.latencies(self.server.port, ask, seconds)
        refused = clients.latencies(self.server.port, clients.get("/c", self.admin + "x"), 0.5, 401)
        piled = process.threads(self.server) - threads
        mended = time.monotonic()
        mend()
        back = time.monotonic()
        recovered = process.wait_until(
            lambda: self.server.request("GET", "/c/one", bearer=self.admin).status == 200, PATIENCE, "data again")
        over.set()
        for each in crew:
            each.join(PATIENCE)
        answers = [answer for each in crew for answer in each.answers if struck < answer[0] < mended]
        # What became of a write that was sent is unknown.
        unavailable = [took for _, status, took in answers if status in (503, 504)]
        others = {status for _, status, _ in answers} - {503, 504}
        slowest = max(took for each in crew for _, _, took in each.answers)
        after = [status for each in crew for begin, status, _ in each.answers if begin > back + recovered + 1]
        self.measured(f"{len(unavailable):,} times 503 or 504, the slowest after {slowest:.1f} s; without data "
                      f"{len(alone) + len(refused):,} answers, p99 {1000 * clients.percentile(alone, 0.99):.1f} ms; "
                      f"{piled} threads more; data again after {recovered:.1f} s")
        self.assertTrue(unavailable)
        self.assertLessEqual(others, {200, 201})  # those that had been sent before
        self.assertLessEqual(set(after), {200, 201})
        self.at_most(2.1, slowest, "an answer without the database")
        self.at_most(0.1, clients.percentile(alone, 0.99), "the p99 of who asks for no data")
        self.at_most(5, recovered, "until data are there again")
        self.assertLessEqual(piled, 2)
        return [key for each in crew for key in each.acknowledged]

    DEMAND = ("authentication is unaffected; requests for data get 503 or 504 within 2 s; threads do not pile up; data is "
              "served again within 5 s of the database's return")

    @row("the database is a black hole",
         "a relay in front of MongoDB keeps the connections open and forwards nothing, while 32 clients request data",
         DEMAND)
    def test_a_black_hole_is_503_and_ends(self):
        self.go_through(lambda: setattr(self.relay, "mode", "swallow"), lambda: setattr(self.relay, "mode", "pass"))

    @row("the database refuses connections",
         "a relay in front of MongoDB closes all connections, and each new one, while 32 clients request data",
         DEMAND)
    def test_refused_connections_are_503_and_end(self):
        self.go_through(lambda: setattr(self.relay, "mode", "refuse"), lambda: setattr(self.relay, "mode", "pass"))

    @row("the database is killed", "MongoDB's process is killed (SIGKILL) while 32 clients read and write, and started "
         "again", DEMAND + "; no acknowledged write is lost")
    def test_a_killed_database_is_503_and_loses_nothing(self):
        acknowledged = self.go_through(self.database.kill, self.database.start)
        missing = [key for key in acknowledged
                   if self.server.request("GET", f"/c/{key}", bearer=self.admin).status != 200]
        self.measured(f"{self._measured}; {len(missing)} of {len(acknowledged):,} acknowledged writes lost")
        self.assertEqual(missing, [])


if __name__ == "__main__":
    rows.main()
