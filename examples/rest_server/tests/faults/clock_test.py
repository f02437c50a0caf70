"""The server's clock is set forward and back: it decides about tokens, but not about time-outs."""

import contextlib
import time

import clients
import clock
import rows
from rows import RowTest, row
from support import PATIENCE, mint

HOUR = 3600
JUMPS = ("+1h", "-1h", "@1970-01-01 00:00:00", "@2038-01-19 03:14:10", "@2107-01-01 00:00:00", "+0")


def time_out_of_a_head(port):
    """How long the server waits for the end of a request, and how it answers."""
    with contextlib.closing(clients.connect(port)) as connection:
        begin = time.monotonic()
        connection.sendall(b"GET /ping")
        status = clients.read_answer(connection)[0]
        return time.monotonic() - begin, status


class ClockTest(RowTest):
    def token(self, begins, ends):
        return mint("--claim-json", 'roles=["admin"]', "--claim-json", f"iat={begins}", "--claim-json", f"nbf={begins}",
                    "--claim-json", f"exp={ends}")

    @row("clock jumps",
         "the wall clock is set 1 h forward and back, to 1970, to 2038 after 2^31 seconds, to 2107, while the server "
         "waits for a head",
         "a token that is valid at that time gets 200, the others 401; time-outs do not change")
    def test_tokens_follow_the_wall_clock_and_timers_do_not(self):
        moved = clock.Clock(self.folder())
        self.server = self.start(environment=moved.environment())
        now = int(time.time())
        tokens = {"now": self.token(now - 60, now + 600), "+1h": self.token(now + HOUR - 60, now + HOUR + 600),
                  "-1h": self.token(now - HOUR - 60, now - HOUR + 600), "@1970": self.token(0, 600),
                  "@2038": self.token(2 ** 31 - 60, 2 ** 31 + 600), "@2107": self.token(2 ** 32, 2 ** 33)}
        good_at = {}
        with clients.beside(time_out_of_a_head, self.server.port) as time_out:
            for jump in JUMPS:
                moved.set(jump)
                good_at[jump] = [name for name, bearer in tokens.items()
                                 if self.server.request("GET", "/_openapi", bearer=bearer).status == 200]
            waited, status = time_out.result(PATIENCE)
        wrong = [jump for jump, good in good_at.items()
                 if good != [name for name in tokens if jump.startswith(name) or (name, jump) == ("now", "+0")]]
        self.measured(f"{len(JUMPS) - len(wrong)} of {len(JUMPS)} jumps: the token of that time 200, the "
                      f"{len(tokens) - 1} others 401; a head was waited for {waited:.1f} s, as ever")
        self.assertEqual(wrong, [], good_at)
        self.assertEqual(status, 408)
        self.assertGreater(waited, 9.9)
        self.at_most(10.5, waited, "until the head was given up")


if __name__ == "__main__":
    rows.main()
