"""The server works for a long time: millions of new tokens, and a day in minutes. Its memory and descriptors do not
grow."""

import base64
import contextlib
import hmac
import time

import clients
import process
import rows
import soak
from rows import RowTest, row
from support import AUDIENCE, ISSUER, PATIENCE, configuration, keys, mechanism

SENDERS, TOGETHER = 2, 200


def encoded(text):
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=")


def send_unique_tokens(port, secret, first, count):
    """Validly signed tokens, each with a jti and a kid of its own; how many were answered 200. Made here, since
    the command line would take hours."""
    until = int(time.time()) + 3600
    before, after = b"GET /roles/user HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ", b"\r\n\r\n"
    good = 0
    with contextlib.closing(clients.connect(port)) as connection:
        for start in range(first, first + count, TOGETHER):
            requests = []
            for number in range(start, start + TOGETHER):
                signed = encoded(f'{{"alg":"HS256","typ":"JWT","kid":"{number}"}}') + b"." + encoded(
                    f'{{"iss":"{ISSUER}","aud":"{AUDIENCE}","sub":"user","jti":"{number}","exp":{until},'
                    '"roles":["admin"]}')
                requests += (before, signed, b".", base64.urlsafe_b64encode(hmac.digest(secret, signed, "sha256"))[:-1],
                             after)
            connection.sendall(b"".join(requests))
            answered, rest = 0, b""
            while answered < TOGETHER:
                *heads, rest = (rest + connection.recv(1 << 20)).split(b"\r\n\r\n")
                answered += len(heads)
                good += sum(b"HTTP/1.1 200 " in head for head in heads)
    return good


class MemoryTest(RowTest):
    @row("10 million unique tokens",
         "10,000,000 validly signed tokens (HS256), each with its own jti and kid, with a cache of 10,000 verdicts",
         "all get 200; the server's memory grows by at most 10 MiB after the first tenth")
    def test_tokens_leave_nothing_behind(self):
        total = rows.count(10_000_000, 60_000)
        secret = (keys("HS256") / "secret.txt").read_text().strip()
        server = self.start(configuration(jwtAuthenticationMechanism=mechanism(
            algorithm="HS256", key=secret, verdictCacheEntries=10_000)))
        good, begin = self.send(server, secret, 0, total // 10), time.monotonic()
        warm = process.resident_mib(server)
        good += self.send(server, secret, total // 10, total - total // 10)
        grown = process.resident_mib(server) - warm
        rate = 0.9 * total / (time.monotonic() - begin)
        self.measured(f"{good:,} of {total:,} were 200, {rate:,.0f} a second; {warm:.1f} MiB after the first tenth, "
                      f"{grown:+.1f} MiB at the end")
        self.assertEqual(good, total)
        self.assertLessEqual(grown, 10)

    def send(self, server, secret, first, count):
        share = count // SENDERS
        with contextlib.ExitStack() as all_of_them:
            senders = [all_of_them.enter_context(clients.beside(
                send_unique_tokens, server.port, secret.encode(), first + number * share, share))
                for number in range(SENDERS)]
            return sum(sender.result() for sender in senders)


    @row("a day in minutes",
         "96 refreshes of fetched keys, every eighth a rotation, while tokens live for 3 s and clients come and go: "
         "good and bad requests of all kinds, resets, half-sent requests, long answers broken off",
         "only right answers; memory grows by at most 5 MiB after the first quarter, descriptors and threads not at "
         "all")
    def test_a_day_leaves_nothing_behind(self):
        quarters, refreshes = 4, rows.count(96, 8)
        tenant = soak.Tenant()
        self.addCleanup(tenant.close)
        server = self.start(configuration(jwtAuthenticationMechanism=tenant.mechanism()))
        tenant.rotate(server)
        process.wait_until(lambda: soak.prepare(server, tenant), PATIENCE, "keys are fetched")
        levels, wrong, asked = [], [], 0
        for _ in range(quarters):
            with soak.Visitors(server, tenant) as visitors:
                for number in range(refreshes // quarters):
                    tenant.rotate(server) if number % 8 == 0 else tenant.refresh(server)
                    time.sleep(rows.count(2, 1))
            wrong += visitors.wrong
            asked += visitors.asked
            process.wait_until(lambda: process.sockets(server) <= soak.QUIET, PATIENCE, "all visitors are gone")
            levels.append((process.resident_mib(server), process.descriptors(server), process.threads(server)))
        grown = max(level[0] for level in levels) - levels[0][0]
        self.measured(f"{asked:,} requests, {len(wrong)} answered wrongly; {levels[0][0]:.1f} MiB after the first "
                      f"quarter, {grown:+.1f} MiB at most; descriptors {[level[1] for level in levels]}, threads "
                      f"{[level[2] for level in levels]}")
        self.assertEqual(wrong, [])
        self.assertLessEqual(grown, 5)
        self.assertLessEqual(max(level[1] for level in levels[1:]), levels[0][1] + soak.READERS)
        self.assertEqual({level[2] for level in levels}, {levels[0][2]})


if __name__ == "__main__":
    rows.main()
