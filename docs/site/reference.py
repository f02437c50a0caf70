"""The reference of the public headers."""


def pages():
    return {}
