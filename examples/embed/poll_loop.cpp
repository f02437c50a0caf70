// An event loop around poll() never waits for keys: a request whose keys are being fetched is put aside, and a byte in
// a pipe wakes the loop when it makes sense to ask again.
#include <poll.h>
#include <unistd.h>

#include <array>

#include "expect.hpp"
#include "slow_tenant.hpp"

/// A pipe that any thread can wake the loop by. Shared with the callback, which may come after the loop has ended.
class WakePipe {
 public:
  WakePipe() { expect(pipe(ends_.data()) == 0, "a pipe is made"); }
  ~WakePipe() {
    close(ends_[0]);
    close(ends_[1]);
  }
  WakePipe(const WakePipe&) = delete;
  WakePipe& operator=(const WakePipe&) = delete;

  void wake() const { (void)!write(ends_[1], "", 1); }  // a full pipe wakes the loop as well
  bool waitFor(int milliseconds) const {
    pollfd readEnd{ends_[0], POLLIN, 0};
    char byte;
    return poll(&readEnd, 1, milliseconds) == 1 && read(ends_[0], &byte, 1) == 1;
  }

 private:
  std::array<int, 2> ends_{};
};

int main() {
  const SlowTenant tenant;
  const jwtauth::AuthenticationMechanism& auth = tenant.mechanism();
  const auto pipe = std::make_shared<WakePipe>();

  // region: main
  const std::string authorization = tenant.bearer();
  const std::string_view fields[] = {authorization};
  const jwtauth::Request request{.authorization = fields};
  auto who = auth.authenticate(request);
  if (who.error().code == jwtauth::ErrorCode::keysPending) {
    auth.whenKeysSettle(request, [pipe] { pipe->wake(); });  // the request is put aside; the loop goes on
  }
  // endregion
  expect(who.error().code == jwtauth::ErrorCode::keysPending, "the first request finds that its keys are pending");

  int otherWork = 0;
  while (!pipe->waitFor(10)) ++otherWork;
  expect(otherWork > 0, "the loop went on meanwhile");
  who = auth.authenticate(request);
  expect(who && who->name() == "ann", "asked again, it is answered");
}
