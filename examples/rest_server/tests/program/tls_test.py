"""Which TLS the server speaks, tried with openssl s_client and with records that no library makes: versions, ciphers,
chain."""

import contextlib
import ssl
import struct
import subprocess
import unittest

from support import main
from tls_support import (ALERT, HANDSHAKE, HANDSHAKE_FAILURE, NO_APPLICATION_PROTOCOL, PROTOCOL_VERSION, SERVER_HELLO,
                         PING, HttpsTest, authority, client_hello, first_record, openssl)

STRONG = {kind: {f"ECDHE-{name}-{rest}" for rest in ("AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305")}
          for kind, name in (("EC", "ECDSA"), ("RSA", "RSA"))}
GOOD_SUITE = 0xC02B  # TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
WEAK_SUITES = {
    "NULL": (0x0001, 0x0002, 0x003B, 0xC006, 0xC010), "EXPORT": (0x0003, 0x0006, 0x0008, 0x0014, 0x0017),
    "RC4": (0x0004, 0x0005, 0xC007, 0xC011), "DES and 3DES": (0x0009, 0x000A, 0x0016, 0xC008, 0xC012),
    "anonymous": (0x0018, 0x001B, 0x0034, 0x006C, 0x00A6, 0xC017, 0xC018),
    "CBC with SHA-1": (0x002F, 0x0035, 0x0033, 0xC009, 0xC00A, 0xC013, 0xC014),
    "CBC with SHA-2": (0x003C, 0x0067, 0xC023, 0xC024, 0xC027, 0xC028),
    "no forward secrecy": (0x009C, 0x009D, 0xC02D, 0xC031), "finite-field Diffie-Hellman": (0x009E, 0x009F, 0xCCAA),
    "pre-shared keys": (0x008C, 0x00A8, 0xC035), "SEED, IDEA, Camellia, CCM": (0x0096, 0x0007, 0x0041, 0xC0AC)}


class TlsTest(HttpsTest):
    def tearDown(self):
        self.assertEqual(self.server.request("GET", "/ping").status, 200)

    def accepted(self, *arguments):
        output, code = self.server.s_client("-verify_return_error", *arguments)
        self.assertEqual(code, 0, output)
        self.assertIn("Verify return code: 0 (ok)", output)
        return output

    def refused(self, *arguments):
        output, code = self.server.s_client(*arguments)
        self.assertNotEqual(code, 0, output)
        self.assertIn("Cipher is (NONE)", output)
        return output

    def answer_to(self, hello):
        with contextlib.closing(self.server.connect_bare()) as connection:
            connection.sendall(hello)
            return first_record(connection)

    def refused_hello(self, hello, alert):
        kind, content = self.answer_to(hello)
        self.assertEqual((kind, content), (ALERT, struct.pack("BB", 2, alert)))


class VersionTest(TlsTest):
    def test_tls_1_2_and_1_3_are_spoken(self):
        for version in ("1.2", "1.3"):
            output = self.accepted("-tls" + version.replace(".", "_"))
            self.assertRegex(output, rf"New, TLSv{version}, Cipher is ")

    def test_older_versions_are_refused_by_an_alert(self):
        for option in ("-tls1", "-tls1_1"):
            output = self.refused(option, "-cipher", "ALL:@SECLEVEL=0")
            self.assertIn("alert protocol version", output)
        for version, alert in ((0x0300, HANDSHAKE_FAILURE), (0x0301, PROTOCOL_VERSION), (0x0302, PROTOCOL_VERSION)):
            self.refused_hello(client_hello([GOOD_SUITE, 0xC009, 0x002F], version), alert)

    def test_a_hello_of_ssl_2_ends_the_connection(self):
        hello = b"\x80\x1c\x01\x00\x02\x00\x03\x00\x00\x00\x10\x07\x00\xc0" + bytes(16)
        kind, _ = self.answer_to(hello)
        self.assertIn(kind, (None, ALERT))

    def test_nothing_is_renegotiated(self):
        output, code = self.server.s_client("-tls1_2", typed="R\n")
        self.assertIn("RENEGOTIATING", output)
        self.assertIn("no renegotiation", output)
        self.assertIn("Secure Renegotiation IS supported", output)  # RFC 5746: so that no attacker can either
        self.assertNotEqual(code, 0, output)

    def test_nothing_is_compressed_and_nothing_resumed(self):
        for version in ("-tls1_2", "-tls1_3"):
            output = self.accepted(version)
            self.assertIn("Compression: NONE", output)
            self.assertNotIn("TLS session ticket:", output)
            output, _ = self.server.s_client(version, "-reconnect", typed=PING.decode())
            self.assertGreater(output.count("New, TLSv1"), 1, output)
            self.assertNotIn("Reused", output)

    def test_new_keys_may_be_asked_for(self):
        """s_client from OpenSSL 3.5 on does not always send what K asks for, and then sends what nobody can read."""
        attempts = 10 if ssl.OPENSSL_VERSION_INFO >= (3, 5) else 1
        self.assertTrue(any(self.is_answered_with_new_keys() for _ in range(attempts)))

    def is_answered_with_new_keys(self):
        command = ["openssl", "s_client", "-connect", f"127.0.0.1:{self.server.https_port}", "-tls1_3"]
        client = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            for line, answer in [(b"", b"Verify return code"), (b"K\n", b"KEYUPDATE"), (b"k\n", b"KEYUPDATE"),
                                 (b"K\n", b"KEYUPDATE"), (PING, b"pong")]:
                client.stdin.write(line)
                client.stdin.flush()
                seen = b""
                while answer not in seen:
                    more = client.stdout.read1(65536)
                    if not more:
                        return False
                    seen += more
            return True
        except BrokenPipeError:
            return False
        finally:
            client.kill()
            client.communicate()


class CipherTest(TlsTest):
    def strong(self):
        return STRONG[self.KIND]

    def test_of_all_that_openssl_has_only_the_strong_ones_are_taken(self):
        known = openssl("ciphers", "-s", "-tls1_2", "ALL:COMPLEMENTOFALL:@SECLEVEL=0").strip().split(":")
        self.assertGreater(len(known), 50)
        taken = set()
        for name in known:
            context = ssl.create_default_context(cafile=authority().root)
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            context.set_ciphers(name + ":@SECLEVEL=0")
            with contextlib.suppress(ssl.SSLError, ConnectionError):
                with self.server.connect_securely(context) as connection:
                    taken.add(connection.cipher()[0])
        self.assertEqual(taken, self.strong())

    def test_the_suites_of_tls_1_3_are_taken(self):
        for name in ("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"):
            self.assertIn(f"Cipher is {name}", self.accepted("-tls1_3", "-ciphersuites", name))
        self.refused("-tls1_3", "-ciphersuites", "TLS_AES_128_CCM_SHA256")

    def test_keys_are_agreed_on_by_good_curves(self):
        for version in ("-tls1_2", "-tls1_3"):
            self.assertIn("Peer Temp Key: X25519", self.accepted(version))
            self.assertIn("Peer Temp Key: ECDH, prime256v1", self.accepted(version, "-groups", "P-256"))
            self.refused(version, "-groups", "P-521")
        self.assertIn("Peer Temp Key: ECDH, secp384r1", self.accepted("-tls1_3", "-groups", "P-384"))

    def test_signatures_with_sha_1_are_refused(self):
        self.refused("-tls1_2", "-sigalgs", "ECDSA+SHA1:RSA+SHA1", "-cipher", "ALL:@SECLEVEL=0")


class RsaTest(CipherTest):
    KIND = "RSA"


class RawCipherTest(TlsTest):
    def test_ciphers_that_no_library_offers_any_more_are_refused(self):
        kind, content = self.answer_to(client_hello([GOOD_SUITE]))
        self.assertEqual((kind, content[0]), (HANDSHAKE, SERVER_HELLO))  # the hello itself is good
        for family, suites in WEAK_SUITES.items():
            with self.subTest(family):
                for suite in suites:
                    self.refused_hello(client_hello([suite]), HANDSHAKE_FAILURE)
                self.refused_hello(client_hello(suites), HANDSHAKE_FAILURE)

    def test_a_strong_cipher_is_chosen_among_weak_ones(self):
        weak = [suite for suites in WEAK_SUITES.values() for suite in suites]
        kind, content = self.answer_to(client_hello([*weak, GOOD_SUITE]))
        self.assertEqual((kind, content[0]), (HANDSHAKE, SERVER_HELLO))
        session_bytes = content[38]
        self.assertEqual(struct.unpack_from(">H", content, 39 + session_bytes)[0], GOOD_SUITE)


class ChainTest(TlsTest):
    def test_the_whole_chain_is_sent_without_the_root(self):
        output = self.accepted("-showcerts")
        self.assertEqual(output.count("BEGIN CERTIFICATE"), 2)
        self.assertRegex(output, r"(?s) 0 s:CN=EC.* 1 s:CN=intermediate\n   i:CN=root")

    def test_any_server_name_gets_the_same_certificate(self):
        for arguments in (("-servername", "localhost"), ("-servername", "other.example"), ("-noservername",),
                          ("-servername", "x." * 120 + "example")):
            self.assertIn("subject=CN=EC", self.accepted(*arguments))

    def test_http_1_1_is_what_is_agreed_on(self):
        for offered in ("http/1.1", "h2,http/1.1", "spdy/3,http/1.1,h2"):
            self.assertIn("ALPN protocol: http/1.1", self.accepted("-alpn", offered))
        self.assertIn("No ALPN negotiated", self.accepted())
        output = self.refused("-alpn", "h2")
        self.assertRegex(output, f"no application protocol.*SSL alert number {NO_APPLICATION_PROTOCOL}")

    def test_a_client_that_trusts_others_only_is_told_nothing_else(self):
        with self.assertRaises(ssl.SSLCertVerificationError):
            self.server.connect_securely(ssl.create_default_context())


if __name__ == "__main__":
    main()
