"""HTTPS under attack: certificates that change while clients come and go, handshakes of one byte a second."""

import shutil
import ssl
import threading

import clients
import process
import rows
from rows import RowTest, row
from slow_clients_test import HEAD_LIMIT, WITHIN, drip
from support import PATIENCE
from tls_support import PING, HttpsServer, client_hello, issued, trusting

CREW = 4


class SecureTest(RowTest):
    def serve(self, pair):
        self.files = [self.folder() / name for name in ("chain.pem", "key.pem")]
        self.put(pair)
        server = HttpsServer(self.files)
        self.addCleanup(self._end, server)
        return server

    def put(self, pair):
        for source, place in zip(pair, self.files, strict=True):
            shutil.copy(source, place)

    @row("the certificate changes under load",
         "SIGHUP 100 times with one of two certificates, every fifth time with the key of the other, while 4 clients "
         "connect again and again and one stays connected",
         "no connection is lost; new ones get the new certificate, old ones continue; a pair that does not match "
         "leaves the old one in force")
    def test_no_connection_is_lost_while_certificates_change(self):
        pairs = {name: issued(name) for name in ("one", "two")}
        server = self.serve(pairs["one"])
        context, over, seen, lost, wrong = trusting(), threading.Event(), [], [], []

        def name_seen():
            with server.connect_securely(context) as connection:
                connection.sendall(PING)
                if b" 200 " not in connection.recv(65536):
                    raise ConnectionError("no answer")
                return dict(pair[0] for pair in connection.getpeercert()["subject"])["commonName"]

        def come_and_go():
            while not over.is_set():
                try:
                    seen.append(name_seen())
                except (OSError, ssl.SSLError) as reason:
                    lost.append(reason)

        crew = [threading.Thread(target=come_and_go, daemon=True) for _ in range(CREW)]
        for each in crew:
            each.start()
        changes = rows.count(100, 20)
        with server.connect_securely(context) as kept:
            for number in range(changes):
                name = ("one", "two")[number % 2]
                if number % 5 == 4:
                    self.put((pairs[name][0], pairs["one" if name == "two" else "two"][1]))
                    expected = "stays as it was"
                else:
                    self.put(pairs[name])
                    in_force, expected = name, "new connections get"
                if expected not in server.reload() or name_seen() != in_force:
                    wrong.append(number)
                kept.sendall(PING)
                if b" 200 " not in kept.recv(65536):
                    lost.append("the one that stays")
        over.set()
        for each in crew:
            each.join(PATIENCE)
        self.measured(f"{len(wrong)} of {changes} changes went wrong; {len(lost)} of {len(seen):,} connections lost")
        self.assertEqual((wrong, lost, set(seen)), ([], [], {"one", "two"}))

    @row("slow handshakes",
         "1,000 connections send one byte of a ClientHello each second",
         "closed within 10 s, others are served; p99 of others (HTTP) at most twice that without them")
    def test_slow_handshakes_are_closed(self):
        server, count, hello = self.serve(issued("one")), rows.count(1000, 200), client_hello([0xC02B])
        clients.p99(server.port, PING, 0.5)
        without = clients.p99_of_slices(server.port, PING, 3)
        with clients.beside(drip, server.https_port, count, hello[:1], hello[1:]) as dripping:
            process.wait_until(lambda: process.descriptors(server) > count, WITHIN, "they are connected")
            during = clients.p99(server.port, PING, 0.5 * HEAD_LIMIT)
            served = server.request("GET", "/ping").status
            last = max(after for after, _ in dripping.result(2 * WITHIN))
        before = clients.statistics.median(without + clients.p99_of_slices(server.port, PING, 3))
        self.measured(f"{count:,} of {count:,} closed, the last after {last:.1f} s; HTTPS meanwhile {served}; p99 "
                      f"{before:.2f} ms without them, {during:.2f} ms with them ({during / before:.1f}x)")
        self.assertEqual(served, 200)
        self.at_most(HEAD_LIMIT + 0.5, last, "the last one")
        self.at_most(2 * before, during, "the p99 of honest requests")


if __name__ == "__main__":
    rows.main()
