"""Two servers on one MongoDB behind nginx, as in docs/scaling.md: one is killed, one is replaced."""

import re
import signal
import threading
import time

import clients
import rows
from databases import Database
from nginx import Nginx
from process import wait_until
from rows import RowTest, row
from support import PATIENCE, configuration, token

CREW = 8


class Caller(threading.Thread):
    """Writes new documents and reads them again, over a connection to nginx that lasts."""

    def __init__(self, port, number, over):
        super().__init__(daemon=True)
        self._port, self._number, self._over = port, number, over
        self.acknowledged, self.failed, self.answers = [], [], 0

    def run(self):
        connection = clients.connect(self._port)
        bearer, place = token("admin"), 0
        while not self._over.is_set():
            place += 1
            key = f"{self._number}-{place}"
            for sent, good in ((clients.request("POST", "/c", bearer, body=b'{"_id":"%s"}' % key.encode()), 201),
                               (clients.get(f"/c/{key}", bearer), 200)):
                begin = time.monotonic()
                connection.sendall(sent)
                status, fields, _, _ = clients.read_answer(connection)
                self.answers += 1
                if status != good:
                    self.failed.append((begin, status))
                    break
                if status == 201:
                    self.acknowledged.append(key)
                if fields.get("connection") == "close":
                    connection.close()
                    connection = clients.connect(self._port)
        connection.close()


class TwoServersTest(RowTest):
    def setUp(self):
        database = Database(self.folder())
        self.addCleanup(database.close)
        self.settings = configuration(mclient={"connection-string": database.uri(database.port)},
                                      mongo={"mongo-mounts": [{"what": "scaling", "where": "/"}]})
        self.servers = [self.start(self.settings) for _ in range(2)]
        self.admin = token("admin")
        self.servers[0].request("PUT", "/c", {}, bearer=self.admin)
        self.nginx = Nginx(self.folder(), [server.port for server in self.servers])
        self.addCleanup(self.nginx.close)

    def under_load(self, happens):
        """What happens in the middle of it; the crew, afterwards."""
        over, seconds = threading.Event(), rows.count(5, 1)
        crew = [Caller(self.nginx.port, number, over) for number in range(CREW)]
        for each in crew:
            each.start()
        time.sleep(seconds)
        happens()
        time.sleep(seconds)
        over.set()
        for each in crew:
            each.join(PATIENCE)
            self.assertFalse(each.is_alive(), "a client waits in vain")
        return crew

    def writes(self, server):
        counted = re.search(r'requests_total{method="POST",status="2xx"} (\d+)',
                            server.request("GET", "/metrics", bearer=self.admin).text)
        return int(counted[1]) if counted else 0

    def lost(self, server, crew):
        return [key for each in crew for key in each.acknowledged
                if server.request("GET", f"/c/{key}", bearer=self.admin).status != 200]

    @row("two servers, one is killed",
         "two servers on one MongoDB behind nginx (with the configuration of docs/scaling.md), 8 clients write and "
         "read; one server is killed (SIGKILL)",
         "only requests in flight on it fail, none that arrives 50 ms later; no acknowledged write is lost")
    def test_only_requests_in_flight_on_a_killed_server_fail(self):
        killed = []

        def kill():
            killed.append(time.monotonic())
            self.servers[0].process.send_signal(signal.SIGKILL)

        crew = self.under_load(kill)
        self.servers[0].wait()
        failed = [(begin - killed[0], status) for each in crew for begin, status in each.failed]
        lost = self.lost(self.servers[1], crew)
        latest = max([0, *(begin for begin, _ in failed)])
        acknowledged = sum(len(each.acknowledged) for each in crew)
        self.measured(f"{len(failed)} of {sum(each.answers for each in crew):,} requests failed (502), the last had "
                      f"come {1000 * latest:.0f} ms after the signal; {len(lost)} of {acknowledged:,} acknowledged "
                      "writes lost")
        self.assertLessEqual({status for _, status in failed}, {502})
        # A process that is killed takes some milliseconds to end.
        self.at_most(0.05, latest, "a request that fails has come before that")
        self.assertEqual(lost, [])

    @row("two servers, one is replaced",
         "the same, but one server is told to stop (SIGTERM) and is started again, then the other",
         "no request fails, no acknowledged write is lost")
    def test_nothing_fails_while_servers_are_replaced(self):
        def replace():
            for place, server in enumerate(self.servers):
                port = server.port
                self.assertEqual(server.stop(), 0)
                self.servers[place] = self.start(self.settings, "--set", f"/http-listener/port={port}")
                # nginx tries it with one request, and sends more when that was answered.
                wait_until(lambda: self.writes(self.servers[place]) >= 10, PATIENCE, "nginx uses the new server")

        crew = self.under_load(replace)
        failed = [status for each in crew for _, status in each.failed]
        lost = self.lost(self.servers[1], crew)
        self.measured(f"{len(failed)} of {sum(each.answers for each in crew):,} requests failed; {len(lost)} of "
                      f"{sum(len(each.acknowledged) for each in crew):,} acknowledged writes lost")
        self.assertEqual((failed, lost), ([], []))


if __name__ == "__main__":
    rows.main()
