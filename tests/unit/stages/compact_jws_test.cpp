#include "src/stages/stages.hpp"
#include "src/text/base64url.hpp"
#include "tests/support/expect.hpp"

namespace jwtauth::tests {
namespace {

constexpr HeaderPolicy rs256{Algorithm::RS256, ""};

std::string tokenWithHeader(std::string_view header) {
  return encodeBase64Url(header) + ".e30.AAAA";
}

std::string codeOfHeader(std::string_view header, const HeaderPolicy& policy = rs256) {
  JwsWorkspace workspace;
  return codeOf(parseCompactJws(tokenWithHeader(header), policy, workspace));
}

TEST_CASE("a compact JWS is taken apart into what is signed, payload, signature and key id") {
  JwsWorkspace workspace;
  const std::string token =
      encodeBase64Url(R"({"alg":"RS256","kid":"k1"})") + "." + encodeBase64Url("{\"a\":1}") + ".AQID";
  const auto jws = parseCompactJws(token, rs256, workspace);
  REQUIRE(jws);
  CHECK(jws->signingInput == token.substr(0, token.rfind('.')));
  CHECK(jws->payload == "{\"a\":1}");
  CHECK(jws->keyId == "k1");
  CHECK(std::vector<unsigned char>(jws->signature.begin(), jws->signature.end()) ==
        std::vector<unsigned char>{1, 2, 3});
}

TEST_CASE("a key id written with escapes is read decoded") {
  JwsWorkspace workspace;
  const auto jws = parseCompactJws(tokenWithHeader(R"({"alg":"RS256","kid":"a\/b\u0063"})"), rs256, workspace);
  REQUIRE(jws);
  CHECK(jws->keyId == "a/bc");
}

TEST_CASE("the payload is decoded but not read") {
  JwsWorkspace workspace;
  const auto jws = parseCompactJws(encodeBase64Url(R"({"alg":"RS256"})") + "." + encodeBase64Url("no JSON") + ".AA",
                                   rs256, workspace);
  CHECK(jws->payload == "no JSON");
}

TEST_CASE("anything but three canonical parts is malformed") {
  const std::string good = tokenWithHeader(R"({"alg":"RS256"})");
  JwsWorkspace workspace;
  REQUIRE(parseCompactJws(good, rs256, workspace));
  const std::string header = good.substr(0, good.find('.'));
  const std::string token =
      GENERATE_COPY(as<std::string>(), "", ".", "..", "...", header, header + ".e30", good + ".", good + ".AA",
                    good + ".AA.AA", " " + good, good + " ", good + "\n", good + "=", header + ".e30=.AAAA",
                    header + ".e3 0.AAAA", header + ".e31.AAAA", header + "..A", header + ".e30.AA/A",
                    header + ".e30.AA+A", std::string(1000, '.'), good + std::string(1, '\0'), ".e30.AAAA");
  CAPTURE(token);
  CHECK(codeOf(parseCompactJws(token, rs256, workspace)) == "tokenMalformed");
}

TEST_CASE("a header that is not one strict JSON object is malformed") {
  const std::string header =
      GENERATE(as<std::string>(), "", "[]", "\"RS256\"", R"({"alg":"RS256"} x)", R"({"alg":"RS256",})",
               R"({"alg":"RS256","alg":"RS256"})", R"({"alg":"RS256","x":NaN})", "{\"alg\":\"RS256\",\"x\":\"\xff\"}",
               "\xef\xbb\xbf{\"alg\":\"RS256\"}");
  CAPTURE(header);
  CHECK(codeOfHeader(header) == "tokenMalformed");
}

TEST_CASE("the algorithm must be exactly the configured one") {
  CHECK(codeOfHeader(R"({"alg":"RS256"})") == "none");
  CHECK(codeOfHeader(R"({"alg":"R\u0053256"})") == "none");
  const std::string header =
      GENERATE(as<std::string>(), R"({})", R"({"alg":"none"})", R"({"alg":"None"})", R"({"alg":""})", R"({"alg":null})",
               R"({"alg":["RS256"]})", R"({"alg":"rs256"})", R"({"alg":"RS384"})", R"({"alg":"HS256"})",
               R"({"alg":"RS256 "})", R"({"Alg":"RS256"})", R"({"alg":256})");
  CAPTURE(header);
  CHECK(codeOfHeader(header) == "algorithmNotAllowed");
}

TEST_CASE("an extension that must be understood is refused, whatever it says") {
  const std::string header =
      GENERATE(as<std::string>(), R"({"alg":"RS256","crit":["exp"]})", R"({"alg":"RS256","crit":[]})",
               R"({"alg":"RS256","crit":null})", R"({"alg":"RS256","crit":"x"})", R"({"alg":"RS256","cr\u0069t":[]})",
               R"({"alg":"RS256","b64":false})", R"({"alg":"RS256","b64":"true"})", R"({"alg":"RS256","kid":1})",
               R"({"alg":"RS256","kid":null})", R"({"alg":"RS256","typ":[]})");
  CAPTURE(header);
  CHECK(codeOfHeader(header) == "headerUnsupported");
  CHECK(codeOfHeader(R"({"alg":"RS256","b64":true})") == "none");
}

TEST_CASE("a required type is compared as a media type") {
  const HeaderPolicy accessToken{Algorithm::RS256, "at+jwt"};
  const std::string same = GENERATE(as<std::string>(), "at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt");
  CHECK(codeOfHeader(R"({"alg":"RS256","typ":")" + same + "\"}", accessToken) == "none");
  const std::string other =
      GENERATE(as<std::string>(), "JWT", "at", "at+jwt ", "application/at+jwt/x", "text/at+jwt", "");
  CHECK(codeOfHeader(R"({"alg":"RS256","typ":")" + other + "\"}", accessToken) == "typeMismatch");
  CHECK(codeOfHeader(R"({"alg":"RS256"})", accessToken) == "typeMismatch");
}

TEST_CASE("header and signature meet their bounds before they are decoded") {
  const auto headerOf = [](std::size_t size) {
    const std::string frame = R"({"alg":"RS256","x":""})";
    return R"({"alg":"RS256","x":")" + std::string(size - frame.size(), 'x') + "\"}";
  };
  CHECK(codeOfHeader(headerOf(maxHeaderBytes)) == "none");
  CHECK(codeOfHeader(headerOf(maxHeaderBytes + 1)) == "tokenMalformed");
  JwsWorkspace workspace;
  const std::string start = encodeBase64Url(R"({"alg":"RS256"})") + ".e30.";
  CHECK(parseCompactJws(start + encodeBase64Url(std::string(maxSignatureBytes, 'x')), rs256, workspace));
  CHECK(codeOf(parseCompactJws(start + encodeBase64Url(std::string(maxSignatureBytes + 1, 'x')), rs256, workspace)) ==
        "tokenMalformed");
}

}  // namespace
}  // namespace jwtauth::tests
