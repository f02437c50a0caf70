#pragma once

#include <string>

namespace rest {

/// Makes an empty file that only its owner may read and write, whatever the umask. Does nothing if it is there or cannot
/// be made: opening it says why.
void createPrivateFile(const std::string& path);

/// Takes the rights of all others from a file that is there. Does nothing if it belongs to another user.
void makePrivate(const std::string& path);

}  // namespace rest
