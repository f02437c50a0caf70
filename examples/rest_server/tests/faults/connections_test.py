"""More connections than the server accepts, and more than it has descriptors for."""

import contextlib
import resource

import clients
import process
import rows
from rows import RowTest, row
from support import token

CAP = 10_000


def is_served(port):
    with contextlib.closing(clients.connect(port)) as connection:
        try:
            connection.sendall(clients.PING)
            return clients.read_answer(connection)[0] == 200
        except ConnectionError:
            return False


class ConnectionsTest(RowTest):
    def open(self, count):
        opened = [clients.connect(self.server.port) for _ in range(count)]
        for connection in opened:
            self.addCleanup(connection.close)
        return opened

    @row("more connections than the cap",
         "10,000 connections are open, then 100 more arrive; some of the first close",
         "the 100 are refused, the 10,000 are served; once there is room, new connections are served within 1 s")
    def test_beyond_the_cap_connections_are_refused_and_the_others_served(self):
        if resource.getrlimit(resource.RLIMIT_NOFILE)[1] < CAP + 200:
            self.skipTest(f"needs {CAP + 200} descriptors (ulimit -Hn)")
        resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
        self.server = self.start()
        resident = process.resident_mib(self.server)
        opened = self.open(CAP)
        process.wait_until(lambda: process.descriptors(self.server) > CAP, 30, "all are let in")
        each = 1024 * (process.resident_mib(self.server) - resident) / CAP
        refused = sum(not is_served(self.server.port) for _ in range(100))
        served = 0
        for connection in opened[::100]:
            connection.sendall(clients.PING)
            served += clients.read_answer(connection)[0] == 200
        for connection in opened[:1000]:
            connection.close()
        recovered = process.wait_until(lambda: is_served(self.server.port), 30, "there is room again")
        self.measured(f"{refused} of 100 refused; {served} of {CAP // 100} asked among the {CAP:,} served; {each:.1f} "
                      f"KiB for each; served again after {recovered:.1f} s")
        self.assertEqual((refused, served), (100, CAP // 100))
        self.at_most(1, recovered, "until a client is accepted again")

    @row("no descriptor is free",
         "a server with 100 descriptors gets 300 connections",
         "no spinning: below 5 % of a processor; connected clients are served; when they leave, others are served "
         "within 1 s")
    def test_without_descriptors_it_does_not_spin_and_recovers(self):
        self.server, admin = self.start(), token("admin")
        self.server.request("PUT", "/c", {}, bearer=admin)
        resource.prlimit(self.server.process.pid, resource.RLIMIT_NOFILE, (100, 100))
        [inside] = self.open(1)
        outside = self.open(299)
        share = process.cpu_share(self.server, rows.count(5, 2))
        answers = []
        for sent in (clients.PING, clients.get("/c", admin), clients.get("/c", admin + "x")):
            inside.sendall(sent)
            answers.append(clients.read_answer(inside)[0])
        for connection in outside:
            connection.close()
        recovered = process.wait_until(lambda: is_served(self.server.port), 30, "descriptors are free again")
        self.measured(f"{100 * share:.1f} % of a processor; answers within: {', '.join(map(str, answers))}; "
                      f"served again after {recovered:.2f} s")
        self.assertEqual(answers, [200, 200, 401])
        self.at_most(0.05, share, "the share of a processor")
        self.at_most(1, recovered, "until a client is accepted again")


if __name__ == "__main__":
    rows.main()
