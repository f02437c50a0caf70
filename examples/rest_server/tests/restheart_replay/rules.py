"""Turns a recorded answer into the one that our server should give, by the differences that hold for all answers of a
kind. Each rule has its line in docs/restheart-differences.md."""

from restheart_replay.comparison import LISTS, Json, Maybe, Wanted

EXPOSED = "Location, ETag, WWW-Authenticate, DPoP-Nonce, Retry-After"
ALLOWED = {"DPoP", "If-Match", "If-None-Match"}


def _error_body(request, wanted):
    if wanted.status >= 400:
        wanted.body = None if request["method"] == "HEAD" else Json(
            {"http status code": wanted.status, "http status description": "<text>", "message": "<text>"})


def _content_type(request, wanted):
    if wanted.body is None:
        wanted.fields.pop("Content-Type", None)
    elif wanted.status >= 400:
        wanted.fields["Content-Type"] = "application/json"


def _cors(request, wanted):
    origin = next((value for name, value in request["headers"] if name.lower() == "origin"), "*")
    wanted.fields["Access-Control-Allow-Origin"] = origin
    wanted.fields["Access-Control-Allow-Credentials"] = "true"
    wanted.fields["Access-Control-Expose-Headers"] = EXPOSED


def _challenge(request, wanted):
    if wanted.status == 401:
        wanted.fields["WWW-Authenticate"] = "Bearer<text>"
    elif wanted.status == 403:
        wanted.fields["WWW-Authenticate"] = Maybe('Bearer<text>error="insufficient_scope"<text>')


def _etag_of_nothing(request, wanted):
    if wanted.status == 404:
        wanted.fields.pop("ETag", None)


def _preflight(request, wanted):
    if methods := wanted.fields.get("Access-Control-Allow-Methods"):
        allowed = set(methods.split(", ")) | {"OPTIONS"}
        wanted.fields["Access-Control-Allow-Methods"] = ", ".join(allowed | ({"HEAD"} if "GET" in allowed else set()))
        fields = set(wanted.fields["Access-Control-Allow-Headers"].split(", "))
        wanted.fields["Access-Control-Allow-Headers"] = ", ".join(fields | ALLOWED)


RULES = {"error body": _error_body, "content type": _content_type, "CORS fields": _cors, "challenge": _challenge,
         "ETag of nothing": _etag_of_nothing, "preflight": _preflight}


def _state(wanted):
    fields = {name: frozenset(value.split(", ")) if name in LISTS else value for name, value in wanted.fields.items()}
    return wanted.status, fields, repr(wanted.body)


def ours(request, wanted, used):
    """`used` collects the names of the rules that made a difference."""
    if wanted.status is None:
        return wanted
    wanted = Wanted(wanted.status, dict(wanted.fields), wanted.body)
    for name, apply in RULES.items():
        before = _state(wanted)
        apply(request, wanted)
        if _state(wanted) != before:
            used.add(name)
    return wanted


def recorded(exchange):
    """The answer as RESTHeart gave it."""
    response = exchange.response
    body = Json(response["json"]) if "json" in response else response["text"] or None
    fields = {name: value for name, value in response["headers"].items() if name != "Connection"}
    return Wanted(response["status"], fields, body)
