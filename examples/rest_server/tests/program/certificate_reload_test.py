"""SIGHUP makes the server read certificate and key again: as a whole or not at all, and open connections are
unaffected."""

import shutil
import ssl
import threading

from bad_pairs import PairTest
from support import PATIENCE, main
from tls_support import PING, HttpsServer, authority, issued


class ReloadTest(PairTest):
    def setUp(self):
        super().setUp()
        self.files = self.folder / "chain.pem", self.folder / "key.pem"
        self.put(issued())
        self.server = HttpsServer(self.files)
        self.addCleanup(self.server.stop)

    def put(self, pair):
        for source, place in zip(pair, self.files):
            place.unlink(missing_ok=True)
            if source.is_dir():
                place.symlink_to(source)
            elif source.exists():
                shutil.copy(source, place)

    def name_seen(self):
        """The name in the certificate that a new connection gets."""
        with self.server.connect_securely() as connection:
            return dict(pair[0] for pair in connection.getpeercert()["subject"])["commonName"]

    def test_new_connections_get_the_new_certificate_and_old_ones_go_on(self):
        self.assertEqual(self.name_seen(), "server")
        with self.server.connect_securely() as kept:
            kept.sendall(PING)
            self.assertIn(b"pong", kept.recv(65536))
            self.put(issued("next"))
            self.assertEqual(self.name_seen(), "server")  # nothing is read before SIGHUP
            self.assertIn("new connections get the certificate for localhost, *.notes.example", self.server.reload())
            self.assertEqual(self.name_seen(), "next")
            for _ in range(10):
                kept.sendall(PING)
                self.assertIn(b"pong", kept.recv(65536))
            self.put(issued("rsa", kind="RSA"))
            self.server.reload()
            self.assertEqual(self.name_seen(), "rsa")
            kept.sendall(PING)
            self.assertIn(b"pong", kept.recv(65536))

    def test_a_bad_pair_leaves_the_old_one_in_force_and_is_one_line(self):
        for name, pair, key, sentence in self.bad_pairs():
            with self.subTest(name):
                self.put(pair)
                line = self.server.reload()
                self.assertIn(f"SIGHUP: the certificate stays as it was: /https-listener/{key}: ", line)
                self.assertIn(sentence, line)
                self.assertEqual(self.name_seen(), "server")
        self.put(issued("after"))
        self.server.reload()
        self.assertEqual(self.name_seen(), "after")

    def test_an_expired_certificate_is_taken_with_a_warning(self):
        self.put(issued("expired", days=0))
        self.assertIn("the certificate has expired at ", self.server.reload())
        with self.assertRaisesRegex(ssl.SSLCertVerificationError, "expired"):
            self.server.connect_securely()

    def test_the_redirect_follows_the_new_certificate(self):
        block = {"host": "127.0.0.1", "port": 0, "redirect-to-https": True}
        server = HttpsServer(self.files, http_listener=block)
        self.addCleanup(server.stop)

        def status_for(host):
            with server.connect() as connection:
                connection.sendall(f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
                return int(connection.recv(65536)[9:12])

        self.assertEqual((status_for("localhost"), status_for("other.example")), (308, 421))
        self.put(authority().issue("moved", ("DNS:other.example",)))
        server.reload()
        self.assertEqual((status_for("localhost"), status_for("other.example")), (421, 308))

    def test_no_connection_is_lost_amid_many_reloads(self):
        pairs = [issued("one"), issued("two")]
        seen, faults, is_over = [], [], threading.Event()

        def connect_again_and_again():
            while not is_over.is_set():
                try:
                    seen.append(self.name_seen())
                    if self.server.request("GET", "/ping").status != 200:
                        faults.append("not 200")
                except (OSError, ssl.SSLError) as fault:
                    faults.append(fault)

        threads = [threading.Thread(target=connect_again_and_again) for _ in range(4)]
        for thread in threads:
            thread.start()
        for number in range(30):
            self.put(pairs[number % 2])
            self.assertIn("new connections get", self.server.reload())
        is_over.set()
        for thread in threads:
            thread.join(PATIENCE)
        self.assertEqual(faults, [])
        self.assertLess({"one", "two"}, set(seen) | {"server"})
        self.assertGreater(len(seen), 30)


if __name__ == "__main__":
    main()
