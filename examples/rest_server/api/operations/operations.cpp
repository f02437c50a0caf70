// What operators ask goes in, the answer comes out.
#include "api/operations/operations.hpp"

#include "api/operations/metrics.hpp"
#include "log.hpp"

namespace rest::api {

http::Response Operations::metrics() {
  http::Response response;
  response.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
  response.body = prometheusText({report_(), *refusals_, issuers_, probe_.storeAnswers(), droppedLogLines()});
  return response;
}

}  // namespace rest::api
