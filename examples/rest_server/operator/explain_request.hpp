#pragma once

#include <iosfwd>
#include <optional>
#include <string>

#include "configuration/settings.hpp"

namespace rest::operators {

/// Says what would become of a request, without a server: of its token, of each permission, and what the one that fits
/// allows. `text` is "METHOD TARGET", and a body may follow; `token` is never shown. Claims and filters are: the output
/// is for the terminal of who runs the server. Keys that are fetched are fetched once. Returns whether the request
/// would be let in. Throws SettingError for a text that is no request, jwtauth::ConfigurationError.
bool explainRequest(const Settings& settings, const std::string& text, const std::optional<std::string>& token,
                    std::ostream& out);

}  // namespace rest::operators
