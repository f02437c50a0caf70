"""The settings and files of HTTPS: each mistake at start is one line and exit code 2; and what --check says about
them."""

import contextlib
import json
import os
import pty
import ssl
import subprocess

from bad_pairs import PairTest
from support import PATIENCE, SERVER, configuration, main
from tls_support import HttpsServer, https_block, issued

CANNOT_SERVE, MISUSED = 1, 2


class StartTest(PairTest):
    def refuse(self, key, *arguments, http=None, **https):
        settings = {**configuration(https_listener=https, http_listener=http or {"host": "127.0.0.1", "port": 0}),
                    "store": {"file": str(self.folder / "store.sqlite")}}
        file = self.write("bad.yml", json.dumps(settings))
        result = subprocess.run([SERVER, "--config", file, *arguments], capture_output=True, text=True,
                                stdin=subprocess.DEVNULL, timeout=PATIENCE)
        self.assertEqual(result.returncode, MISUSED, result.stderr)
        self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
        self.assertIn(f"bad.yml: {key}: ", result.stderr)
        checked = subprocess.run([SERVER, "--check", file], capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(checked.returncode, MISUSED)
        self.assertEqual("jwtauth-rest-server: " + checked.stdout, result.stderr)
        return result.stderr

    def test_a_bad_pair_is_one_line_and_exit_code_2_for_check_too(self):
        for name, pair, key, sentence in self.bad_pairs():
            with self.subTest(name):
                line = self.refuse("/https-listener/" + key, **https_block(pair))
                self.assertIn(sentence, line)
                self.assertIn(str(pair[0 if key == "certificate-file" else 1]), line)
                self.assertNotIn("hunter2", line)

    def test_settings_that_make_no_sense_are_refused(self):
        good = https_block()
        chain_only, key_only = ({name: value for name, value in good.items() if name != without}
                                for without in ("private-key-file", "certificate-file"))
        plain = {"host": "127.0.0.1", "port": 0}
        for key, https, http in (
                ("/https-listener/private-key-file", chain_only, plain),
                ("/https-listener/certificate-file", {**key_only, "enabled": True}, plain),
                ("/https-listener/certificate-file", {**good, "certificate-file": ["a"]}, plain),
                ("/https-listener/certificate-fiel", {"certificate-fiel": "x"}, plain),
                ("/https-listener/keystore-path", {"enabled": True, "keystore-path": "x.jks"}, plain),
                ("/https-listener/port", {**good, "port": 65536}, plain),
                ("/https-listener/hsts-max-age", {**good, "hsts-max-age": -1}, plain),
                ("/https-listener/hsts-max-age", {**good, "hsts-max-age": "1y"}, plain),
                ("/https-listener/enabled", {**good, "enabled": "yes"}, plain),
                ("/http-listener/enabled", {**good, "enabled": False}, {"enabled": False}),
                ("/http-listener/redirect-to-https", {**good, "enabled": False}, {**plain, "redirect-to-https": True}),
                ("/http-listener/redirect-to-port", good, {**plain, "redirect-to-port": 443}),
                ("/http-listener/redirect-to-port", good, {**plain, "redirect-to-https": True, "redirect-to-port": 0})):
            with self.subTest(key, https=https, http=http):
                self.refuse(key, http=http, **https)

    def test_what_restheart_has_there_is_read_while_it_is_off(self):
        shipped = {"enabled": False, "host": "localhost", "port": 4443, "keystore-path": None,
                   "keystore-password": None, "certificate-password": None}
        for block in (shipped, {**shipped, "keystore-path": "/absent.jks"}, {"port": 4443}, None):
            settings = {**configuration(https_listener=block), "store": {"file": str(self.folder / "store.sqlite")}}
            checked = subprocess.run([SERVER, "--check", self.write("good.yml", json.dumps(settings))],
                                     capture_output=True, text=True, timeout=PATIENCE)
            self.assertEqual(checked.returncode, 0, checked.stdout)
            self.assertNotIn("https://127", checked.stdout)

    def test_a_port_cannot_have_both(self):
        server = HttpsServer()
        self.addCleanup(server.stop)
        for http_port, https_port in ((server.https_port, 0), (0, server.port)):
            settings = {**configuration(https_listener=https_block(port=https_port),
                                        http_listener={"host": "127.0.0.1", "port": http_port}),
                        "store": {"file": str(self.folder / "store.sqlite")}}
            file = self.write("taken.yml", json.dumps(settings))
            result = subprocess.run([SERVER, "--config", file], capture_output=True, text=True, timeout=PATIENCE)
            self.assertEqual(result.returncode, CANNOT_SERVE, result.stderr)
            self.assertIn(f"cannot listen on 127.0.0.1:{max(http_port, https_port)}: ", result.stderr)
        free = server.port
        server.stop()
        result = subprocess.run([SERVER, "--config", file, "--set", f"/http-listener/port={free}", "--set",
                                 f"/https-listener/port={free}"], capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(result.returncode, CANNOT_SERVE, result.stderr)

    def test_the_server_never_asks_for_a_passphrase_not_even_at_a_terminal(self):
        chain, key = issued()
        file = self.write("ask.yml", json.dumps({
            **configuration(https_listener=https_block((chain, self.encrypted(key)))),
            "store": {"file": str(self.folder / "store.sqlite")}}))
        terminal, end = pty.openpty()
        result = subprocess.run([SERVER, "--config", file], stdin=end, stdout=end, stderr=subprocess.PIPE, text=True,
                                timeout=PATIENCE, start_new_session=True)
        os.close(end)
        with contextlib.suppress(OSError):  # there is nothing to read
            self.assertEqual(os.read(terminal, 1000), b"")
        os.close(terminal)
        self.assertEqual(result.returncode, MISUSED)
        self.assertIn("is encrypted", result.stderr)

    def test_a_passphrase_opens_the_key_and_is_shown_nowhere(self):
        chain, key = issued()
        pair = chain, self.encrypted(key)
        server = HttpsServer(pair, https={"certificate-password": "hunter2"})
        self.assertEqual(server.request("GET", "/ping").status, 200)
        shown = subprocess.run([SERVER, "--config", server.file, "--print-config"], capture_output=True, text=True,
                               timeout=PATIENCE)
        self.assertEqual(shown.returncode, 0)
        self.assertEqual(server.stop(), 0)
        self.assertNotIn("hunter2", shown.stdout + "".join(server.log))
        line = self.refuse("/https-listener/private-key-file", **https_block(pair, certificate_password="hunter3"))
        self.assertIn("certificate-password does not open it", line)
        self.assertNotIn("hunter", line)

    def test_all_may_come_from_the_environment_and_the_command_line(self):
        chain, key = issued()
        os.environ["RHO"] = f'/https-listener/certificate-file->"{chain}";/https-listener/port->0'
        self.addCleanup(os.environ.pop, "RHO")
        server = HttpsServer(("/absent", "/absent"), "--set", f"/https-listener/private-key-file={key}")
        self.addCleanup(server.stop)
        self.assertEqual(server.request("GET", "/ping").status, 200)

    def test_an_expired_certificate_is_served_with_a_warning(self):
        expired = issued("expired", days=0)
        server = HttpsServer(expired)
        self.addCleanup(server.stop)
        self.assertIn("/https-listener/certificate-file: the certificate has expired at ",
                      server.wait_for_line("has expired"))
        with self.assertRaisesRegex(ssl.SSLCertVerificationError, "expired"):
            server.connect_securely()
        checked = subprocess.run([SERVER, "--check", server.file], capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(checked.returncode, 0)
        self.assertIn("the certificate has expired at ", checked.stdout)

    def test_a_certificate_that_expires_soon_is_served_with_a_warning(self):
        server = HttpsServer(issued("soon", days=13))
        self.addCleanup(server.stop)
        self.assertIn("the certificate expires soon, at ", server.wait_for_line("expires soon"))
        self.assertEqual(server.request("GET", "/ping").status, 200)
        server = HttpsServer(issued("later", days=15))
        self.addCleanup(server.stop)
        self.assertEqual(server.lines_with("expires soon"), [])

    def test_a_certificate_of_centuries_is_not_called_expired(self):
        server = HttpsServer(issued("centuries", days=130_000))
        self.addCleanup(server.stop)
        self.assertEqual(server.request("GET", "/ping").status, 200)
        self.assertEqual(server.lines_with("expire"), [])

    def test_check_says_whose_certificate_it_is(self):
        server = HttpsServer()
        self.addCleanup(server.stop)
        checked = subprocess.run([SERVER, "--check", server.file], capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(checked.returncode, 0)
        text = " ".join(checked.stdout.split())
        self.assertRegex(text, r"listens https://127\.0\.0\.1:0; the certificate for localhost, \*\.notes\.example, "
                               r"good until \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


if __name__ == "__main__":
    main()
