"""Keys that are fetched, in a host that has no thread for it: Python's, over ctypes, with a tenant over HTTP.

    keys_test.py SOURCE LIBRARY JWTAUTH HOST

JWTAUTH is the command line `jwtauth`, which makes keys and tokens.
"""
import ctypes
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SOURCE, LIBRARY, JWTAUTH, HOST = sys.argv[1:5]
sys.path[:0] = [str(Path(SOURCE) / "examples" / "c"), str(Path(SOURCE) / "tests" / "support")]
import verify  # noqa: E402
from key_server import KeyServer  # noqa: E402

ISSUER, OK, PENDING, UNAVAILABLE = "https://issuer.example/", 0, 0x401, 0x400
JWTAUTH_C = verify.load(LIBRARY)
for function, result, *arguments in [
        ("fetch_keys", ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32),
        ("next_fetch", ctypes.c_int64, ctypes.c_void_p)]:
    getattr(JWTAUTH_C, "jwtauth_mechanism_" + function).restype = result
    getattr(JWTAUTH_C, "jwtauth_mechanism_" + function).argtypes = arguments


class KeysTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.sets, cls.tokens = [], []
        for name in "ab":
            keys = Path(cls.folder.name) / name
            subprocess.run([JWTAUTH, "keygen", "--out", keys], check=True, capture_output=True)
            cls.sets.append((keys / "jwks.json").read_text())
            minted = subprocess.run([JWTAUTH, "mint", "--key", keys / "private.pem", "--issuer", ISSUER, "--audience",
                                     "api", "--subject", name], check=True, capture_output=True, text=True)
            cls.tokens.append(("Bearer " + minted.stdout.strip()).encode())

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def setUp(self):
        self.tenant = KeyServer()
        self.addCleanup(self.tenant.close)
        self.publish(self.sets[0])
        self.cache = Path(self.folder.name) / self.id()

    def publish(self, jwks):
        self.tenant.documents["/jwks.json"] = jwks

    def mechanism(self, **settings):
        return verify.Mechanism(JWTAUTH_C, json.dumps({
            "issuer": ISSUER, "audience": "api", "jwksUri": self.tenant.url + "/jwks.json", "acceptPlainHttp": True,
            **settings}).encode())

    def fetch(self, mechanism, milliseconds):
        return JWTAUTH_C.jwtauth_mechanism_fetch_keys(mechanism.handle, milliseconds)

    def test_the_first_keys_are_there_when_the_mechanism_is(self):
        mechanism = self.mechanism()
        self.assertEqual(mechanism.authenticate(self.tokens[0]), (200, "none", "a"))
        self.assertGreater(JWTAUTH_C.jwtauth_mechanism_next_fetch(mechanism.handle), 400_000)
        self.assertEqual(self.tenant.requests, ["/jwks.json"])

    def test_no_thread_and_no_libcurl_are_in_the_host(self):
        before = len(os.listdir("/proc/self/task"))
        mechanism = self.mechanism()
        self.assertEqual(mechanism.authenticate(self.tokens[0])[0], 200)
        self.assertEqual(len(os.listdir("/proc/self/task")), before)
        self.assertNotIn("libcurl", Path("/proc/self/maps").read_text())

    def test_a_rotated_key_is_pending_until_the_host_has_fetched_it(self):
        mechanism = self.mechanism()
        self.publish(self.sets[1])
        self.assertEqual(mechanism.authenticate(self.tokens[1])[:2], (503, "keysPending"))
        self.assertEqual(JWTAUTH_C.jwtauth_mechanism_next_fetch(mechanism.handle), 0)
        self.assertEqual(self.fetch(mechanism, 3000), OK)
        self.assertEqual(mechanism.authenticate(self.tokens[1]), (200, "none", "b"))

    def test_a_host_that_polls_is_never_held_up(self):
        mechanism = self.mechanism()
        self.publish(self.sets[1])
        self.tenant.silent = True
        self.assertEqual(mechanism.authenticate(self.tokens[1])[1], "keysPending")
        self.assertEqual(self.fetch(mechanism, 0), PENDING)
        self.assertEqual(mechanism.authenticate(self.tokens[0]), (200, "none", "a"))
        self.tenant.silent = False
        self.assertEqual(self.fetch(mechanism, 3000), OK)
        self.assertEqual(mechanism.authenticate(self.tokens[1]), (200, "none", "b"))

    def test_a_request_may_wait_where_the_configuration_says_so(self):
        mechanism = self.mechanism(waitForKeys=2000)
        self.publish(self.sets[1])
        self.assertEqual(mechanism.authenticate(self.tokens[1]), (200, "none", "b"))

    def test_an_issuer_that_is_down_costs_the_start_nothing_but_the_keys(self):
        self.tenant.close()
        mechanism = self.mechanism()
        self.assertEqual(mechanism.authenticate(self.tokens[0])[:2], (503, "keysUnavailable"))
        self.assertEqual(self.fetch(mechanism, 0), UNAVAILABLE)

    def test_a_folder_serves_the_next_process_while_the_issuer_is_down(self):
        self.mechanism(keyCache=str(self.cache))
        self.tenant.close()
        mechanism = self.mechanism(keyCache=str(self.cache))
        self.assertEqual(mechanism.authenticate(self.tokens[0]), (200, "none", "a"))
        self.assertEqual(self.tenant.requests, ["/jwks.json"])

    def test_a_host_says_what_the_configuration_leaves_open(self):
        class Options(ctypes.Structure):
            _fields_ = [("size", ctypes.c_size_t), ("now", ctypes.c_void_p), ("context", ctypes.c_void_p),
                        ("interrupted", ctypes.c_void_p), ("wait_for_keys", ctypes.c_uint32),
                        ("key_cache", verify.Text)]

        folder = str(self.cache).encode()
        options = Options(ctypes.sizeof(Options), wait_for_keys=2000, key_cache=verify.Text(folder, len(folder)))
        make = JWTAUTH_C.jwtauth_mechanism_with_options
        make.restype = ctypes.c_void_p
        make.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.POINTER(Options), ctypes.c_void_p]
        mechanism = self.mechanism()
        configuration = json.dumps({"issuer": ISSUER, "audience": "api", "jwksUri": self.tenant.url + "/jwks.json",
                                    "acceptPlainHttp": True}).encode()
        JWTAUTH_C.jwtauth_mechanism_free(mechanism.handle)
        mechanism.handle = make(configuration, len(configuration), ctypes.byref(options), None)
        self.assertEqual([path.suffix for path in sorted(self.cache.iterdir())], [".json", ".lock"])
        self.publish(self.sets[1])
        self.assertEqual(mechanism.authenticate(self.tokens[1]), (200, "none", "b"))

    def test_a_small_stack_is_enough_for_a_fetch_over_tls(self):
        identity = Path(self.folder.name) / "identity.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=tenant",
                        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", identity, "-out", identity.with_suffix(".crt")],
                       check=True, capture_output=True)
        authority = identity.with_suffix(".crt")
        identity.write_text(identity.read_text() + authority.read_text())
        tenant = KeyServer(identity)
        self.addCleanup(tenant.close)
        tenant.documents["/jwks.json"] = self.sets[0]
        configuration = {"issuer": ISSUER, "audience": "api", "jwksUri": tenant.url + "/jwks.json", "caFile": str(authority)}
        host = subprocess.run([HOST, LIBRARY, "fetch", json.dumps(configuration), self.tokens[0]], capture_output=True)
        self.assertEqual((host.returncode, host.stderr), (0, b""))

    def test_processes_that_start_at_once_fetch_once(self):
        script = ("import sys, json; sys.path.insert(0, sys.argv[1]); import verify\n"
                  "print(verify.Mechanism(verify.load(sys.argv[2]), sys.argv[3].encode())"
                  ".authenticate(sys.argv[4].encode())[0])")
        configuration = json.dumps({"issuer": ISSUER, "audience": "api", "jwksUri": self.tenant.url + "/jwks.json",
                                    "acceptPlainHttp": True, "keyCache": str(self.cache)})
        processes = [subprocess.Popen([sys.executable, "-c", script, str(Path(SOURCE) / "examples/c"), LIBRARY,
                                       configuration, self.tokens[0]], stdout=subprocess.PIPE) for _ in range(8)]
        self.assertEqual([process.communicate()[0].strip() for process in processes], [b"200"] * 8)
        self.assertEqual(self.tenant.requests, ["/jwks.json"])

    def test_a_fork_leaves_both_able_to_fetch(self):
        mechanism = self.mechanism(waitForKeys=2000)
        self.publish(self.sets[1])
        child = os.fork()
        if child == 0:
            os._exit(0 if mechanism.authenticate(self.tokens[1])[0] == 200 else 1)
        self.assertEqual(os.waitpid(child, 0)[1], 0)
        self.assertEqual(mechanism.authenticate(self.tokens[1]), (200, "none", "b"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
