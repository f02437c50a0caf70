"""The catalogue of request smuggling: heads and bodies that two programs on the way could read in different
ways. Each is followed by a second request that must never be answered."""

HIDDEN = b"GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n"
CHUNKED_HIDING = b"0\r\n\r\n" + HIDDEN
CHUNKED = b"Transfer-Encoding: chunked\r\n"


def _post(fields, body=CHUNKED_HIDING, host=b"Host: x\r\n", version=b"HTTP/1.1"):
    return b"POST /roles/x " + version + b"\r\n" + host + fields + b"\r\n" + body


def _length(text, body=b"{}" + HIDDEN):
    return _post(b"Content-Length" + text + b"\r\n", body)


def _coding(text, length=True):
    return _post((b"Content-Length: 4\r\n" if length else b"") + b"Transfer-Encoding" + text + b"\r\n")


def _chunk(body):
    return _post(CHUNKED, body + HIDDEN)


LENGTH_AND_CODING = {
    "CL.TE": _post(b"Content-Length: 4\r\n" + CHUNKED),
    "TE.CL": _post(CHUNKED + b"Content-Length: 4\r\n", b"5c\r\n" + HIDDEN + b"\r\n0\r\n\r\n"),
    "CL.TE, the length 0": _post(b"Content-Length: 0\r\n" + CHUNKED),
    "CL.TE on a GET": b"GET /roles/x HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n" + CHUNKED + b"\r\n" + CHUNKED_HIDING,
    "CL.TE in HTTP/1.0": _post(b"Content-Length: 4\r\n" + CHUNKED, version=b"HTTP/1.0"),
    "TE in HTTP/1.0": _post(CHUNKED, version=b"HTTP/1.0"),
    "CL.TE in small letters": _post(b"content-length: 4\r\ntransfer-encoding: chunked\r\n"),
}
LENGTHS = {
    "two lengths, different": _post(b"Content-Length: 2\r\nContent-Length: 40\r\n", b"{}" + HIDDEN),
    "two lengths, the same": _post(b"Content-Length: 2\r\nContent-Length: 2\r\n", b"{}" + HIDDEN),
    "a list of lengths": _length(b": 2, 2"),
    "a list of different lengths": _length(b": 2, 40"),
    "a length with a sign": _length(b": +2"),
    "a negative length": _length(b": -2"),
    "a hexadecimal length": _length(b": 0x2"),
    "a length with a point": _length(b": 2.0"),
    "a length with an exponent": _length(b": 2e0"),
    "a length with an underscore": _length(b": 0_2"),
    "a length of two words": _length(b": 2 2"),
    "a length in quotes": _length(b': "2"'),
    "no length after the colon": _length(b":"),
    "a length beyond 64 bits": _length(b": 18446744073709551618"),
    "a length that wraps to 2 at 32 bits, twice": _post(b"Content-Length: 4294967298\r\nContent-Length: 2\r\n"),
    "a blank before the colon": _length(b" : 2"),
    "a tab before the colon": _length(b"\t: 2"),
    "a vertical tab before the length": _length(b": \x0b2"),
    "a NUL after the length": _length(b": 2\0"),
    "a length in other digits": _length(": \u0662".encode()),
    "a length on a folded line": _post(b"Content-Length:\r\n 2\r\nContent-Length: 40\r\n", b"{}" + HIDDEN),
}
CODINGS = {
    "gzip, chunked": _coding(b": gzip, chunked", length=False),
    "chunked, gzip": _coding(b": chunked, gzip", length=False),
    "chunked, identity": _coding(b": chunked, identity"),
    "identity": _coding(b": identity"),
    "chunked twice in a list": _coding(b": chunked, chunked", length=False),
    "chunked in two fields": _post(CHUNKED + CHUNKED),
    "identity and chunked in two fields": _post(b"Transfer-Encoding: identity\r\n" + CHUNKED),
    "xchunked": _coding(b": xchunked"),
    "chunked with a parameter": _coding(b": chunked;q=1", length=False),
    "chunked in quotes": _coding(b': "chunked"'),
    "chunked after a comma": _coding(b": , chunked", length=False),
    "chunked before a comma": _coding(b": chunked,", length=False),
    "a vertical tab before chunked": _coding(b": \x0bchunked"),
    "a NUL within chunked": _coding(b": chun\0ked"),
    "a NUL after the name": _coding(b"\0: chunked"),
    "a blank before the colon": _coding(b" : chunked"),
    "a tab before the colon": _coding(b"\t: chunked"),
    "a line feed before the name": _post(b"Content-Length: 4\r\nX: y\nTransfer-Encoding: chunked\r\n"),
    "a carriage return before the name": _post(b"Content-Length: 4\r\nX: y\rTransfer-Encoding: chunked\r\n"),
    "an underscore in the name": _post(b"Content-Length: 4\r\nTransfer_Encoding: chunked\r\nContent-Length: 4\r\n"),
    "chunked on a folded line": _coding(b":\r\n chunked"),
    "no coding after the colon": _coding(b":"),
}
CHUNKS = {
    "an invalid size": _chunk(b"x\r\n{}\r\n0\r\n\r\n"),
    "a size with a sign": _chunk(b"+2\r\n{}\r\n0\r\n\r\n"),
    "a negative size": _chunk(b"-2\r\n{}\r\n0\r\n\r\n"),
    "a size with 0x": _chunk(b"0x2\r\n{}\r\n0\r\n\r\n"),
    "a size beyond 64 bits": _chunk(b"10000000000000002\r\n{}\r\n0\r\n\r\n"),
    "a blank before the size": _chunk(b" 2\r\n{}\r\n0\r\n\r\n"),
    "no size": _chunk(b"\r\n{}\r\n0\r\n\r\n"),
    "a chunk longer than its size": _chunk(b"2\r\n{}x\r\n0\r\n\r\n"),
    "a chunk without its end": _chunk(b"2\r\n{}0\r\n\r\n"),
    "line feeds alone": _chunk(b"2\n{}\n0\n\n"),
    "a line feed after the size": _chunk(b"2\n{}\r\n0\r\n\r\n"),
    "a carriage return alone after the size": _chunk(b"2\r{}\r\n0\r\n\r\n"),
    "a trailer that is no field": _chunk(b"2\r\n{}\r\n0\r\nno field\r\n\r\n"),
    "a line feed within an extension": _chunk(b"2;a\nb\r\n{}\r\n0\r\n\r\n"),
}
HOSTS = {
    "no Host": _post(CHUNKED, host=b""),
    "two Hosts": _post(CHUNKED, host=b"Host: x\r\nHost: y\r\n"),
    "the same Host twice": _post(CHUNKED, host=b"Host: x\r\nHost: x\r\n"),
    "a list of Hosts": _post(CHUNKED, host=b"Host: x, y\r\n"),
    "a Host with a user": _post(CHUNKED, host=b"Host: a@x\r\n"),
    "a Host with a path": _post(CHUNKED, host=b"Host: x/hidden\r\n"),
    "a Host behind a blank line begin": _post(CHUNKED, host=b" Host: x\r\n"),
}
LINES = {
    "a blank at the first line's end": b"GET /roles/x HTTP/1.1 \r\nHost: x\r\n\r\n" + HIDDEN,
    "two blanks in the first line": b"POST  /roles/x HTTP/1.1\r\nHost: x\r\n\r\n" + HIDDEN,
    "a line feed in the target": b"GET /roles/\nx HTTP/1.1\r\nHost: x\r\n\r\n" + HIDDEN,
    "HTTP/0.9": b"GET /roles/x\r\n" + HIDDEN,
    "HTTP/1.2 by another name": b"GET /roles/x http/1.1\r\nHost: x\r\n\r\n" + HIDDEN,
    "a head of line feeds alone": b"GET /roles/x HTTP/1.1\nHost: x\n\n" + HIDDEN,
    "a folded line before the first field": b"GET /roles/x HTTP/1.1\r\n X: y\r\nHost: x\r\n\r\n" + HIDDEN,
    "a field without a colon": b"GET /roles/x HTTP/1.1\r\nHost: x\r\nContent-Length\r\n\r\n" + HIDDEN,
    "a field without a name": b"GET /roles/x HTTP/1.1\r\nHost: x\r\n: 4\r\n\r\n" + HIDDEN,
    "a preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + HIDDEN,
}
CATALOGUE = {f"{kind}: {name}": raw
             for kind, entries in (("both", LENGTH_AND_CODING), ("length", LENGTHS), ("coding", CODINGS),
                                   ("chunk", CHUNKS), ("host", HOSTS), ("line", LINES))
             for name, raw in entries.items()}
