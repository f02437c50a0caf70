// A private key and claims go in, a signed token comes out and nothing besides. Refused: a key that does not fit the
// algorithm, and claims or header members that are not name=value.
#include <iostream>
#include <memory>
#include <utility>
#include <vector>

#include "jwtauth/testing.hpp"
#include "tools/jwtauth/command.hpp"
#include "tools/jwtauth/duration.hpp"
#include "tools/jwtauth/files.hpp"
#include "tools/jwtauth/shared_options.hpp"

namespace jwtauth::commandLine {
namespace {

constexpr std::size_t longestKeyFile = 64 * 1024;

constexpr auto mintDescription = "Sign a token.";

constexpr auto mintClosing =
    R"(Prints one token on one line. Its claims are iss, sub, aud, iat (now), exp and the given ones; its
header has alg, typ and kid. Given claims replace the usual ones. With a negative --expires-in
the token has already expired.

Examples:
  A token for an hour, with two claims of its own:
    jwtauth mint --key keys/private.pem --issuer https://issuer.example/ --audience api \
      --subject alice --claim email=alice@example.com --claim-json 'roles=["user","admin"]'
  A token that expired an hour ago:
    jwtauth mint --key keys/private.pem --issuer https://issuer.example/ --audience api \
      --expires-in -1h
  A token that is bound to a client's key, and a proof of it, as curl takes fields:
    jwtauth mint --key keys/private.pem --issuer https://issuer.example/ --audience api \
      --dpop client/private.pem --proof 'GET https://api.example/notes' |
      curl -H @- https://api.example/notes)";

struct MintOptions {
  std::string key;
  std::string algorithm = "RS256";
  std::string issuer;
  std::vector<std::string> audience;
  std::string subject = "user";
  std::string expiresIn = "1h";
  std::vector<std::string> claims;
  std::vector<std::string> jsonClaims;
  std::vector<std::string> headers;
  std::string clientKey;
  std::string clientAlgorithm = "ES256";
  std::string proof;
  std::string nonce;
};

std::pair<std::string, std::string> splitMember(std::string_view option, const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) throw UsageError(std::string(option) + ": expected name=value");
  return {text.substr(0, equals), text.substr(equals + 1)};
}

std::string readSigningKey(const MintOptions& options, Algorithm algorithm) {
  std::string key = readFile(options.key, longestKeyFile);
  // An editor ends a secret's file with a newline, which is no part of the secret.
  if (isHmac(algorithm) && key.ends_with('\n')) key.pop_back();
  if (isHmac(algorithm) && key.ends_with('\r')) key.pop_back();
  return key;
}

testing::TokenIssuer issuerOf(const MintOptions& options) {
  const Algorithm algorithm = algorithmNamed(options.algorithm);
  const std::string key = readSigningKey(options, algorithm);
  try {
    return testing::TokenIssuer::fromKey(algorithm, key, options.issuer, options.audience.front());
  } catch (const ConfigurationError& error) {
    throw UsageError(options.key + ": " + error.what());
  }
}

testing::DpopClient clientOf(const MintOptions& options) {
  const auto algorithm = parseAlgorithm(options.clientAlgorithm);
  if (!algorithm || isHmac(*algorithm)) {
    throw UsageError("--dpop-alg: expected an algorithm with a public key, such as ES256");
  }
  try {
    return testing::DpopClient::fromKey(*algorithm, readFile(options.clientKey, longestKeyFile));
  } catch (const ConfigurationError& error) {
    throw UsageError(options.clientKey + ": " + error.what());
  }
}

/// The fields of a request with this token and a proof for it.
void printFields(const MintOptions& options, const std::string& token) {
  const std::size_t space = options.proof.find(' ');
  if (space == 0 || space == std::string::npos) throw UsageError("--proof: expected a method, a space and a URL");
  auto proof = clientOf(options).proof(options.proof.substr(0, space), options.proof.substr(space + 1), token);
  if (!options.nonce.empty()) proof.claim("nonce", std::string_view(options.nonce));
  std::cout << "Authorization: DPoP " << token << "\nDPoP: " << proof.sign() << '\n';
}

ExitStatus mint(const MintOptions& options) {
  testing::TokenBuilder token = issuerOf(options).token(options.subject);
  if (options.audience.size() > 1) token.claim("aud", options.audience);
  token.expiresIn(parseDuration("--expires-in", options.expiresIn));
  for (const std::string& claim : options.claims) {
    const auto [name, value] = splitMember("--claim", claim);
    token.claim(name, std::string_view(value));
  }
  for (const std::string& claim : options.jsonClaims) {
    const auto [name, json] = splitMember("--claim-json", claim);
    try {
      token.claimJson(name, json);
    } catch (const std::invalid_argument&) {
      throw UsageError("--claim-json: the value of `" + name + "` is not JSON; for text there is --claim");
    }
  }
  for (const std::string& header : options.headers) {
    const auto [name, value] = splitMember("--header", header);
    token.header(name, value);
  }
  if (!options.clientKey.empty()) token.boundTo(clientOf(options));
  try {
    if (options.proof.empty())
      std::cout << token.sign() << '\n';
    else
      printFields(options, token.sign());
  } catch (const std::invalid_argument&) {
    throw UsageError("a claim or header member is not UTF-8");
  }
  return succeeded;
}

/// An option that may be repeated and takes one value each time, so that it never swallows what follows.
CLI::Option* addRepeatable(CLI::App& command, const std::string& name, std::vector<std::string>& values,
                           const std::string& text) {
  return command.add_option(name, values, text)->allow_extra_args(false);
}

}  // namespace

void addMint(CLI::App& application, Action& chosen) {
  CLI::App* command = application.add_subcommand("mint", mintDescription)->footer(mintClosing);
  const auto options = std::make_shared<MintOptions>();
  command->add_option("--key", options->key, "Private key in PEM; for HS256, HS384 and HS512 the secret.")
      ->type_name("FILE")
      ->required();
  command->add_option("--issuer", options->issuer, "The claim iss.")->type_name("URL")->required();
  addRepeatable(*command, "--audience", options->audience, "The claim aud. May be repeated.")
      ->type_name("NAME")
      ->required();
  addAlgorithm(*command, options->algorithm);
  command->add_option("--subject", options->subject, "The claim sub. Default user.")->type_name("NAME");
  command->add_option("--expires-in", options->expiresIn, "90s, 15m, 1h30m, 7d, also negative. Default 1h.")
      ->type_name("DURATION");
  addRepeatable(*command, "--claim", options->claims, "A claim that is text. May be repeated.")
      ->type_name("NAME=VALUE");
  addRepeatable(*command, "--claim-json", options->jsonClaims, "A claim of any JSON value. May be repeated.")
      ->type_name("NAME=JSON");
  addRepeatable(*command, "--header", options->headers, "A header member that is text. May be repeated.")
      ->type_name("NAME=VALUE");
  CLI::Option* const client =
      command
          ->add_option("--dpop", options->clientKey,
                       "Private key of a client in PEM: the token is bound to it\n(DPoP, RFC 9449).")
          ->type_name("FILE");
  command->add_option("--dpop-alg", options->clientAlgorithm, "What it signs with. Default ES256.")
      ->type_name("ALGORITHM")
      ->needs(client);
  CLI::Option* const proof =
      command
          ->add_option("--proof", options->proof,
                       "Method and URL of a request, such as\n'GET https://api.example/notes': prints its fields\n"
                       "Authorization and DPoP instead of the token alone.")
          ->type_name("REQUEST")
          ->needs(client);
  command->add_option("--nonce", options->nonce, "The proof's nonce, from the server's field DPoP-Nonce.")
      ->type_name("NONCE")
      ->needs(proof);
  command->callback([options, &chosen] { chosen = [options] { return mint(*options); }; });
}

}  // namespace jwtauth::commandLine
