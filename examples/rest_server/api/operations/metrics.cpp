// What the server tells of itself goes in, Prometheus' text comes out. The counts are kept by the code that
// counts, so that counting costs a request nothing; here they get their names.
#include "api/operations/metrics.hpp"

#include <limits>

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

namespace rest::api {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

class Families {
 public:
  MetricFamily& begin(MetricType type, std::string name, std::string help) {
    families_.push_back({"jwtauth_" + std::move(name), std::move(help), type, {}});
    return families_.back();
  }

  void addGauge(std::string name, std::string help, double value) {
    addValue(begin(MetricType::Gauge, std::move(name), std::move(help)), {}, value);
  }

  void addCounter(std::string name, std::string help, std::uint64_t count) {
    addValue(begin(MetricType::Counter, std::move(name), std::move(help)), {}, static_cast<double>(count));
  }

  static void addValue(MetricFamily& family, Labels labels, double value) {
    ClientMetric metric;
    metric.label = std::move(labels);
    (family.type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
    family.metric.push_back(std::move(metric));
  }

  std::string text() const { return prometheus::TextSerializer().Serialize(families_); }

 private:
  std::vector<MetricFamily> families_;
};

void addAnswers(Families& families, const http::Traffic& traffic) {
  MetricFamily& family =
      families.begin(MetricType::Counter, "http_requests_total", "Requests answered, by method and class of status.");
  for (std::size_t method = 0; method < traffic.answers.size(); ++method) {
    for (std::size_t digit = 0; digit < traffic.answers[method].size(); ++digit) {
      const std::uint64_t count = traffic.answers[method][digit];
      if (count == 0) continue;
      const std::string status = std::to_string(digit + 1) + "xx";
      Families::addValue(family, {{"method", std::string(http::countedMethods[method])}, {"status", status}},
                         static_cast<double>(count));
    }
  }
}

void addLatencies(Families& families, const http::Traffic& traffic) {
  ClientMetric metric;
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < traffic.latencies.size(); ++i) {
    count += traffic.latencies[i];
    const bool isBound = i < http::latencyBounds.size();
    const double bound = isBound ? std::chrono::duration<double>(http::latencyBounds[i]).count()
                                 : std::numeric_limits<double>::infinity();
    metric.histogram.bucket.push_back({count, bound});
  }
  metric.histogram.sample_count = count;
  metric.histogram.sample_sum = static_cast<double>(traffic.microseconds) / 1e6;
  families
      .begin(MetricType::Histogram, "http_request_duration_seconds",
             "Time from a request's end to the last byte of its answer.")
      .metric.push_back(std::move(metric));
}

void addRefusals(Families& families, const Refusals& refusals) {
  MetricFamily& family = families.begin(MetricType::Counter, "refusals_total",
                                        "Requests that authentication or the permissions refused, by reason.");
  Refusals::forEachCode([&](jwtauth::ErrorCode code) {
    Families::addValue(family, {{"code", std::string(nameOf(code))}}, static_cast<double>(refusals.count(code)));
  });
}

void addKeys(Families& families, const std::vector<IssuerKeys>& issuers) {
  MetricFamily ready{"jwtauth_keys_ready", "Whether the issuer's tokens can be verified.", MetricType::Gauge, {}};
  MetricFamily age{"jwtauth_keys_age_seconds", "Time since the issuer's keys were fetched.", MetricType::Gauge, {}};
  MetricFamily failures{
      "jwtauth_key_fetch_failures_total", "Fetches of the issuer's keys that failed.", MetricType::Counter, {}};
  for (const IssuerKeys& keys : issuers) {
    const Labels labels{{"issuer", keys.issuer}};
    if (!keys.provider) {
      Families::addValue(ready, labels, 1);
      continue;
    }
    const jwtauth::RemoteJwksStatus status = keys.provider->status();
    Families::addValue(ready, labels, status.ready ? 1 : 0);
    Families::addValue(failures, labels, static_cast<double>(status.failures));
    if (!status.lastSuccess) continue;
    Families::addValue(age, labels, (jwtauth::wallNow() - *status.lastSuccess).count());
  }
  for (MetricFamily* family : {&ready, &age, &failures}) {
    families.begin(family->type, family->name.substr(sizeof "jwtauth_" - 1), family->help).metric =
        std::move(family->metric);
  }
}

void addTls(Families& families, const http::ServerReport& server) {
  if (!server.certificateGoodUntil) return;
  const std::chrono::duration<double> goodUntil = server.certificateGoodUntil->time_since_epoch();
  families.addGauge("tls_certificate_expires_timestamp_seconds", "When the certificate of HTTPS expires, as Unix time.",
                    goodUntil.count());
  families.addCounter("tls_failed_handshakes_total", "TLS handshakes that failed.", server.failedHandshakes);
}

}  // namespace

std::string prometheusText(const Metrics& metrics) {
  const http::ServerReport& server = metrics.server;
  Families families;
  addAnswers(families, server.traffic);
  addLatencies(families, server.traffic);
  families.addCounter("http_response_body_bytes_total", "Bytes of bodies sent.", server.traffic.bodyBytes);
  families.addGauge("http_connections", "Connections that are open.", static_cast<double>(server.openConnections));
  families.addGauge("pool_threads", "Threads that may block.", static_cast<double>(server.threads));
  families.addGauge("pool_busy_threads", "Threads that do something.", static_cast<double>(server.busyThreads));
  families.addGauge("pool_waiting_requests", "Requests that wait for a thread.",
                    static_cast<double>(server.waitingWork));
  addTls(families, server);
  addRefusals(families, metrics.refusals);
  addKeys(families, metrics.issuers);
  if (metrics.storeAnswers) {
    families.addGauge("store_up", "Whether the store answers.", *metrics.storeAnswers ? 1 : 0);
  }
  families.addCounter("log_lines_dropped_total", "Lines that the log could not take in time.", metrics.droppedLogLines);
  return families.text();
}

}  // namespace rest::api
