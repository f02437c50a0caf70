# Optional parts: what is built, what is left out and which package it lacks.

define_property(GLOBAL PROPERTY JWTAUTH_SUMMARY BRIEF_DOCS "Lines of the configure summary" FULL_DOCS "-")

function(jwtauth_part name state)
  set_property(GLOBAL APPEND PROPERTY JWTAUTH_SUMMARY "${name}: ${state}")
endfunction()

# jwtauth_find_part(<result-variable> <name of the part> <Debian package> <arguments of find_package...>)
# Sets the variable in the caller to whether the part can be built; a missing package is one line, or an error under
# JWTAUTH_REQUIRE_ALL.
macro(jwtauth_find_part result part debian)
  find_package(${ARGN} QUIET)
  set(_jwtauth_package ${ARGN})
  list(GET _jwtauth_package 0 _jwtauth_package)
  jwtauth_check_part(${result} "${part}" "${debian}" "${${_jwtauth_package}_FOUND}")
endmacro()

macro(jwtauth_check_part result part debian found)
  if(${found})
    set(${result} TRUE)
  else()
    set(${result} FALSE)
    if(JWTAUTH_REQUIRE_ALL)
      message(FATAL_ERROR "${part} needs ${debian}, which was not found (JWTAUTH_REQUIRE_ALL is on)")
    endif()
    jwtauth_part("${part}" "left out, ${debian} was not found")
  endif()
endmacro()

function(jwtauth_summary)
  get_property(lines GLOBAL PROPERTY JWTAUTH_SUMMARY)
  if(PROJECT_IS_TOP_LEVEL)
    message(STATUS "jwtauth ${PROJECT_VERSION}")
    foreach(line IN LISTS lines)
      message(STATUS "  ${line}")
    endforeach()
    foreach(option JWTAUTH_BUILD_SERVER JWTAUTH_BUILD_TESTS JWTAUTH_BUILD_BENCH)
      if(NOT ${option})
        message(STATUS "  ${option}: off")
      endif()
    endforeach()
  endif()
endfunction()
