"""Asks whom an Authorization field names, by the configuration in a file, from Python and without a compiler:

    verify.py LIBRARY CONFIGURATION AUTHORIZATION
"""
import ctypes
import sys
from pathlib import Path


# region: declare
class Text(ctypes.Structure):
    _fields_ = [("data", ctypes.c_char_p), ("size", ctypes.c_size_t)]


class Request(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t),
                ("authorization", ctypes.POINTER(Text)), ("authorization_count", ctypes.c_size_t),
                ("dpop", ctypes.POINTER(Text)), ("dpop_count", ctypes.c_size_t),
                ("method", Text), ("url", Text), ("client_certificate", Text)]


def load(path):
    jwtauth = ctypes.CDLL(path)
    handle = ctypes.c_void_p
    for name, result, *arguments in [
            ("mechanism_from_json", handle, ctypes.c_char_p, ctypes.c_size_t, ctypes.POINTER(handle)),
            ("authenticate", ctypes.c_int, handle, ctypes.POINTER(Request), ctypes.POINTER(handle)),
            ("http_status", ctypes.c_int, ctypes.c_int),
            ("error_name", ctypes.c_char_p, ctypes.c_int),
            ("principal_name", ctypes.c_char_p, handle),
            ("message_text", ctypes.c_char_p, handle),
            ("mechanism_free", None, handle), ("principal_free", None, handle), ("message_free", None, handle)]:
        function = getattr(jwtauth, "jwtauth_" + name)
        function.restype, function.argtypes = result, arguments
    return jwtauth
# endregion


# region: use
class Mechanism:
    def __init__(self, jwtauth, configuration):
        self.jwtauth, refusal = jwtauth, ctypes.c_void_p()
        self.handle = jwtauth.jwtauth_mechanism_from_json(configuration, len(configuration), ctypes.byref(refusal))
        sentence = jwtauth.jwtauth_message_text(refusal).decode()
        jwtauth.jwtauth_message_free(refusal)
        if not self.handle:
            raise ValueError(sentence)

    def authenticate(self, *authorization):
        """The values of all Authorization fields go in; a status, a name of an error and the user's name come out."""
        fields = (Text * len(authorization))(*[Text(value, len(value)) for value in authorization])
        request = Request(ctypes.sizeof(Request), fields, len(fields))
        principal = ctypes.c_void_p()
        error = self.jwtauth.jwtauth_authenticate(self.handle, ctypes.byref(request), ctypes.byref(principal))
        name = self.jwtauth.jwtauth_principal_name(principal)
        self.jwtauth.jwtauth_principal_free(principal)
        return (self.jwtauth.jwtauth_http_status(error), self.jwtauth.jwtauth_error_name(error).decode(),
                name.decode() if name is not None else None)

    def __del__(self):
        self.jwtauth.jwtauth_mechanism_free(self.handle)
# endregion


if __name__ == "__main__":
    library, configuration, authorization = sys.argv[1:]
    mechanism = Mechanism(load(library), Path(configuration).read_bytes())
    print(*mechanism.authenticate(authorization.encode()))
