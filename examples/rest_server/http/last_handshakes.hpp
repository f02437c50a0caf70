#pragma once

namespace rest::http {

/// From here on no handshake begins at this listener; those that have begun come to their end. A client that comes now
/// gets no answer, tries again in a second, and is refused once the listener is closed.
void takeLastHandshakes(int listener) noexcept;

}  // namespace rest::http
