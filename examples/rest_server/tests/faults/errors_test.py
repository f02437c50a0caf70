"""Errors say what is wrong with a request and reveal nothing about the server's internals."""

import base64
import json
import random
import re
from urllib.parse import quote

import rows
from rows import RowTest, row
from support import base64url, mint, token

# Words of exceptions and source paths, which none of our sentences has.
OF_THE_INSIDE = re.compile(r"exception|terminate|std::|nlohmann|boost|openssl|sqlite|mongoc|\.cpp|0x[0-9a-f]{6}|errno|"
                           r"stack|bad_alloc|assert|type_error|parse_error|out_of_range|/usr/|/tmp/", re.IGNORECASE)
CHALLENGE = re.compile(r'Bearer realm="api"(, error="invalid_token", error_description="[A-Za-z ]+")?\Z')


def odd_tokens(good):
    head, payload, signature = good.split(".")
    header = json.loads(base64.urlsafe_b64decode(head + "=="))
    yield from ("", ".", "..", "...", "a.b.c", good + ".", "." + good, good + "." + signature, f"{head}..{signature}",
                f"{head}.{payload}.", f".{payload}.{signature}", good + "=", good.replace(".", ". "), good[:-1],
                good + "\x80", "\xff\xfe", "%00", "null", "{}", "[]", good.replace(".", "%2e"), good * 3, "=" * 100,
                "." * 10_000, "A" * 15_000, f"{head}.{base64url('{}')}.{signature}",
                f"{head}.{base64url('nul')}.{signature}")
    for member, values in (("alg", ("none", "None", "HS256", "RS512", "", None, 1, [], {}, "RS256 ", "rs256")),
                           ("kid", (None, 1, [], {}, "", "../../etc/passwd", "' or 1=1 --", "x" * 5000, "\0")),
                           ("crit", ([], ["exp"], None, "b64")), ("typ", (1, [], "x" * 100)),
                           ("b64", (False,)), ("jku", ("http://127.0.0.1:1/",)), ("jwk", ({},)), ("x5c", ([],))):
        for value in values:
            yield f"{base64url(json.dumps({**header, member: value}))}.{payload}.{signature}"
    for text in ("", "{", "[]", "null", '{"alg":"RS256"', '{"alg":"RS256"}\0x', "\ufeff{}",
                 '{"a":' * 500 + "1" + "}" * 500, '{"alg":1e999}', '{"alg":"RS256","alg":"none"}'):
        yield f"{base64url(text)}.{payload}.{signature}"


def signed_but_wrong():
    """Validly signed tokens with invalid claims."""
    for claim, values in (("exp", ("1", None, True, [], {}, -1, 1e300, 2 ** 64, 0)),
                          ("nbf", ("x", 1e300, 2 ** 63, [])), ("iat", ("x", 1e300, {}, True)),
                          ("iss", (1, [], None)), ("aud", (1, {}, None, [], [1])),
                          ("sub", (1, [], {}, "a\0b", "a\r\nb: c", "")), ("roles", (1, "admin", {}, [1], [[]]))):
        for value in values:
            yield mint("--claim-json", f"{claim}={json.dumps(value)}")


def damaged(good, count, chance):
    while count > 0:
        text = list(good)
        for _ in range(chance.randint(1, 5)):
            place = chance.randrange(len(text))
            text[place:place + chance.randint(0, 2)] = chance.choice("ABCxyz09-_.=+/~!#$%&'*^`|\"(),:;<>?@[]{}\x80\xff")
        if "".join(text) != good:
            count -= 1
            yield "".join(text)


class ErrorsTest(RowTest):
    def check(self, answer, what):
        """One of the server's own sentences."""
        self.assertNotRegex(answer.text, OF_THE_INSIDE, what)
        if answer.status == 401:
            self.assertRegex(answer["WWW-Authenticate"], CHALLENGE, what)
            self.assertEqual(answer.json["message"], "a valid bearer token is needed")

    @row("bad tokens",
         "5,000 tokens: unusual ones made by hand, validly signed ones with wrong claims, damaged ones",
         "401, or 403 where only the roles are unusual, never a 5xx; one message for all, with nothing of an "
         "exception; no token in the log")
    def test_a_bad_token_is_never_a_500(self):
        total = rows.count(5_000, 800)
        seed = random.randrange(1 << 32)
        print(f"seed {seed}", flush=True)
        chance = random.Random(seed)
        server, good = self.start(), token("admin")
        self.assertEqual(server.request("GET", "/_openapi", bearer=good).status, 200)
        tokens = [*odd_tokens(good), *signed_but_wrong()]
        tokens += damaged(good, total - len(tokens), chance)
        statuses = {}
        for bad in tokens:
            field = ("Authorization", ("Bearer " + bad).encode("latin-1"))
            answer = server.request("GET", "/_openapi", headers=[field])
            self.check(answer, bad[:200])
            statuses[answer.status] = statuses.get(answer.status, 0) + 1
        log = "".join(server.log)
        told = sum(part in log for part in good.split("."))
        self.measured(", ".join(f"{count:,} times {status}" for status, count in sorted(statuses.items()))
                      + f"; {told} parts of tokens in the log")
        self.assertLessEqual(set(statuses), {401, 403})
        self.assertLess(statuses.get(403, 0), 5)
        self.assertEqual(told, 0)

    @row("bad requests",
         "500 requests with a good token: unusual paths, queries, filters, bodies and tags, all methods",
         "4xx or 501, never a 500; nothing of an exception in an answer")
    def test_a_bad_request_is_never_a_500(self):
        server, good = self.start(), token("admin")
        server.request("PUT", "/c", {}, bearer=good)
        server.request("POST", "/c", {"_id": "one"}, bearer=good)
        values = ("", "{", "[", "null", "1", "{}", "[]", '{"$where":"1"}', '{"a":{"$regex":"("}}', '{"$or":1}',
                  '{"a":' * 90 + "1" + "}" * 90, '{"$date":"x"}', '{"a":{"$numberLong":"x"}}', '{"_id":{"$oid":"x"}}',
                  '{"a.b":{"$in":1}}', "%00", "%ff", "\u00e9", "-1", "99999999999999999999", "x" * 3000)
        paths = [f"/c?{name}={quote(value)}" for value in values
                 for name in ("filter", "sort", "keys", "page", "pagesize", "hint", "id_type", "wm", "np", "after")]
        paths += ["/%", "/%00", "/c/%ff", "/c/../c", "//", "/c//one", "/_", "/c/_aggrs/x", "/c/_indexes/x",
                  "/c/one/two/three", "/" + "x" * 300, "/c/" + "x" * 3000, "/c/one?id_type=OID", "/$c", "/c.d/e",
                  "/system.x"]
        asked, statuses = 0, {}
        requests = [("GET", path, None) for path in paths]
        requests += [(method, "/c/one", body) for body in values for method in ("PUT", "PATCH", "POST", "DELETE")]
        requests += [(method, "/c", body) for body in values for method in ("PUT", "PATCH", "POST")]
        requests += [(method, path, None) for path in ("/", "/c", "/c/one", "/ping", "/health", "/metrics", "/roles/x")
                     for method in ("PROPFIND", "TRACE", "CONNECT", "X" * 50, "OPTIONS", "HEAD")]
        documents = [value for value in values if value[:1] in ("{", "[", "1", "n")]
        requests += [("PATCH", "/c/one", f'{{"${operator}":{value}}}') for value in documents
                     for operator in ("set", "inc", "push", "pull", "rename", "unset", "unknown", "mul", "bit", "pop")]
        for method, path, body in requests:
            answer = server.request(method, path, body, bearer=good)
            asked += 1
            kind = f"{answer.status // 100}xx" if answer.status < 500 else str(answer.status)
            statuses[kind] = statuses.get(kind, 0) + 1
            self.assertTrue(answer.status < 500 or answer.status == 501, (method, path, body))
            if answer.status >= 400:
                self.assertNotRegex(answer.text, OF_THE_INSIDE, (method, path, body, answer))
        told = ", ".join(f"{count} times {kind}" for kind, count in sorted(statuses.items()))
        self.measured(f"{asked:,} asked: {told}")


if __name__ == "__main__":
    rows.main()
