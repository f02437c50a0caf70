// The blocks http-listener and https-listener go in, where the server listens comes out. Refused: a server that listens
// nowhere, HTTPS without its files, a keystore of Java's, a redirect that leads nowhere. The files are not looked at.
#include "configuration/listeners.hpp"

#include "configuration/known_blocks.hpp"

namespace rest {
namespace {

http::Address readAddress(const Block& block, http::Address otherwise) {
  const auto port = block.number("port", 0, 65535);
  return {block.text("host").value_or(otherwise.host), static_cast<std::uint16_t>(port.value_or(otherwise.port))};
}

void readHttp(const Block& block, Settings& settings) {
  block.allowOnly({"enabled", "host", "port", "gzip", "redirect-to-https", "redirect-to-port", "buffer-size",
                   "io-threads", "worker-threads"});
  noteUnserved(block, {"buffer-size", "io-threads", "worker-threads"}, settings.unserved);
  settings.gzip = block.flag("gzip").value_or(true);
  const http::Address address = readAddress(block, {});
  const bool redirects = block.flag("redirect-to-https").value_or(false);
  const auto port = block.number("redirect-to-port", 1, 65535);
  if (port && !redirects) block.refuse("redirect-to-port", "expected /http-listener/redirect-to-https beside it");
  if (!block.flag("enabled").value_or(true)) return;
  settings.http = address;
  if (redirects) settings.redirect = http::Redirect{static_cast<std::uint16_t>(port.value_or(0))};
}

std::string requiredFile(const Block& block, std::string_view key, const std::string& expected) {
  const std::optional<std::string> file = block.text(key);
  if (!file || file->empty()) block.refuse(key, "is missing, expected the path of a PEM file with " + expected);
  return *file;
}

/// Enabled where it is said to be, or else where there is a certificate for it.
bool isEnabled(const Block& https) {
  return https.flag("enabled").value_or(https.text("certificate-file").has_value());
}

void readHttps(const Block& block, Settings& settings) {
  block.allowOnly({"enabled", "host", "port", "certificate-file", "private-key-file", "certificate-password",
                   "client-ca-file", "hsts-max-age", "keystore-path", "keystore-password"});
  if (!isEnabled(block)) return;
  if (block.text("keystore-path")) {
    block.refuse("keystore-path",
                 "got a Java keystore, which is not read; expected certificate-file and private-key-file, in PEM, "
                 "which `keytool -importkeystore` and `openssl pkcs12` make of it");
  }
  constexpr std::int64_t tenYears = 315'360'000;
  HttpsSettings https;
  https.address = readAddress(block, https.address);
  https.files.certificate =
      requiredFile(block, "certificate-file", "the server's certificate and those that lead to its issuer");
  https.files.privateKey = requiredFile(block, "private-key-file", "the certificate's private key");
  https.files.passphrase = block.text("certificate-password").value_or("");
  https.files.clientAuthorities = block.text("client-ca-file").value_or("");
  if (const auto maxAge = block.number("hsts-max-age", 0, tenYears)) https.hstsMaxAge = std::chrono::seconds(*maxAge);
  settings.https = std::move(https);
}

}  // namespace

void readListeners(const Block& root, Settings& settings) {
  const Block http = root.block("http-listener");
  readHttp(http, settings);
  readHttps(root.block("https-listener"), settings);
  if (!settings.http && !settings.https) {
    http.refuse("enabled", "got false, and /https-listener is not enabled either; expected one of them");
  }
  if (settings.redirect && !settings.https) {
    http.refuse("redirect-to-https", "got true, but /https-listener is not enabled");
  }
}

std::string placeOf(http::TlsFileError::File file) {
  switch (file) {
    case http::TlsFileError::File::privateKey:
      return "/https-listener/private-key-file";
    case http::TlsFileError::File::clientAuthorities:
      return "/https-listener/client-ca-file";
    case http::TlsFileError::File::certificate:
      break;
  }
  return "/https-listener/certificate-file";
}

SettingError tlsMistake(const ConfigurationTree& tree, const http::TlsFileError& error) {
  const std::string place = placeOf(error.file());
  return SettingError(tree.sourceOf(place) + ": " + place + ": " + error.what());
}

}  // namespace rest
