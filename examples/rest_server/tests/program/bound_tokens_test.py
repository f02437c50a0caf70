"""Tokens that are bound to a key or certificate, and the metadata by which clients find their way in."""

import base64
import contextlib
import functools
import hashlib
import http.client
import json
import ssl
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

from support import (ALL_RIGHTS, AUDIENCE, COMMAND_LINE, IN_MONGODB, ISSUER, PATIENCE, SERVER, Server, ServerTest,
                     base64url, configuration, keys, main, mechanism, mint, permissions, token)
from tls_support import HttpsServer, authority, https_block, new_key, openssl, trusting

ORIGIN = "https://api.example"
ADMIN = ("--claim-json", 'roles=["admin"]')


@functools.cache
def client_key():
    return keys("ES256") / "private.pem"


def bound_fields(method, path, *arguments, origin=ORIGIN):
    """The fields of a request with a bound token of its own and its proof."""
    proof = f"{method} {origin}{path}"
    printed = subprocess.run([COMMAND_LINE, "mint", "--key", keys() / "private.pem", "--issuer", ISSUER, "--audience",
                              AUDIENCE, *ADMIN, "--dpop", client_key(), "--proof", proof, *arguments],
                             check=True, capture_output=True, text=True).stdout
    return [tuple(line.split(": ", 1)) for line in printed.splitlines()]


def challenges(answer):
    return answer.fields.get_all("WWW-Authenticate", [])


class ProofTest(ServerTest):
    SETTINGS = staticmethod(lambda: configuration(jwtAuthenticationMechanism=mechanism(publicOrigin=ORIGIN)))

    def test_a_bound_token_needs_its_proof(self):
        self.assertEqual(self.server.request("PUT", "/n", {}, headers=bound_fields("PUT", "/n")).status, 201)
        fields = bound_fields("GET", "/n")
        self.assertEqual(self.server.request("GET", "/n", headers=fields).status, 200)
        again = self.server.request("GET", "/n", headers=fields)
        self.assertEqual(again.status, 401)
        self.assertIn('error="invalid_dpop_proof"', challenges(again)[1])
        bearer = fields[0][1].replace("DPoP ", "")
        stolen = self.server.request("GET", "/n", bearer=bearer)
        self.assertEqual(stolen.status, 401)
        self.assertTrue(challenges(stolen)[0].startswith("Bearer ") and 'error="invalid_token"' in challenges(stolen)[0])
        self.assertTrue(challenges(stolen)[1].startswith('DPoP realm="api", algs="ES256 '), challenges(stolen))

    def test_of_equal_requests_at_once_one_is_let_in(self):
        self.server.request("PUT", "/once", {}, bearer=self.admin)
        fields, statuses = bound_fields("GET", "/once"), []
        ask = lambda: statuses.append(self.server.request("GET", "/once", headers=fields).status)
        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(statuses), [200] + [401] * 7)

    def test_a_request_with_a_body_uses_its_proof_once(self):
        self.server.request("PUT", "/body", {}, bearer=self.admin)
        made = self.server.request("POST", "/body", {"_id": 1}, headers=bound_fields("POST", "/body"))
        self.assertEqual(made.status, 201)

    def test_scripts_of_a_page_may_send_a_proof_and_read_a_nonce(self):
        fields = {"Origin": "https://app.example", "Access-Control-Request-Method": "GET"}
        preflight = self.server.request("OPTIONS", "/n", headers=fields)
        self.assertIn("DPoP", preflight["Access-Control-Allow-Headers"].split(", "))
        answer = self.server.request("GET", "/n", headers=fields)
        self.assertTrue({"DPoP-Nonce", "WWW-Authenticate"} <=
                        set(answer["Access-Control-Expose-Headers"].split(", ")))


class SeveralServersTest(unittest.TestCase):
    def test_a_nonce_is_asked_for_and_known_to_servers_that_share_the_secret(self):
        settings = mechanism(publicOrigin=ORIGIN, dpopNonce="required", dpopNonceSecret="0123456789" * 4)
        guard = {"enabled": True, "max-failed-attempts": 2}
        servers = [Server(configuration(jwtAuthenticationMechanism=settings, bruteForceAttackGuard=guard))
                   for _ in range(2)]
        servers[1].request("PUT", "/n", {}, headers=[("Authorization", "Bearer " + token("admin"))])
        for _ in range(5):  # to be asked for a nonce is no failed attempt
            asked = servers[0].request("GET", "/n", headers=bound_fields("GET", "/n"))
            self.assertEqual(asked.status, 401)
            self.assertIn('error="use_dpop_nonce"', challenges(asked)[1])
            self.assertEqual(asked["Cache-Control"], "no-store")
        nonces = asked.fields.get_all("DPoP-Nonce")
        self.assertEqual(len(nonces), 1)
        let_in = servers[1].request("GET", "/n", headers=bound_fields("GET", "/n", "--nonce", nonces[0]))
        self.assertEqual(let_in.status, 200, let_in)
        for server in servers:
            self.assertEqual(server.stop(), 0)

    def test_a_proof_is_good_once_at_servers_that_share_their_memory(self):
        with tempfile.TemporaryDirectory() as folder:
            settings = configuration(jwtAuthenticationMechanism=mechanism(publicOrigin=ORIGIN),
                                     dpop_proofs={"shared": True})
            if not IN_MONGODB:
                settings["store"] = {"file": folder + "/store.sqlite"}
            servers = [Server(settings) for _ in range(2)]
            self.assertEqual(servers[0].request("PUT", "/n", {}, headers=bound_fields("PUT", "/n")).status, 201)
            for one, other in (servers, servers[::-1]):
                fields = bound_fields("GET", "/n")
                self.assertEqual(one.request("GET", "/n", headers=fields).status, 200)
                for server in (other, one):
                    again = server.request("GET", "/n", headers=fields)
                    self.assertEqual(again.status, 401)
                    self.assertIn("was used before", challenges(again)[1])
            statuses, fields = [], bound_fields("GET", "/n")
            threads = [threading.Thread(target=lambda at=at: statuses.append(
                at.request("GET", "/n", headers=fields).status)) for at in servers * 4]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(sorted(statuses), [200] + [401] * 7)
            self.assertEqual(servers[0].request("GET", "/n", headers=[("DPoP", "x")]).status, 401)
            self.assertEqual(servers[0].request("GET", "/_proofs", headers=bound_fields("GET", "/_proofs")).status, 403)
            names = servers[0].request("GET", "/", headers=bound_fields("GET", "/")).text
            self.assertNotIn("_proofs", names)
            for server in servers:
                self.assertEqual(server.stop(), 0)

    def test_a_server_that_strangers_reach_is_told_to_set_its_origin(self):
        for host, is_said in (("0.0.0.0", True), ("::", True), ("127.0.0.1", False), ("localhost", False)):
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / "configuration.yml"
                file.write_text(json.dumps({"store": {"file": folder + "/store"},
                                            **configuration(http_listener={"host": host, "port": 0})}))
                checked = subprocess.run([SERVER, "--check", file], capture_output=True, text=True)
            self.assertEqual(checked.returncode, 0, checked)
            self.assertEqual("publicOrigin is not set" in " ".join(checked.stdout.split()), is_said, host)


@functools.cache
def client_certificate(name="client"):
    """A certificate that no authority issued, and its key."""
    folder = Path(tempfile.mkdtemp(prefix="client-"))
    key, own = folder / "key.pem", folder / f"{name}.pem"
    new_key(key)
    openssl("req", "-x509", "-new", "-key", key, "-subj", f"/CN={name}", "-days", 1, "-out", own)
    return own, key


def thumbprint(own):
    end = "-----END CERTIFICATE-----\n"
    der = ssl.PEM_cert_to_DER_cert(Path(own).read_text().partition(end)[0] + end)
    return base64url(hashlib.sha256(der).digest())


def token_for(own):
    return mint(*ADMIN, "--claim-json", 'cnf={"x5t#S256":"' + thumbprint(own) + '"}')


class CertificateTest(unittest.TestCase):
    def status(self, server, bearer, pair=None):
        context = trusting()
        if pair:
            context.load_cert_chain(*pair)
        connection = http.client.HTTPSConnection("127.0.0.1", server.https_port, timeout=PATIENCE, context=context)
        with contextlib.closing(connection):
            connection.request("GET", "/roles/user", headers={"Authorization": "Bearer " + bearer})
            return connection.getresponse().status

    def test_a_token_is_good_with_its_certificate_alone(self):
        server = HttpsServer(jwtAuthenticationMechanism=mechanism(mutualTls="allowed"))
        mine, other = client_certificate(), client_certificate("other")
        self.assertEqual(self.status(server, token_for(mine[0]), mine), 200)
        self.assertEqual(self.status(server, token_for(mine[0]), other), 401)
        self.assertEqual(self.status(server, token_for(mine[0])), 401)
        self.assertEqual(self.status(server, token("admin")), 200)
        self.assertEqual(self.status(server, token("admin"), mine), 200)
        server.stop()

    def test_every_token_has_to_be_bound_where_that_is_required(self):
        server = HttpsServer(jwtAuthenticationMechanism=mechanism(mutualTls="required"))
        self.assertEqual(self.status(server, token("admin"), client_certificate()), 401)
        self.assertEqual(self.status(server, token_for(client_certificate()[0]), client_certificate()), 200)
        server.stop()

    def test_certificates_of_other_authorities_do_not_count_where_some_are_named(self):
        server = HttpsServer(jwtAuthenticationMechanism=mechanism(mutualTls="allowed"),
                             https={"client-ca-file": str(authority().root)})
        chain, key = authority().issue("known-client")
        self.assertEqual(self.status(server, token_for(chain), (chain, key)), 200)
        with contextlib.suppress(ssl.SSLError, ConnectionError):  # refused in the handshake
            self.assertEqual(self.status(server, token_for(client_certificate()[0]), client_certificate()), 401)
        server.stop()

    def test_a_proxy_that_is_trusted_says_which_certificate_the_client_has(self):
        own, _ = client_certificate()
        field = {"Client-Cert": ":" + base64.b64encode(ssl.PEM_cert_to_DER_cert(own.read_text())).decode() + ":"}
        for proxies, expected in ((["127.0.0.1"], 200), (["127.0.0.0/8"], 200), (["10.0.0.1"], 401)):
            server = Server(configuration(jwtAuthenticationMechanism=mechanism(
                mutualTls="allowed", clientCertificateHeader={"name": "Client-Cert", "format": "rfc9440",
                                                              "trustedProxies": proxies})))
            bearer = {"Authorization": "Bearer " + token_for(own)}
            self.assertEqual(server.request("GET", "/roles/user", headers={**bearer, **field}).status, expected, proxies)
            self.assertEqual(server.request("GET", "/roles/user", headers=bearer).status, 401)
            twice = [*bearer.items(), *field.items(), *field.items()]
            self.assertEqual(server.request("GET", "/roles/user", headers=twice).status, 401)
            server.stop()
            self.assertEqual("not from one of trustedProxies" in "".join(server.log), expected == 401)


class LoginTest(ServerTest):
    SETTINGS = staticmethod(lambda: configuration(fileAclAuthorizer=permissions(
        {"role": "admin", "predicate": "path-prefix('/strong')", "acr": ["mfa", "phr"], "mongo": ALL_RIGHTS},
        {"role": "admin", "predicate": "path-prefix('/recent')", "maxAge": 300, "mongo": ALL_RIGHTS},
        {"role": "admin", "predicate": "path-prefix('/')", "mongo": ALL_RIGHTS})))

    def ask(self, path, *claims):
        arguments = [part for name, value in claims for part in ("--claim-json", f"{name}={json.dumps(value)}")]
        return self.server.request("PUT", path, {}, bearer=mint(*ADMIN, *arguments))

    def test_a_permission_demands_a_login_of_some_strength(self):
        for claims in ([], [("acr", "pwd")], [("acr", ["mfa"])]):
            answer = self.ask("/strong", *claims)
            self.assertEqual(answer.status, 401)
            self.assertIn('error="insufficient_user_authentication"', challenges(answer)[0])
            self.assertIn('acr_values="mfa phr"', challenges(answer)[0])
        self.assertEqual(self.ask("/strong", ("acr", "phr")).status, 201)
        self.assertEqual(self.ask("/weak").status, 201)

    def test_a_permission_demands_a_recent_login(self):
        now = int(time.time())
        for claims in ([], [("auth_time", now - 1000)]):
            answer = self.ask("/recent", *claims)
            self.assertEqual(answer.status, 401)
            self.assertIn('max_age="300"', challenges(answer)[0])
        self.assertIn('error="invalid_token"', challenges(self.ask("/recent", ("auth_time", now + 1000)))[0])
        self.assertEqual(self.ask("/recent", ("auth_time", now - 100)).status, 201)


class MetadataTest(ServerTest):
    RESOURCE = "https://api.example/mcp"
    SETTINGS = staticmethod(lambda: configuration(jwtAuthenticationMechanism=mechanism(
        resource=MetadataTest.RESOURCE, scopesSupported=["read", "write"], publicOrigin=ORIGIN)))
    WELL_KNOWN = "/.well-known/oauth-protected-resource"

    def test_a_challenge_leads_to_the_document_in_each_scheme(self):
        answer = self.server.request("GET", "/n")
        self.assertEqual(answer.status, 401)
        wanted = f'resource_metadata="{ORIGIN}{self.WELL_KNOWN}/mcp"'
        self.assertEqual([wanted in one for one in challenges(answer)], [True, True], challenges(answer))
        refused = self.server.request("GET", "/n", bearer=token("nobody"))
        self.assertEqual(refused.status, 403)
        self.assertTrue(any(wanted in one for one in challenges(refused)), challenges(refused))

    def test_the_document_is_for_everyone_below_its_path_and_at_the_root(self):
        for path in (self.WELL_KNOWN, self.WELL_KNOWN + "/mcp", self.WELL_KNOWN + "/mcp/"):
            answer = self.server.request("GET", path)
            self.assertEqual((answer.status, answer["Content-Type"]), (200, "application/json"), path)
            self.assertEqual(answer["Access-Control-Allow-Origin"], "*")
            document = answer.json
            self.assertEqual(document["resource"], self.RESOURCE)
            self.assertEqual(document["authorization_servers"], [ISSUER])
            self.assertEqual(document["scopes_supported"], ["read", "write"])
            self.assertEqual(document["bearer_methods_supported"], ["header"])
            self.assertNotIn("dpop_bound_access_tokens_required", document)

    def test_scripts_of_every_origin_may_read_the_document(self):
        server = Server(configuration(
            jwtAuthenticationMechanism=mechanism(resource=self.RESOURCE, audience=[AUDIENCE, self.RESOURCE]),
            cors={"allowed-origins": ["https://app.example"]},
            originVetoer={"enabled": True, "whitelist": ["https://app.example"]}))
        answer = server.request("GET", self.WELL_KNOWN, headers={"Origin": "https://inspector.example"})
        self.assertEqual((answer.status, answer["Access-Control-Allow-Origin"]), (200, "*"))
        self.assertEqual(server.stop(), 0)

    def test_other_paths_there_are_not_found_without_a_token(self):
        for path in ("/other", "/mcp/more"):
            self.assertEqual(self.server.request("GET", self.WELL_KNOWN + path).status, 404, path)

    def test_a_server_without_a_resource_has_none(self):
        server = Server()
        self.assertEqual(server.request("GET", self.WELL_KNOWN).status, 404)
        server.stop()


if __name__ == "__main__":
    main()
