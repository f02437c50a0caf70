"""PyJWT in the protocol of the peers."""

import jwt
from protocol import AUDIENCE, ISSUER, serve


def prepare(algorithm, text):
    key = jwt.algorithms.get_default_algorithms()[algorithm].prepare_key(text)
    required = {"require": ["exp", "iss", "aud"]}
    return lambda token: jwt.decode(token, key, algorithms=[algorithm], issuer=ISSUER, audience=AUDIENCE,
                                    options=required)


serve(jwt.__version__, prepare)
