# Checked for its syntax alone: no Spack was at hand. spack repo add packaging/spack; spack dev-build jwtauth@0.1.0
from spack.package import *


class Jwtauth(CMakePackage):
    """From an Authorization header to an authenticated principal."""

    license("Apache-2.0")

    version("0.1.0")

    variant("shared", default=True, description="Shared libraries")
    variant("remote", default=True, description="Keys that are fetched")
    variant("c", default=True, description="For programs in C and every language that calls C")

    depends_on("cxx", type="build")
    depends_on("cmake@3.22:", type="build")
    depends_on("openssl@3:")
    depends_on("nlohmann-json@3.11:", type="build")
    depends_on("curl@7.84:", when="+remote")
    depends_on("zlib-api", when="+remote")
    depends_on("yaml-cpp", when="+c")

    def cmake_args(self):
        return [
            self.define_from_variant("BUILD_SHARED_LIBS", "shared"),
            self.define_from_variant("JWTAUTH_BUILD_REMOTE", "remote"),
            self.define_from_variant("JWTAUTH_BUILD_C", "c"),
            self.define("JWTAUTH_BUILD_EXAMPLES", False),
            self.define("JWTAUTH_BUILD_INTEGRATIONS", False),
            self.define("JWTAUTH_BUILD_TOOLS", False),
            self.define("JWTAUTH_REQUIRE_ALL", True),
        ]
