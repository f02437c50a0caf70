// The place of a JWK Set goes in; its keys come out, each with what it is used for, or why it is not. Refused: a set
// that cannot be had.
#include <algorithm>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "jwtauth/remote_key_source.hpp"
#include "src/text/terminal_text.hpp"
#include "tools/jwtauth/command.hpp"
#include "tools/jwtauth/terminal.hpp"

namespace jwtauth::commandLine {
namespace {

using Json = nlohmann::ordered_json;

constexpr auto keysDescription = "Show the keys that an issuer publishes.";

constexpr auto keysClosing =
    R"(The set is fetched as a server fetches it: by https with a certificate that verifies, at most
256 KiB, within 5 seconds. Each key is shown with its id, type and size, the algorithms that it
is good for, and remarks.

Exit status:
  0  at least one key can be used
  1  the set is unavailable, or has no usable key
  2  arguments cannot be used

Example:
  jwtauth keys --issuer https://tenant.eu.auth0.com/
  jwtauth keys --jwks-file keys/jwks.json)";

struct KeysOptions {
  std::string issuer;
  std::string url;
  std::string file;
  std::string caFile;
  bool acceptPlainHttp = false;
  bool acceptPrivateAddresses = false;
  bool json = false;
};

std::shared_ptr<RemoteKeyProvider> providerOf(const KeysOptions& options) {
  const auto places = {options.issuer.empty(), options.url.empty(), options.file.empty()};
  if (std::count(places.begin(), places.end(), false) != 1) {
    throw UsageError("expected one of --issuer, --jwks-url and --jwks-file");
  }
  RemoteJwksOptions remote;
  remote.caFile = options.caFile;
  remote.acceptPlainHttp = options.acceptPlainHttp;
  remote.acceptPrivateAddresses = options.acceptPrivateAddresses;
  if (!options.issuer.empty()) return discover(options.issuer, remote);
  if (!options.url.empty()) return remoteJwks(options.url, remote);
  remote.algorithms.assign(allAlgorithms.begin(), allAlgorithms.end());
  return jwksFile(options.file, remote);
}

std::string materialOf(const KeyDescription& key) {
  std::string material = key.type.empty() ? "unknown type" : key.type;
  if (!key.curve.empty()) material += " " + displayed(key.curve);
  if (key.bits > 0) material += ", " + std::to_string(key.bits) + " bits";
  return material;
}

std::string algorithmsOf(const KeyDescription& key) {
  std::string names;
  for (const Algorithm algorithm : key.algorithms) names += (names.empty() ? "" : " ") + std::string(nameOf(algorithm));
  return names.empty() ? "not used" : names;
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

std::string rowsOf(const Painter& painter, const std::vector<KeyDescription>& keys) {
  std::size_t idWidth = 0, materialWidth = 0;
  for (const KeyDescription& key : keys) {
    idWidth = std::max(idWidth, displayed(key.keyId).size());
    materialWidth = std::max(materialWidth, materialOf(key).size());
  }
  std::string rows;
  for (const KeyDescription& key : keys) {
    const std::string id = key.keyId.empty() ? "(no kid)" : displayed(key.keyId);
    rows += padded(id, std::max<std::size_t>(idWidth, 8)) + "  " + padded(materialOf(key), materialWidth) + "  " +
            painter(key.algorithms.empty() ? Colour::red : Colour::green, algorithmsOf(key)) + '\n';
    if (!key.remark.empty()) rows += "  " + displayed(key.remark) + '\n';
  }
  return rows;
}

std::string jsonOf(const std::vector<KeyDescription>& keys) {
  Json list = Json::array();
  for (const KeyDescription& key : keys) {
    Json row{{"kid", key.keyId}, {"kty", key.type}};
    if (!key.curve.empty()) row["crv"] = key.curve;
    if (key.bits > 0) row["bits"] = key.bits;
    row["algorithms"] = Json::array();
    for (const Algorithm algorithm : key.algorithms) row["algorithms"].push_back(nameOf(algorithm));
    if (!key.remark.empty()) row["remark"] = key.remark;
    list.push_back(std::move(row));
  }
  return list.dump(-1, ' ', true, Json::error_handler_t::replace);
}

ExitStatus show(const KeysOptions& options) {
  const auto provider = providerOf(options);
  if (!provider->prefetch()) {
    std::cerr << "jwtauth: " << displayed(provider->status().lastFailureReason) << '\n';
    return refused;
  }
  const std::vector<KeyDescription> keys = provider->describe();
  std::cout << (options.json ? jsonOf(keys) + '\n' : rowsOf(Painter(), keys));
  return succeeded;
}

}  // namespace

void addKeys(CLI::App& application, Action& chosen) {
  CLI::App* command = application.add_subcommand("keys", keysDescription)->footer(keysClosing);
  const auto options = std::make_shared<KeysOptions>();
  command->add_option("--issuer", options->issuer, "Issuer whose metadata names the set.")->type_name("URL");
  command->add_option("--jwks-url", options->url, "URL of the set itself.")->type_name("URL");
  command->add_option("--jwks-file", options->file, "File that holds the set.")->type_name("FILE");
  command->add_option("--ca-file", options->caFile, "Trusted authorities in PEM, instead of the system's.")
      ->type_name("FILE");
  command->add_flag("--accept-plain-http", options->acceptPlainHttp, "Accept http: URLs, too.");
  command->add_flag("--accept-private-addresses", options->acceptPrivateAddresses,
                    "Let a public issuer lead to private addresses.");
  command->add_flag("--json", options->json, "One JSON array instead of text, for programs.");
  command->callback([options, &chosen] { chosen = [options] { return show(*options); }; });
}

}  // namespace jwtauth::commandLine
