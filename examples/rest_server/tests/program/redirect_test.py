"""From HTTP to HTTPS: method, host, path and query are kept, and no client is led to a foreign host."""

from support import main, token
from tls_support import HttpsServer, HttpsTest


class RedirectTest(HttpsTest):
    HTTP = {"host": "127.0.0.1", "port": 0, "redirect-to-https": True}

    def ask(self, target="/ping", host="localhost", *lines, method="GET", port=None):
        head = [f"{method} {target} HTTP/1.1", *([f"Host: {host}"] if host is not None else []), *lines]
        answer = self.talk_plainly(port or self.server.port, "\r\n".join([*head, "\r\n"]).encode("latin-1"))
        self.assertIn("\r\nConnection: close\r\n", answer)
        fields = dict(line.split(": ", 1) for line in answer.split("\r\n\r\n")[0].split("\r\n")[1:])
        return int(answer[9:12]), fields.get("Location")

    def test_method_host_path_and_query_are_kept(self):
        base = f":{self.server.https_port}"
        for host in ("localhost", "LocalHost", "127.0.0.1", "a.notes.example"):
            for suffix in ("", ":", ":80", f":{self.server.port}"):
                for method in ("GET", "HEAD", "POST", "DELETE", "OPTIONS"):
                    self.assertEqual(self.ask("/c/one?filter=%7B%22a%22:1%7D&np", host + suffix, method=method),
                                     (308, f"https://{host}{base}/c/one?filter=%7B%22a%22:1%7D&np"))
        for target in ("/", "/?", "//evil.example/x", "/..%2f", "/%0d%0aX:y", "/a?b=https://evil.example/"):
            self.assertEqual(self.ask(target), (308, f"https://localhost{base}{target}"))

    def test_no_client_is_led_to_a_host_that_the_certificate_does_not_name(self):
        for host in ("evil.example", "localhost.evil.example", "notes.example", "a.b.notes.example", "evil-localhost",
                     ".notes.example", "127.0.0.2", "[::1]", "localhost.", "root", "server", ""):
            self.assertEqual(self.ask(host=host), (421, None), host)

    def test_a_host_that_is_none_is_400(self):
        for host in (None, "localhost@evil.example", "localhost/evil", "evil.example#localhost", "localhost evil",
                     "localhost\\evil", "localhost\r\nHost: evil.example", "*.notes.example", "localhost%00.evil",
                     "localhost:80:80", "localhost:evil.example", "[localhost]", "[", "]", ":443"):
            self.assertEqual(self.ask(host=host), (400, None), host)

    def test_a_target_that_is_no_path_is_not_led_anywhere(self):
        for target in ("http://evil.example/", "*", "http://localhost/"):
            self.assertEqual(self.ask(target), (421, None))

    def test_no_body_is_waited_for(self):
        for lines in (("Content-Length: 1000000",), ("Transfer-Encoding: chunked",),
                      ("Content-Length: 5", "Expect: 100-continue")):
            self.assertEqual(self.ask("/c", "localhost", *lines, method="POST")[0], 308)

    def test_a_token_is_not_looked_at(self):
        self.assertEqual(self.ask("/c", "localhost", f"Authorization: Bearer {token('admin')}")[0], 308)
        self.assertEqual(self.ask("/c", "localhost", "Authorization: Bearer a.b.c")[0], 308)

    def test_who_follows_is_answered(self):
        status, location = self.ask("/ping")
        self.assertEqual((status, location), (308, f"https://localhost:{self.server.https_port}/ping"))
        self.assertEqual(self.server.request("GET", "/ping").status, 200)

    def test_another_port_may_be_the_one_that_is_seen_from_outside(self):
        for port, shown in ((443, ""), (8443, ":8443")):
            server = HttpsServer(http_listener={**self.HTTP, "redirect-to-port": port})
            self.addCleanup(server.stop)
            self.assertEqual(self.ask("/a?b", port=server.port), (308, f"https://localhost{shown}/a?b"))


if __name__ == "__main__":
    main()
