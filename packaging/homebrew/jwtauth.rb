# Checked for its syntax alone: no Homebrew was at hand. A release fills in url and sha256; until then
# brew install --HEAD takes the sources from the address that head names.
class Jwtauth < Formula
  desc "From an Authorization header to an authenticated principal"
  license "Apache-2.0"
  head "file://#{File.expand_path("../..", __dir__)}", using: :git

  depends_on "cli11" => :build
  depends_on "cmake" => :build
  depends_on "ninja" => :build
  depends_on "nlohmann-json" => :build
  depends_on "curl"
  depends_on "openssl@3"
  depends_on "yaml-cpp"

  uses_from_macos "zlib"

  def install
    system "cmake", "-S", ".", "-B", "build", "-G", "Ninja", "-DBUILD_SHARED_LIBS=ON", "-DJWTAUTH_BUILD_EXAMPLES=OFF",
                    "-DJWTAUTH_BUILD_INTEGRATIONS=OFF", "-DJWTAUTH_REQUIRE_ALL=ON", *std_cmake_args
    system "cmake", "--build", "build"
    system "cmake", "--install", "build"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/jwtauth --version")
  end
end
