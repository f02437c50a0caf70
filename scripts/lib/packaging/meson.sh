# A program that Meson builds over the installed tree, which pkg-config finds.

package_meson() (
  needInstalled && needTools meson || return 0
  rm -rf "$packages/meson"
  export PKG_CONFIG_PATH=$packages/prefix/lib/pkgconfig LD_LIBRARY_PATH=$packages/prefix/lib
  step "configure by Meson" meson setup "$packages/meson" packaging/meson
  step "build and test by Meson" meson test -C "$packages/meson" --print-errorlogs
)
