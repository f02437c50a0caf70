#include "src/remote/public_address.hpp"

#include "tests/support/catch.hpp"

namespace jwtauth::tests {

TEST_CASE("addresses of the public Internet are told from all others") {
  for (const char* address : {"8.8.8.8",
                              "1.1.1.1",
                              "11.0.0.1",
                              "100.63.255.255",
                              "100.128.0.0",
                              "126.255.255.255",
                              "128.0.0.1",
                              "169.253.0.1",
                              "172.15.255.255",
                              "172.32.0.0",
                              "192.167.0.1",
                              "198.17.0.1",
                              "198.20.0.1",
                              "223.255.255.255",
                              "2606:4700::1111",
                              "2a00:1450:4001::5e",
                              "[2600::1]",
                              "::ffff:8.8.8.8",
                              "64:ff9b::8.8.8.8",
                              "2002:808:808::1",
                              "2001:4860:4860::8888"}) {
    INFO(address);
    CHECK(isPublicAddress(address));
    CHECK(isIpAddress(address));
  }
  for (const char* address : {"0.0.0.0",
                              "0.1.2.3",
                              "10.0.0.1",
                              "10.255.255.255",
                              "100.64.0.1",
                              "100.127.255.255",
                              "127.0.0.1",
                              "127.255.255.254",
                              "169.254.169.254",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.0.0.8",
                              "192.168.1.1",
                              "198.18.0.1",
                              "198.19.255.255",
                              "224.0.0.1",
                              "239.1.1.1",
                              "240.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "[::1]",
                              "::127.0.0.1",
                              "::ffff:127.0.0.1",
                              "::ffff:10.0.0.1",
                              "::ffff:169.254.169.254",
                              "64:ff9b::10.0.0.1",
                              "64:ff9b:1::1",
                              "100::1",
                              "2001::1",
                              "2001:10::1",
                              "2002:7f00:1::1",
                              "2002:a00:1::",
                              "fc00::1",
                              "fd12:3456:789a::1",
                              "fe80::1",
                              "fe80::1%eth0",
                              "fec0::1",
                              "ff02::1"}) {
    INFO(address);
    CHECK_FALSE(isPublicAddress(address));
    CHECK(isIpAddress(address));
  }
  for (const char* name :
       {"", "localhost", "example.org", "1.2.3", "0x7f.1", "127.1", "2130706433", "[", "[]", "::g"}) {
    INFO(name);
    CHECK_FALSE(isPublicAddress(name));
    CHECK_FALSE(isIpAddress(name));
  }
}

}  // namespace jwtauth::tests
