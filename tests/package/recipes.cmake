# Every recipe of packaging/ makes the project's version, and Debian's packages have the names of its SONAME.
string(REGEX MATCH "^[0-9]+\\.[0-9]+" majorMinor ${VERSION})

# expect(<file> <text>): the file has the text.
function(expect file text)
  file(READ ${SOURCE}/${file} content)
  string(FIND "${content}" "${text}" at)
  if(at EQUAL -1)
    message(SEND_ERROR "${file}: expected ${text}")
  endif()
endfunction()

expect(packaging/debian/changelog "jwtauth (${VERSION}-")
foreach(library "" -remote -testing -c)
  expect(packaging/debian/control "Package: libjwtauth${library}${majorMinor}\n")
endforeach()
expect(packaging/vcpkg/jwtauth/vcpkg.json "\"version\": \"${VERSION}\"")
expect(packaging/nix/package.nix "version = \"${VERSION}\"")
expect(packaging/spack/packages/jwtauth/package.py "version(\"${VERSION}\")")
expect(packaging/meson/meson.build "'>=${majorMinor}'")
expect(meson.build "version: '${VERSION}'")
expect(docs/releases/v${VERSION}.md "# jwtauth ${VERSION}\n")
