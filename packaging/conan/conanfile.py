"""The recipe for Conan 2: `conan create packaging/conan` in the top folder of the sources."""
import os

from conan import ConanFile
from conan.errors import ConanInvalidConfiguration
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load, rmdir

required_conan_version = ">=2.0"


class Jwtauth(ConanFile):
    name = "jwtauth"
    description = "From an Authorization header to an authenticated principal"
    license = "Apache-2.0"
    topics = ("jwt", "jwk", "dpop", "authentication", "oauth2")
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {
        "shared": [True, False],
        "fPIC": [True, False],
        "remote": [True, False],  # keys that are fetched (libcurl)
        "c": [True, False],  # for programs in C
        "libcrypto": ["openssl", "aws-lc", "boringssl"],
    }
    default_options = {"shared": False, "fPIC": True, "remote": True, "c": False, "libcrypto": "openssl"}
    implements = ["auto_shared_fpic"]
    generators = "CMakeDeps"

    def set_version(self):
        lists = load(self, os.path.join(self._sources, "CMakeLists.txt"))
        self.version = lists.split("VERSION", 2)[2].split()[0]

    @property
    def _sources(self):
        return os.path.join(self.recipe_folder, "..", "..")

    @property
    def _own_libcrypto(self):
        """ConanCenter has neither AWS-LC nor BoringSSL: the profile names the package of your own."""
        return self.conf.get("user.jwtauth:libcrypto", check_type=str)

    def export_sources(self):
        for name in ("CMakeLists.txt", "LICENSE", "cmake/*", "include/*", "src/*"):
            copy(self, name, self._sources, self.export_sources_folder)

    def config_options(self):
        if self.settings.os == "Windows":
            del self.options.fPIC
            del self.options.c

    def layout(self):
        cmake_layout(self)

    def requirements(self):
        if self.options.libcrypto == "openssl":
            self.requires("openssl/[>=3.0 <5]")
        elif self._own_libcrypto:
            self.requires(self._own_libcrypto)
        self.requires("nlohmann_json/[>=3.11 <4]", libs=False)
        if self.options.remote:
            self.requires("libcurl/[>=7.84 <9]")
            self.requires("zlib/[>=1.2.11 <2]")
        if self.options.get_safe("c"):
            self.requires("yaml-cpp/[>=0.7 <1]", headers=False)

    def validate(self):
        check_min_cppstd(self, 20)
        if self.options.libcrypto != "openssl" and not self._own_libcrypto:
            raise ConanInvalidConfiguration(f"libcrypto={self.options.libcrypto} needs your package of it: name it in the "
                                            f"profile's [conf], user.jwtauth:libcrypto={self.options.libcrypto}/VERSION")

    def generate(self):
        toolchain = CMakeToolchain(self)
        for part in ("TOOLS", "EXAMPLES", "INTEGRATIONS", "TESTS"):
            toolchain.cache_variables[f"JWTAUTH_BUILD_{part}"] = False
        toolchain.cache_variables["JWTAUTH_BUILD_REMOTE"] = bool(self.options.remote)
        toolchain.cache_variables["JWTAUTH_BUILD_C"] = bool(self.options.get_safe("c"))
        toolchain.cache_variables["JWTAUTH_LIBCRYPTO"] = str(self.options.libcrypto)
        toolchain.cache_variables["JWTAUTH_UNITY_BUILD"] = True
        toolchain.cache_variables["JWTAUTH_REQUIRE_ALL"] = True
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        CMake(self).install()
        for folder in ("cmake", "cps", "pkgconfig"):  # Conan writes its own
            rmdir(self, os.path.join(self.package_folder, "lib", folder))
        rmdir(self, os.path.join(self.package_folder, "share"))

    def package_info(self):
        self.cpp_info.set_property("cmake_file_name", "jwtauth")
        openssl = ["openssl::crypto"] if self.options.libcrypto == "openssl" else []
        core = self._component("jwtauth", "jwtauth", openssl)
        if not self.options.shared:
            core.defines = ["JWTAUTH_STATIC"]
        self._component("testing", "jwtauth-testing", ["jwtauth"])
        if self.options.remote:
            remote = self._component("remote", "jwtauth-remote", ["jwtauth", "libcurl::curl", "zlib::zlib"])
            if self.settings.os in ("Linux", "FreeBSD"):
                remote.system_libs.append("pthread")
        if self.options.get_safe("c"):
            self._component("c", "jwtauth-c", [])

    def _component(self, name, library, needs):
        component = self.cpp_info.components[name]
        component.set_property("cmake_target_name", f"jwtauth::{name}")
        component.set_property("pkg_config_name", library)
        component.libs = [library]
        packages = {dependency.ref.name for dependency in self.dependencies.host.values()}
        for needed in needs:
            package, _, target = needed.partition("::")
            if not target or package in packages:
                component.requires.append(needed)
            else:  # the system has it, as the profile's [platform_requires] say
                component.system_libs.append({"zlib": "z"}.get(target, target))
        return component
