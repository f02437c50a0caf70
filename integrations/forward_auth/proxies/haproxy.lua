-- Asks a gate (`jwtauth serve`) whether a request may pass: http-request lua.jwtauth ADDRESS:PORT
local asked = { "authorization", "dpop" }
local identity = { "x-auth-user", "x-auth-roles", "x-auth-scopes" }
local forTheClient = { "www-authenticate", "dpop-nonce", "retry-after", "cache-control", "content-type" }

core.register_action("jwtauth", { "http-req" }, function(txn, gate)
  local fields = txn.http:req_get_headers()
  local host = fields["host"] and fields["host"][0] or ""
  local question = {
    ["host"] = { host },
    ["x-forwarded-method"] = { txn.sf:method() },
    ["x-forwarded-uri"] = { txn.sf:pathq() },
    ["x-forwarded-host"] = { host },
    ["x-forwarded-proto"] = { txn.f:ssl_fc() == 1 and "https" or "http" },
    ["x-forwarded-for"] = { txn.sf:src() },
  }
  for _, name in ipairs(asked) do
    question[name] = fields[name]
  end

  local answer = core.httpclient():get({ url = "http://" .. gate .. "/", headers = question, timeout = 5000 })
  if answer.status == 200 then
    for _, name in ipairs(identity) do
      txn.http:req_set_header(name, answer.headers[name][0])
    end
    txn:set_var("txn.let_in", true)
    return
  end

  local refusal = txn:reply({ status = answer.status >= 400 and answer.status or 503 })
  for _, name in ipairs(forTheClient) do
    for _, value in pairs(answer.headers and answer.headers[name] or {}) do
      refusal:add_header(name, value)
    end
  end
  refusal:set_body(answer.body or "")
  txn:done(refusal)
end, 1)
