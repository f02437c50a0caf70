# A program that Meson builds: over the installed tree, which pkg-config finds, and with the library as a subproject,
# which a wrap brings along.

package_meson() (
  needInstalled && needTools meson || return 0
  rm -rf "$packages/meson" "$packages/wrapped"
  export PKG_CONFIG_PATH=$packages/prefix/lib/pkgconfig LD_LIBRARY_PATH=$packages/prefix/lib
  step "configure by Meson" meson setup "$packages/meson" packaging/meson
  step "build and test by Meson" meson test -C "$packages/meson" --print-errorlogs
  unset PKG_CONFIG_PATH LD_LIBRARY_PATH
  step "write a program with a wrap" writeWrapped "$packages/wrapped"
  step "configure by Meson, with the wrap" meson setup --wrap-mode=forcefallback -Dbuildtype=plain \
    "$packages/wrapped/build" "$packages/wrapped/packaging/meson"
  step "build and test by Meson, with the wrap" meson test -C "$packages/wrapped/build" --print-errorlogs
)

# mesonWrap ARCHIVE: the wrap by which Meson fetches this archive of the sources.
mesonWrap() {
  local checksum
  checksum=$(sha256sum "$1") || return
  sed "s/@VERSION@/$(projectVersion)/g; s/@SHA256@/${checksum%% *}/" packaging/meson/jwtauth.wrap.in
}

# writeWrapped FOLDER: the same program with the wrap. The archive is where Meson keeps what it has fetched.
writeWrapped() {
  local subprojects=$1/packaging/meson/subprojects
  mkdir -p "$subprojects/packagecache" "$1/examples"
  cp packaging/meson/meson.build "$1/packaging/meson/"
  cp -r examples/embed "$1/examples/"
  sourceArchive "$subprojects/packagecache/jwtauth-$(projectVersion).tar.gz"
  mesonWrap "$subprojects"/packagecache/*.tar.gz >"$subprojects/jwtauth.wrap"
}
