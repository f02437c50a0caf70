"""Envoy's interface ext_authz as bytes (protobuf's wire format), written by hand: so its numbers are checked, too."""

from dataclasses import dataclass, field

import grpc

PATIENCE = 60


def varint(number):
    encoded = bytearray()
    while number > 127:
        encoded.append(number & 127 | 128)
        number >>= 7
    return bytes([*encoded, number])


def member(number, content):
    """A member that is text, bytes or a message."""
    content = content.encode() if isinstance(content, str) else content
    return varint(number << 3 | 2) + varint(len(content)) + content


def members(message):
    """(number, value) of each member."""
    at = 0

    def read_varint():
        nonlocal at
        number = shift = 0
        while True:
            byte = message[at]
            at += 1
            number |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return number

    while at < len(message):
        tag = read_varint()
        value = read_varint()
        if tag & 7 == 2:
            at += value
            value = message[at - value:at]
        elif tag & 7 != 0:
            raise AssertionError(f"an unexpected member {tag}")
        yield tag >> 3, value


def question(*fields, method="GET", path="/orders", host="api.example", scheme="https", is_raw=True, more=b""):
    """A CheckRequest; without a method, path, host or scheme that is None. Fields that are not raw are in a map."""
    http = b"".join(member(number, text) for number, text in ((2, method), (4, path), (5, host), (6, scheme))
                    if text is not None)
    if is_raw:
        each = b"".join(member(1, member(1, name) + member(3, value)) for name, value in fields)
        http += member(13, each)
    else:
        http += b"".join(member(3, member(1, name) + member(2, value)) for name, value in fields)
    return member(1, member(4, member(2, http + more)))


@dataclass
class Field:
    name: str
    value: str
    action: int  # 0: a field more, 2: in place of those that are there
    keeps_empty: bool


def field_of(option):
    found = dict(members(option))
    header = dict(members(found[1]))
    return Field(header[1].decode(), header.get(2, b"").decode(), found.get(3, 0), bool(found.get(4, 0)))


@dataclass
class Verdict:
    """A CheckResponse."""

    code: int = 0
    status: int = 200
    fields: list = field(default_factory=list)
    removed: list = field(default_factory=list)  # of the client's request
    added: list = field(default_factory=list)  # to the answer that the client gets
    body: str = ""

    def __getitem__(self, name):
        """The values of this name."""
        return [one.value for one in self.fields if one.name == name]


def verdict(answer):
    read = Verdict()
    for number, value in members(answer):
        if number == 1:
            read.code = dict(members(value)).get(1, 0)
        elif number == 2:
            for inner, content in members(value):
                if inner == 1:
                    read.status = dict(members(content))[1]
                elif inner == 2:
                    read.fields.append(field_of(content))
                elif inner == 3:
                    read.body = content.decode()
        elif number == 3:
            for inner, content in members(value):
                if inner == 5:
                    read.removed.append(content.decode())
                else:
                    {2: read.fields, 6: read.added}[inner].append(field_of(content))
    # Envoy lets in by the code alone.
    assert (read.code == 0) == (read.status == 200), read
    return read


class Asking:
    """A connection to a gate."""

    def __init__(self, place, compression=None, authority=None):
        """By TLS with the PEM of an authority."""
        options = [("grpc.use_local_subchannel_pool", 1)]
        if authority:
            self.channel = grpc.secure_channel(place, grpc.ssl_channel_credentials(authority), options, compression)
        else:
            self.channel = grpc.insecure_channel(place, options, compression)
        self.call = self.channel.unary_unary("/envoy.service.auth.v3.Authorization/Check")

    def ask(self, *fields, bearer=None, **more):
        return self.ask_bytes(question(*fields, *([("authorization", "Bearer " + bearer)] if bearer else []), **more))

    def ask_bytes(self, asked):
        return verdict(self.call(asked, timeout=PATIENCE))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.channel.close()
