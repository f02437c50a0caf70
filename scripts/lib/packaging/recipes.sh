# What can be said of recipes whose tools are unavailable: vcpkg's port keeps to the list of its maintainers, and others
# have no mistake of syntax.

package_vcpkg() { step "look through the port of vcpkg" python3 -B packaging/vcpkg/check.py; }

package_recipes() {
  checkSyntax nix-instantiate --parse packaging/nix/package.nix
  checkSyntax python3 -c 'import ast, sys; ast.parse(open(sys.argv[1]).read())' \
    packaging/spack/packages/jwtauth/package.py
  checkSyntax ruby -c packaging/homebrew/jwtauth.rb
}

# checkSyntax TOOL ARGUMENTS... FILE
checkSyntax() {
  command -v "$1" >/dev/null || { skipped "$1, for ${*: -1}"; return 0; }
  step "read ${*: -1}" "$@"
}
