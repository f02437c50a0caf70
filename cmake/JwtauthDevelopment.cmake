# Only for this project's own build, never for a project that adds it: warnings, sanitizers, the compiler cache.

option(JWTAUTH_WARNINGS_AS_ERRORS "A compiler warning is an error" OFF)
set(JWTAUTH_SANITIZE "" CACHE STRING "Sanitizers for everything that is built, as -fsanitize= takes them")

if(MSVC)
  add_compile_options(/W4 /bigobj)
else()
  add_compile_options(
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion
    "$<$<COMPILE_LANGUAGE:CXX>:-Wold-style-cast;-Wnon-virtual-dtor;-Woverloaded-virtual>" -Wcast-qual -Wundef)
  # In one unit the internal names of a file are shadowed in others, and to GCC they look shared.
  if(NOT JWTAUTH_UNITY_BUILD)
    add_compile_options(-Wshadow)
  elseif(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-Wshadow=local $<$<COMPILE_LANGUAGE:CXX>:-Wno-subobject-linkage>)
  endif()
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  add_compile_options(-Wno-restrict)  # false alarms about std::string's operator+ when optimising, GCC PR 105651
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 22)
  add_compile_options(-Wno-c2y-extensions)  # __COUNTER__, in the macros of Catch2 and Google Benchmark
endif()
if(JWTAUTH_WARNINGS_AS_ERRORS)
  add_compile_options($<IF:$<CXX_COMPILER_ID:MSVC>,/WX,-Werror>)
endif()

if(JWTAUTH_SANITIZE)
  set(sanitize -fsanitize=${JWTAUTH_SANITIZE} -fno-sanitize-recover=all)
  add_compile_options(${sanitize} -fno-omit-frame-pointer)
  add_link_options(${sanitize})
  # Programs with sanitizers are large, and lld links them in a quarter of the time.
  include(CheckLinkerFlag)
  check_linker_flag(CXX -fuse-ld=lld JWTAUTH_HAS_LLD)
  if(JWTAUTH_HAS_LLD)
    add_link_options(-fuse-ld=lld)
  endif()
endif()

# jwtauth_require_prefix(<folder>): every target of it and of the folders below is called jwtauth or jwtauth_....
function(jwtauth_require_prefix folder)
  get_property(targets DIRECTORY ${folder} PROPERTY BUILDSYSTEM_TARGETS)
  list(FILTER targets EXCLUDE REGEX "^jwtauth(_|$)")
  if(targets)
    message(FATAL_ERROR "${folder}: expected names that begin with jwtauth_, got ${targets}")
  endif()
  get_property(folders DIRECTORY ${folder} PROPERTY SUBDIRECTORIES)
  foreach(inner IN LISTS folders)
    jwtauth_require_prefix(${inner})
  endforeach()
endfunction()

if(NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(JWTAUTH_CCACHE ccache)
  mark_as_advanced(JWTAUTH_CCACHE)
  if(JWTAUTH_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${JWTAUTH_CCACHE})
  endif()
endif()
