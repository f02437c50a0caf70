"""Pairs of certificate and key that no server can use, each with the sentence that says why."""

import re

from support import FolderTest
from tls_support import issued, new_key, openssl


class PairTest(FolderTest):
    def write(self, name, content):
        path = self.folder / name
        path.write_text(content)
        return path

    def encrypted(self, key):
        path = self.folder / "encrypted.key"
        openssl("pkey", "-in", key, "-aes256", "-passout", "pass:hunter2", "-out", path)
        return path

    def self_signed(self, kind):
        key, chain = self.folder / f"{kind}.key", self.folder / f"{kind}.pem"
        new_key(key, kind)
        openssl("req", "-x509", "-new", "-key", key, "-subj", "/CN=localhost", "-out", chain)
        return chain, key

    def bad_pairs(self):
        """A name, the pair, which file is at fault and the message."""
        chain, key = issued()
        other_chain, other_key = issued("other")
        leaf, intermediate = (part + "-----END CERTIFICATE-----\n" for part in
                              chain.read_text().split("-----END CERTIFICATE-----\n")[:2])
        cut = self.write("cut.pem", chain.read_text()[:-200])
        weak_chain, weak_key = self.self_signed("weak")
        absent, empty = self.folder / "absent.pem", self.write("empty.pem", "")
        certificate, private = "certificate-file", "private-key-file"
        yield "absent certificate", (absent, key), certificate, "No such file"
        yield "absent key", (chain, absent), private, "No such file"
        yield "a folder", (self.folder, key), certificate, "cannot be read"
        yield "empty certificate", (empty, key), certificate, "no certificate in it"
        yield "empty key", (chain, empty), private, "no private key in it"
        yield "text", (self.write("text.pem", "no certificate\n" * 50), key), certificate, "no certificate in it"
        yield "DER", (self.write("zeros.pem", "\0" * 500), key), certificate, "no certificate in it"
        yield "too large", (self.write("large.pem", "x" * 2_000_000), key), certificate, "larger than 1 MiB"
        yield "cut", (cut, key), certificate, "certificate 2 cannot be read"
        yield "key in the place of the certificate", (key, key), certificate, "no certificate in it"
        yield "certificate in the place of the key", (chain, chain), private, "no private key in it"
        yield "broken key", (chain, self.write("broken.key", re.sub("(?m)^M", "A", key.read_text()))), private, \
            "cannot be read"
        yield "another's key", (chain, other_key), private, "is not the key of the certificate in"
        yield "another's certificate", (other_chain, key), private, "is not the key of the certificate in"
        yield "wrong order", (self.write("turned.pem", intermediate + leaf), key), certificate, \
            "the private key is that of certificate 2"
        yield "encrypted key", (chain, self.encrypted(key)), private, \
            "is encrypted, and there is no certificate-password"
        yield "weak key", (weak_chain, weak_key), certificate, "key too small"
        under_weak = self.write("under_weak.pem", leaf + weak_chain.read_text())
        yield "weak key of an issuer", (under_weak, key), certificate, \
            "certificate 2 cannot be used: ca key too small"
