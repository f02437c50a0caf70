-- Asks a gate (`jwtauth serve`) whether a request may pass.
local http = require("socket.http")
http.TIMEOUT = 5

local gate = "http://127.0.0.1:9180/"
local asked = { "Authorization", "DPoP" }
local identity = { "X-Auth-User", "X-Auth-Roles", "X-Auth-Scopes" }
local forTheClient = { "WWW-Authenticate", "DPoP-Nonce", "Retry-After", "Cache-Control" }

-- What the client says of itself is deleted, with underscores too, which many applications take for dashes. So is a
-- list of fields to be taken away if it names them.
local function forget(r)
  for name in pairs(r:headers_in_table()) do
    if name:lower():find("^x[-_]auth") then r.headers_in[name] = nil end
  end
  if (r.headers_in["Connection"] or ""):lower():find("auth") then r.headers_in["Connection"] = nil end
end

function check(r)
  forget(r)
  local host = r.headers_in["Host"] or ""
  local question = {
    ["Host"] = host,
    ["X-Forwarded-Method"] = r.method,
    ["X-Forwarded-Uri"] = r.unparsed_uri,
    ["X-Forwarded-Host"] = host,
    ["X-Forwarded-Proto"] = r.is_https and "https" or "http",
    ["X-Forwarded-For"] = r.useragent_ip,
  }
  for _, name in ipairs(asked) do
    question[name] = r.headers_in[name]
  end

  local answered, status, fields = http.request({ url = gate, headers = question, redirect = false })
  if not answered then return 503 end
  if status ~= 200 then
    for _, name in ipairs(forTheClient) do
      r.err_headers_out[name] = fields[name:lower()]
    end
    return status >= 400 and status or 503
  end
  for _, name in ipairs(identity) do
    r.headers_in[name] = fields[name:lower()]
  end
  return apache2.OK
end
