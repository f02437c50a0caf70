#pragma once

namespace rest::http {

/// From here on nobody begins a handshake at this listener; those that have been begun come to their end. A client that
/// comes now hears nothing, tries again in a second, and is refused once the listener is closed.
void takeLastHandshakes(int listener) noexcept;

}  // namespace rest::http
