# Checked for its syntax alone: no Nix was at hand. nix-build -E '(import <nixpkgs> {}).callPackage ./package.nix {}'
{ lib, stdenv, cmake, ninja, pkg-config, openssl, nlohmann_json, curl, zlib, yaml-cpp, cli11 }:

stdenv.mkDerivation {
  pname = "jwtauth";
  version = "0.1.0";
  src = lib.cleanSource ../..;

  nativeBuildInputs = [ cmake ninja pkg-config ];
  buildInputs = [ nlohmann_json yaml-cpp cli11 ];
  propagatedBuildInputs = [ openssl curl zlib ];
  cmakeFlags = [
    "-DBUILD_SHARED_LIBS=ON"
    "-DJWTAUTH_BUILD_EXAMPLES=OFF"
    "-DJWTAUTH_BUILD_INTEGRATIONS=OFF"
    "-DJWTAUTH_REQUIRE_ALL=ON"
  ];

  meta = {
    description = "From an Authorization header to an authenticated principal";
    license = lib.licenses.asl20;
    mainProgram = "jwtauth";
    platforms = lib.platforms.unix;
  };
}
