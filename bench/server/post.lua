-- What wrk sends for POST: a document of usual size, without an _id.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"title":"A note of usual size","text":"' .. string.rep("x", 120) ..
  '","count":7,"tags":["a","b","c"],"nested":{"at":{"$date":1577934245000},"done":false}}'
