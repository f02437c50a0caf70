# A program that includes every public header compiles without a warning, by the options that a standard has.
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)

string(REPLACE "," ";" headers "${HEADERS}")
list(TRANSFORM headers REPLACE "(.+)" "#include <jwtauth/\\1>\n")
string(JOIN "" includes ${headers})
set(file ${WORK}/headers/every${OPTION}.cpp)
file(WRITE ${file} "${includes}int main() {}\n")
run(${compile} ${OPTION} -fsyntax-only ${warnings} -I${SOURCE}/include ${file})
