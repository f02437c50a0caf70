"""beside_openssl.py hides|fetches PROGRAM: the command line jwtauth, linked with a static libcrypto.

hides: its dynamic symbols name no function of a libcrypto, which libssl would call in place of its own.
fetches: it reads a JWK Set by https, from a server here whose certificate it is told to trust.
"""

import http.server
import os
import pathlib
import ssl
import subprocess
import sys
import tempfile
import threading


def hides(program):
    shown = subprocess.run([os.environ["NM"], "--dynamic", "--defined-only", program], check=True, capture_output=True,
                           text=True).stdout
    names = [line.split()[-1] for line in shown.splitlines()]
    mistaken = [name for name in names if name.startswith(("EVP_", "RSA_", "EC_", "ERR_", "SHA", "OPENSSL_", "CRYPTO_"))]
    assert not mistaken, mistaken


class OneSet(http.server.BaseHTTPRequestHandler):
    body = b""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_):
        pass


def fetches(program):
    with tempfile.TemporaryDirectory() as folder:
        key, certificate = (str(pathlib.Path(folder, name)) for name in ("key.pem", "certificate.pem"))
        subprocess.run([os.environ["OPENSSL"], "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out",
                        certificate, "-days", "2", "-subj", "/CN=localhost", "-addext",
                        "subjectAltName=DNS:localhost"], check=True, capture_output=True)
        # RFC 7517 A.1
        OneSet.body = (b'{"keys":[{"kty":"EC","crv":"P-256","kid":"1","use":"sig",'
                       b'"x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",'
                       b'"y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}')
        server = http.server.HTTPServer(("127.0.0.1", 0), OneSet)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        done = subprocess.run([program, "keys", "--json", "--ca-file", certificate, "--jwks-url",
                               f"https://localhost:{server.server_port}/"], capture_output=True, text=True)
        server.shutdown()
    assert done.returncode == 0 and "ES256" in done.stdout, done


{"hides": hides, "fetches": fetches}[sys.argv[1]](sys.argv[2])
