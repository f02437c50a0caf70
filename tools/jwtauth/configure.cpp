// An issuer goes in, and perhaps one of its tokens; a commented block of configuration comes out, as narrow as these
// allow. What a person has to decide stands in comments and is never guessed. Refused: an issuer without usable keys.
#include <algorithm>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jwtauth/config_json.hpp"
#include "jwtauth/remote_key_source.hpp"
#include "src/text/base64url.hpp"
#include "src/text/terminal_text.hpp"
#include "src/text/token_parts.hpp"
#include "tools/jwtauth/authorization_text.hpp"
#include "tools/jwtauth/command.hpp"
#include "tools/jwtauth/files.hpp"
#include "tools/jwtauth/known_issuers.hpp"
#include "tools/jwtauth/token_input.hpp"

namespace jwtauth::commandLine {
namespace {

using Json = nlohmann::ordered_json;

constexpr auto configureDescription = "Write the configuration for an issuer.";

constexpr auto configureClosing =
    R"(Fetches the issuer's metadata and keys as a server does, looks at one token if it is given, and
writes a block for jwtAuthenticationMechanism to the standard output. What it cannot know stands
in the comments, as something to decide; until then the block is refused by name.
The token is not verified: it shows which claims its issuer writes.

Exit status:
  0  written
  1  the issuer's keys are unavailable, or cannot be used
  2  arguments or the token cannot be used

Example:
  jwtauth configure --issuer https://sso.example/realms/shop --audience orders-api
  jwtauth configure --issuer https://tenant.eu.auth0.com/ --token token.txt > jwt.yml)";

constexpr std::size_t longestToken = 1024 * 1024;

struct ConfigureOptions {
  std::string issuer, audience, token, caFile;
  bool acceptPlainHttp = false;
  bool acceptPrivateAddresses = false;
};

const KnownIssuer* recognise(const std::string& issuer) {
  const auto* found = std::find_if(std::begin(knownIssuers), std::end(knownIssuers),
                                   [&](const KnownIssuer& one) { return issuer.find(one.mark) != std::string::npos; });
  return found == std::end(knownIssuers) ? nullptr : found;
}

/// What one token shows, unverified.
struct Sample {
  Json header = Json::object(), payload = Json::object();
};

Json objectIn(std::string_view part) {
  const auto text = decodeBase64Url(part);
  Json json = text ? Json::parse(*text, nullptr, false) : Json();
  if (!json.is_object()) throw UsageError("--token: not a JWT; jwtauth inspect says more");
  return json;
}

std::optional<Sample> sampleOf(const ConfigureOptions& options) {
  if (options.token.empty()) return std::nullopt;
  const std::string text =
      options.token == "-" ? readStandardInput(longestToken) : readFile(options.token, longestToken);
  const std::string token = tokenOf(readAuthorization(text));
  const TokenParts parts = partsOf(token);
  if (parts.count != 3) throw UsageError("--token: not a JWT; jwtauth inspect says more");
  return Sample{objectIn(parts.header), objectIn(parts.payload)};
}

std::string textIn(const Json& object, const char* name) {
  const auto member = object.find(name);
  return member != object.end() && member->is_string() ? member->get<std::string>() : std::string();
}

std::string inQuotes(const std::string& text) {
  return Json(text).dump(-1, ' ', true, Json::error_handler_t::replace);
}

std::string comment(std::string_view text) {
  return "  # " + displayed(text, 400) + '\n';
}

std::string assignment(std::string_view setting, std::string_view value, std::string_view why = {}) {
  std::string line = "  " + std::string(setting) + ": " + std::string(value);
  if (!why.empty()) line += "  # " + std::string(why);
  return line + '\n';
}

/// Whether the library that runs here has the setting in this form.
bool isUnderstood(const Line& line) {
  try {
    mechanismsFromJson("{\"" + std::string(line.setting) + "\": " + std::string(line.value) + "}");
    return true;
  } catch (const ConfigurationError&) {
    return false;
  }
}

/// The algorithms that published keys are certain to be for: by `alg`, or by a curve.
std::vector<Algorithm> certainAlgorithms(const std::vector<KeyDescription>& keys) {
  std::vector<Algorithm> algorithms;
  for (const KeyDescription& key : keys) {
    const bool isKnown =
        std::find(algorithms.begin(), algorithms.end(),
                  key.algorithms.empty() ? Algorithm::RS256 : key.algorithms.front()) != algorithms.end();
    if (key.algorithms.size() == 1 && !isKnown) algorithms.push_back(key.algorithms.front());
  }
  return algorithms;
}

std::string algorithmLines(const std::vector<KeyDescription>& keys, const std::optional<Sample>& sample) {
  const std::vector<Algorithm> certain = certainAlgorithms(keys);
  const auto sent = sample ? parseAlgorithm(textIn(sample->header, "alg")) : Result<Algorithm>(Error{});
  if (sent && !isHmac(*sent)) return assignment("algorithm", nameOf(*sent), "as the token is signed");
  if (certain.size() == 1) return assignment("algorithm", nameOf(certain.front()), "as the published keys say");
  if (certain.empty()) return assignment("algorithm", "RS256", "the usual one: the published keys do not say");
  std::string names;
  for (const Algorithm one : certain) names += (names.empty() ? "" : ", ") + std::string(nameOf(one));
  return comment("DECIDE algorithm: the published keys are for " + names + "; a token's header says which (--token).") +
         assignment("algorithm", "\"<" + names + ">\"");
}

std::string audienceLines(const ConfigureOptions& options, const KnownIssuer* known,
                          const std::optional<Sample>& sample) {
  if (!options.audience.empty()) return assignment("audience", inQuotes(options.audience));
  const bool isGivenByIssuer = known != nullptr && known->lines.front().setting == "audience";
  if (isGivenByIssuer) return {};
  std::string lines = comment("DECIDE audience: what says that a token is meant for this server.");
  if (sample && sample->payload.contains("aud"))
    lines += comment("The token has aud " + sample->payload["aud"].dump() + '.');
  return lines + assignment("audience", "\"<your API>\"");
}

bool has(const Sample& sample, const std::string& claim) {
  if (!claim.starts_with('/')) return sample.payload.contains(claim);
  return sample.payload.contains(Json::json_pointer(claim));
}

/// A claim that a line names, where it names one alone.
std::string claimOf(const Line& line) {
  const Json value = Json::parse(line.value);
  if (value.is_string()) return value.get<std::string>();
  return value.is_object() ? value.value("claim", "") : "";
}

std::string advisedLine(const Line& line, const std::optional<Sample>& sample) {
  if (!isUnderstood(line)) {
    return comment(std::string(line.setting) + ": " + std::string(line.value) + " (" + std::string(line.why) +
                   "; this version does not know it)");
  }
  const bool namesClaim = line.setting == "usernameClaim" || line.setting == "rolesClaim";
  const std::string claim = namesClaim ? claimOf(line) : std::string();
  if (sample && !claim.empty() && !has(*sample, claim)) {
    return comment("DECIDE " + std::string(line.setting) + ": " + std::string(line.value) +
                   " is usual, and the token has no such claim.");
  }
  return assignment(line.setting, line.value, line.why);
}

std::string sampleLines(const ConfigureOptions& options, const Sample& sample) {
  std::string names;
  for (const auto& [name, value] : sample.payload.items()) names += (names.empty() ? "" : ", ") + name;
  std::string lines = comment("The token has the claims " + names + '.');
  const std::string issuer = sample.payload.contains("iss") ? sample.payload["iss"].dump() : "none";
  if (issuer != inQuotes(options.issuer)) {
    lines += comment("ATTENTION: the token's iss is " + issuer + ", so this block refuses it. Is it another issuer's?");
  }
  if (textIn(sample.header, "typ") == "at+jwt") lines += assignment("requiredType", "at+jwt", "keeps ID tokens out");
  return lines;
}

std::string blockOf(const ConfigureOptions& options, const std::vector<KeyDescription>& keys,
                    const std::optional<Sample>& sample) {
  const KnownIssuer* known = recognise(options.issuer);
  std::string block = "jwtAuthenticationMechanism:\n";
  block +=
      comment("Written by jwtauth configure" + (known != nullptr ? " for " + std::string(known->name) : std::string()) +
              ". Look at each line marked DECIDE.");
  block += algorithmLines(keys, sample);
  block += assignment("issuer", inQuotes(options.issuer));
  block += assignment("issuerDiscovery", "true");
  if (!options.caFile.empty()) block += assignment("caFile", inQuotes(options.caFile));
  if (options.acceptPlainHttp) block += assignment("acceptPlainHttp", "true", "for tests alone");
  if (options.acceptPrivateAddresses) block += assignment("acceptPrivateAddresses", "true");
  block += audienceLines(options, known, sample);
  if (known != nullptr) {
    for (const Line& line : known->lines) {
      const bool isDecided = line.setting == "audience" && !options.audience.empty();
      if (!line.setting.empty() && !isDecided) block += advisedLine(line, sample);
    }
    if (!known->decide.empty()) block += comment("DECIDE " + std::string(known->decide));
  }
  return sample ? block + sampleLines(options, *sample) : block;
}

ExitStatus configure(const ConfigureOptions& options) {
  const std::optional<Sample> sample = sampleOf(options);
  RemoteJwksOptions remote;
  remote.caFile = options.caFile;
  remote.acceptPlainHttp = options.acceptPlainHttp;
  remote.acceptPrivateAddresses = options.acceptPrivateAddresses;
  const auto provider = discover(options.issuer, remote);
  if (!provider->prefetch()) {
    std::cerr << "jwtauth: " << displayed(provider->status().lastFailureReason) << '\n';
    return refused;
  }
  std::cout << blockOf(options, provider->describe(), sample);
  return succeeded;
}

}  // namespace

void addConfigure(CLI::App& application, Action& chosen) {
  CLI::App* command = application.add_subcommand("configure", configureDescription)->footer(configureClosing);
  const auto options = std::make_shared<ConfigureOptions>();
  command->add_option("--issuer", options->issuer, "The issuer, exactly as its tokens name it.")
      ->type_name("URL")
      ->required();
  command->add_option("--audience", options->audience, "What says that a token is meant for this server.")
      ->type_name("AUDIENCE");
  command->add_option("--token", options->token, "File with one of its tokens; - for the standard input.")
      ->type_name("FILE");
  command->add_option("--ca-file", options->caFile, "Trusted authorities in PEM, instead of the system's.")
      ->type_name("FILE");
  command->add_flag("--accept-plain-http", options->acceptPlainHttp, "Accept http: URLs, too.");
  command->add_flag("--accept-private-addresses", options->acceptPrivateAddresses,
                    "Let a public issuer lead to private addresses.");
  command->callback([options, &chosen] { chosen = [options] { return configure(*options); }; });
}

}  // namespace jwtauth::commandLine
