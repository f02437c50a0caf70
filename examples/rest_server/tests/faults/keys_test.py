"""The tenant that publishes the keys fails in every way, is asked for keys that do not exist, and changes them."""

import contextlib
import functools
import json
import signal
import statistics
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import clients
import clock
import process
import rows
from rows import RowTest, row
from support import COMMAND_LINE, PATIENCE, base64url, configuration, keys, mechanism, mint
import key_server  # from the tests of all parts; support sets the path
from key_server import answer_with

DAY = 24 * 3600
_others = tempfile.TemporaryDirectory()


@functools.cache
def other_keys(number):
    folder = Path(_others.name) / str(number)
    subprocess.run([COMMAND_LINE, "keygen", "--out", folder], check=True, stdout=subprocess.DEVNULL)
    return folder


def jwks(*folders):
    return json.dumps({"keys": [key for folder in folders
                                for key in json.loads((folder / "jwks.json").read_text())["keys"]]})


def token(issuer, folder=None):
    """Valid for two days, since clocks move here."""
    return mint("--claim-json", 'roles=["admin"]', "--claim-json", f"exp={int(time.time()) + 2 * DAY}",
                key=(folder or keys()) / "private.pem", issuer=issuer)


def with_key_id(good, key_id):
    _, payload, signature = good.split(".")
    header = {"alg": "RS256", "typ": "JWT", "kid": key_id}
    return f"{base64url(json.dumps(header))}.{payload}.{signature}"


def known(good, _):
    return good


def random_key_id(good, number):
    return with_key_id(good, f"random-{number}")


def fetched(url, issuer="https://issuer.example/"):
    block = mechanism(issuer=issuer, jwksUri=url, acceptPlainHttp=True)
    del block["key"]
    return block


def ask(server, bearer):
    return server.request("GET", "/_openapi", bearer=bearer).status


def send_evenly(port, token_of, count, seconds):
    """Sends tokens by their numbers, at an even pace; returns how many got which status."""
    answered = {200: 0, 401: 0, 503: 0}
    batch = max(1, count * 10 // 1000 // round(seconds))
    begin, sent = time.monotonic(), 0
    with contextlib.closing(clients.connect(port)) as connection:
        while sent < count:
            batch = min(batch, count - sent)
            connection.sendall(b"".join(clients.get("/roles/user", token_of(sent + each))
                                        for each in range(batch)))
            rest = b""
            for _ in range(batch):
                status, _, _, rest = clients.read_answer(connection, rest)
                answered[status] += 1
            sent += batch
            time.sleep(max(0, begin + seconds * sent / count - time.monotonic()))
    return answered


class KeysTest(RowTest):
    def setUp(self):
        self.keys = key_server.KeyServer()
        self.addCleanup(self.keys.close)

    def health(self, server):
        answer = server.request("GET", "/health")
        return answer.status, {issuer["issuer"]: issuer for issuer in answer.json["issuers"]}

    def eventually(self, what, condition, patience=PATIENCE):
        return process.wait_until(condition, patience, what)

    def faults(self):
        self.gigabyte = key_server.Gigabyte()
        good = jwks(keys())
        return {
            "status 500": answer_with("", 500), "status 404": answer_with("", 404), "slow": key_server.be_slow,
            "dripping": key_server.drip, "redirect": answer_with("", 302, Location="/redirect"),
            "redirect to a file": answer_with("", 302, Location="file:///etc/passwd"),
            "HTML": answer_with("<html>down for maintenance</html>"), "cut": answer_with(good[:50], length=len(good)),
            "1 GB": self.gigabyte, "10,000 keys": answer_with(key_server.many_keys()),
            "duplicate kid": answer_with(key_server.twins(good, jwks(other_keys(1)))),
            "no keys": answer_with('{"keys": []}')}

    @row("a key server that fails",
         "12 issuers whose keys were fetched; then their key servers are slow, drip, answer 500, 404, redirects or "
         "HTML, cut off, send 1 GB, 10,000 keys, a key id twice or no keys; another issuer's server is gone",
         "known keys are served and never wait; unknown ones get 503; a fetch ends within 5 s and 256 KiB; after 24 h "
         "every token gets 503, until keys arrive again")
    def test_the_last_good_keys_are_kept_up_to_the_stale_cap(self):
        faults, gone = self.faults(), key_server.KeyServer()
        path = {name: "/" + name.replace(" ", "-").replace(",", "") for name in faults}
        issuers = {name: f"https://issuer.example{path[name]}" for name in faults}
        self.keys.documents = {each: jwks(keys()) for each in path.values()}
        gone.documents = {"/": jwks(keys())}
        blocks = [fetched(self.keys.url + path[name], issuers[name]) for name in faults]
        issuers["gone"] = "https://issuer.example/gone"
        blocks.append(fetched(gone.url + "/", issuers["gone"]))
        moved = clock.Clock(self.folder(), moves_timers=True)
        server = self.start(configuration(jwtAuthenticationMechanism=blocks), environment=moved.environment())
        bearers = {issuer: token(issuer) for issuer in issuers.values()}
        self.eventually("all keys are here", lambda: self.health(server)[0] == 200)
        for bearer in bearers.values():
            self.assertEqual(ask(server, bearer), 200)

        self.keys.documents = {path[name]: fault for name, fault in faults.items()}
        gone.close()
        begin = time.monotonic()
        server.process.send_signal(signal.SIGHUP)
        slowest = 0
        while any(issuer["failures"] == 0 for issuer in self.health(server)[1].values()):
            self.assertLess(time.monotonic() - begin, PATIENCE)
            for issuer, bearer in bearers.items():
                asked = time.perf_counter()
                self.assertEqual(ask(server, bearer), 200, issuer)
                slowest = max(slowest, time.perf_counter() - asked)
        took = time.monotonic() - begin
        unknown = {ask(server, with_key_id(bearer, "another")) for bearer in bearers.values()}
        ready = self.health(server)[0]

        moved.set("+23h")
        within = {ask(server, bearer) for bearer in bearers.values()}
        moved.set("+25h")
        beyond = {ask(server, bearer) for bearer in bearers.values()}
        not_ready = self.health(server)[0]
        del bearers[issuers.pop("gone")]
        self.keys.documents = {each: jwks(keys()) for each in path.values()}
        server.process.send_signal(signal.SIGHUP)
        for bearer in bearers.values():
            self.eventually("keys are back", lambda: ask(server, bearer) == 200)
        self.measured(f"{len(blocks)} of {len(blocks)} served, the slowest request {1000 * slowest:.0f} ms; all "
                      f"fetches failed within {took:.1f} s; {self.gigabyte.sent / 1024 / 1024:.1f} MiB of the "
                      f"gigabyte left the key server; unknown keys {unknown}; after 23 h {within}, after 25 h "
                      f"{beyond}, then 200 again")
        self.assertEqual((unknown, ready, within, beyond, not_ready), ({503}, 200, {200}, {503}, 503))
        self.at_most(6, took, "until all fetches have failed")
        self.at_most(0.5, slowest, "a request whose key is known")
        # 256 KiB and what the sockets hold.
        self.assertLess(self.gigabyte.sent, 8 << 20)

    @row("a cold start without keys",
         "the server starts while its key server is down, which comes up later",
         "good tokens get 503, not 401; the server is not ready before it has keys, and ready once it has them")
    def test_a_cold_start_without_keys_is_503_and_not_ready(self):
        server = self.start(configuration(jwtAuthenticationMechanism=fetched(self.keys.url + "/")))
        bearer = token("https://issuer.example/")
        answers = {ask(server, bearer) for _ in range(50)}
        ready, live = self.health(server)[0], server.request("GET", "/ping").status
        self.keys.documents["/"] = jwks(keys())
        after = self.eventually("keys are here", lambda: ask(server, bearer) == 200)
        self.measured(f"tokens {answers}, /health {ready}, /ping {live}; 200 within {after:.1f} s of the keys' return")
        self.assertEqual((answers, ready, live, self.health(server)[0]), ({503}, 503, 200, 200))
        self.at_most(31, after, "until the keys are used")

    @row("random key ids",
         "100,000 tokens with random key ids within a minute, beside honest ones",
         "all are refused; at most 2 fetches a minute; p99 of honest requests at most 1.5 times that beside as many "
         "tokens with the known key id")
    def test_random_key_ids_cost_other_clients_nothing(self):
        count, seconds = rows.count(100_000, 5_000), rows.count(60, 3)
        self.keys.documents["/"] = jwks(keys())
        server = self.start(configuration(jwtAuthenticationMechanism=fetched(self.keys.url + "/")))
        good = token("https://issuer.example/")
        self.eventually("keys are here", lambda: ask(server, good) == 200)
        honest = clients.get("/_openapi", good)

        def beside(token_of, share):
            """(p99 of each slice, answers to the others)"""
            with clients.beside(send_evenly, server.port, token_of, count // share, seconds / share) as others:
                slices = clients.p99_of_slices(server.port, honest, 0.8 * seconds / share)
                return slices, others.result(PATIENCE + seconds)

        without, _ = beside(functools.partial(known, good), 4)
        fetches = len(self.keys.requests)
        during, answered = beside(functools.partial(random_key_id, good), 1)
        fetches = len(self.keys.requests) - fetches
        without += beside(functools.partial(known, good), 4)[0]
        before, p99 = statistics.median(without), statistics.median(during)
        self.measured(f"{answered[401]:,} times 401, {answered[503]:,} times 503; {fetches} fetches; p99 {before:.2f} "
                      f"ms beside known ones, {p99:.2f} ms beside these ({p99 / before:.1f}x)")
        self.assertEqual((answered[200], sum(answered.values())), (0, count))
        self.assertLessEqual(fetches, 2)
        self.at_most(1.5 * before, p99, "the p99 of honest requests")

    @row("rotation under load",
         "keys change 10 times while 4 clients use the right one: the next key is published beside the old one, "
         "signs, and the old one is withdrawn; SIGHUP announces every change but the last",
         "no wrong 401; a withdrawn key is refused within its max-age of 60 s even without SIGHUP")
    def test_no_good_token_is_refused_while_keys_rotate(self):
        rounds = rows.count(10, 2)
        issuer = "https://issuer.example/"

        def publish(*folders):
            self.keys.documents["/"] = answer_with(jwks(*folders), Cache_Control="max-age=60")

        publish(other_keys(0))
        server = self.start(configuration(jwtAuthenticationMechanism=fetched(self.keys.url + "/")))
        bearers = [token(issuer, other_keys(number)) for number in range(rounds + 1)]
        self.eventually("keys are here", lambda: ask(server, bearers[0]) == 200)
        current, over, statuses = [0], threading.Event(), []

        def use():
            while not over.is_set():
                statuses.append(ask(server, bearers[current[0]]))

        crew = [threading.Thread(target=use, daemon=True) for _ in range(4)]
        for each in crew:
            each.start()
        for number in range(1, rounds + 1):
            by_itself = rows.OPTIONS.whole and number == rounds
            publish(other_keys(number - 1), other_keys(number))
            if not by_itself:
                server.process.send_signal(signal.SIGHUP)
            self.eventually("both keys are here", lambda: len(self.key_ids(server)) == 2, 2 * PATIENCE)
            current[0] = number
            time.sleep(0.3)  # for requests in flight with the old one
            publish(other_keys(number))
            if not by_itself:
                server.process.send_signal(signal.SIGHUP)
            withdrawn = bearers[number - 1]
            refused = self.eventually("the old key is refused", lambda: ask(server, withdrawn) == 401, 2 * PATIENCE)
        over.set()
        for each in crew:
            each.join(PATIENCE)
        wrong = [status for status in statuses if status != 200]
        alone = f"; without SIGHUP a withdrawn key was refused after {refused:.0f} s" if by_itself else ""
        self.measured(f"{len(wrong)} of {len(statuses):,} good tokens refused{alone}")
        self.assertEqual(wrong, [])
        self.at_most(60, refused, "until a withdrawn key is refused")

    def key_ids(self, server):
        return self.health(server)[1]["https://issuer.example/"]["keyIds"]


if __name__ == "__main__":
    rows.main()
