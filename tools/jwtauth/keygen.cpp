// An algorithm and a folder go in; a fresh key lands there as files: private key, certificate, public key and JWK Set,
// or for HMAC the secret and its JWK Set. Refused: files in the way, unless --force is given.
#include <algorithm>
#include <array>
#include <iostream>
#include <memory>
#include <system_error>
#include <vector>

#include "jwtauth/testing.hpp"
#include "tools/jwtauth/command.hpp"
#include "tools/jwtauth/files.hpp"
#include "tools/jwtauth/shared_options.hpp"

namespace jwtauth::commandLine {
namespace {

constexpr auto keygenDescription = "Make a key, and for a key pair its self-signed certificate.";

constexpr auto keygenClosing = R"(Files in DIR, which is created if it is missing:
  private.pem      mint signs with it; only you can read it
  certificate.pem  for the setting `key` of a configuration
  public.pem       the same key without a certificate around it
  jwks.json        the same key as a JWK Set
For HS256, HS384 and HS512 instead secret.txt, which both signs and verifies, and jwks.json,
which holds the secret too; only you can read them.
The certificate is valid for ten years. These keys are for tests and for development; in
production the identity provider has its own.

Example:
  jwtauth keygen --alg RS256 --out keys --issuer https://issuer.example/)";

struct KeygenOptions {
  std::string algorithm = "RS256";
  std::string folder;
  std::string issuer = "https://issuer.test/";
  bool force = false;
};

struct NewFile {
  std::string_view name;
  std::string content;
  Readers readers;
  std::string_view purpose;
};

std::vector<NewFile> filesOf(const testing::TokenIssuer& issuer) {
  if (isHmac(issuer.algorithm())) {
    // Without a newline at its end: the secret is every byte of the file.
    return {{"secret.txt", issuer.key(), Readers::owner, "signs and verifies; keep it secret"},
            {"jwks.json", issuer.jwks(), Readers::owner, "the same as a JWK Set; keep it secret"}};
  }
  return {{"private.pem", issuer.privateKeyPem(), Readers::owner, "signs; keep it secret"},
          {"certificate.pem", issuer.certificatePem(), Readers::anyone, "verifies: the setting `key`"},
          {"public.pem", issuer.publicKeyPem(), Readers::anyone, "verifies too"},
          {"jwks.json", issuer.jwks(), Readers::anyone, "verifies too, as a JWK Set"}};
}

constexpr std::array<std::string_view, 5> everyName{"private.pem", "certificate.pem", "public.pem", "secret.txt",
                                                    "jwks.json"};

/// Files of the other kind of key too: beside the new ones they would belong to nothing.
void requireFree(const std::filesystem::path& folder) {
  for (const std::string_view name : everyName) {
    std::error_code unreadable;
    const auto status = std::filesystem::symlink_status(folder / name, unreadable);
    if (status.type() == std::filesystem::file_type::not_found) continue;
    throw UsageError((folder / name).string() + ": is there already; --force replaces it");
  }
}

/// What an earlier key of another kind has left.
void removeOthers(const std::filesystem::path& folder, const std::vector<NewFile>& files) {
  for (const std::string_view name : everyName) {
    const auto isNew = [&](const NewFile& file) { return file.name == name; };
    if (std::any_of(files.begin(), files.end(), isNew)) continue;
    std::error_code failed;
    const bool removed = std::filesystem::remove(folder / name, failed);
    if (failed) throw UsageError((folder / name).string() + ": cannot be removed: " + failed.message());
    if (removed) std::cout << (folder / name).string() << "  removed: of the key before\n";
  }
}

ExitStatus keygen(const KeygenOptions& options) {
  const testing::TokenIssuer issuer(algorithmNamed(options.algorithm), options.issuer);
  const std::filesystem::path folder(options.folder);
  const std::vector<NewFile> files = filesOf(issuer);
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) throw UsageError(folder.string() + ": cannot be made: " + failed.message());

  if (!options.force) requireFree(folder);
  for (const NewFile& file : files) {
    writeNewFile(folder / file.name, file.content, file.readers, options.force ? Existing::replace : Existing::keep);
    std::cout << (folder / file.name).string() << "  " << file.purpose << '\n';
  }
  if (options.force) removeOthers(folder, files);
  return succeeded;
}

}  // namespace

void addKeygen(CLI::App& application, Action& chosen) {
  CLI::App* command = application.add_subcommand("keygen", keygenDescription)->footer(keygenClosing);
  const auto options = std::make_shared<KeygenOptions>();
  command->add_option("--out", options->folder, "Folder for the files.")->type_name("DIR")->required();
  addAlgorithm(*command, options->algorithm);
  command
      ->add_option("--issuer", options->issuer,
                   "Its host becomes the certificate's name (CN).\nDefault https://issuer.test/.")
      ->type_name("URL");
  command->add_flag("--force", options->force, "Replace a key of any kind that is already there.");
  command->callback([options, &chosen] { chosen = [options] { return keygen(*options); }; });
}

}  // namespace jwtauth::commandLine
