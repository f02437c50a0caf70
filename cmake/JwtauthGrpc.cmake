# gRPC for C++, and sources from its interfaces.

# jwtauth_find_grpc(<result-variable> <name of the part>): whether programs can be built over gRPC.
macro(jwtauth_find_grpc result part)
  find_package(ZLIB QUIET)
  find_package(Protobuf QUIET)
  find_program(JWTAUTH_GRPC_PLUGIN grpc_cpp_plugin)  # Debian's package has the program, but not its target
  mark_as_advanced(JWTAUTH_GRPC_PLUGIN)
  if(Protobuf_FOUND AND JWTAUTH_GRPC_PLUGIN AND TARGET ZLIB::ZLIB)  # without zlib gRPC's own file stops the configuration
    find_package(gRPC QUIET CONFIG)
  endif()
  if(TARGET gRPC::crypto AND NOT JWTAUTH_LIBCRYPTO STREQUAL "boringssl")  # two of one name in a program: it crashes
    jwtauth_part("${part}" "left out, this gRPC has a BoringSSL of its own; JWTAUTH_LIBCRYPTO can be that")
    set(${result} FALSE)
  else()
    jwtauth_check_part(${result} "${part}" "libgrpc++-dev or protobuf-compiler-grpc" "${gRPC_FOUND}")
  endif()
endmacro()

# jwtauth_interface_over_grpc(<target> <file.proto>): a static library of what the file of the current folder describes.
function(jwtauth_interface_over_grpc target file)
  cmake_path(GET file STEM name)
  cmake_path(GET file PARENT_PATH folder)
  set(source ${CMAKE_CURRENT_SOURCE_DIR}/${folder})
  set(made ${CMAKE_CURRENT_BINARY_DIR}/${target})
  file(MAKE_DIRECTORY ${made})
  set(sources ${made}/${name}.pb.cc ${made}/${name}.grpc.pb.cc)
  add_custom_command(OUTPUT ${sources} ${made}/${name}.pb.h ${made}/${name}.grpc.pb.h
    COMMAND protobuf::protoc -I ${source} --cpp_out=${made} --grpc_out=${made}
      --plugin=protoc-gen-grpc=${JWTAUTH_GRPC_PLUGIN} ${name}.proto
    DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${file})
  add_library(${target} STATIC ${sources})
  target_compile_options(${target} PRIVATE -w)  # not ours
  target_include_directories(${target} SYSTEM INTERFACE ${made})
  target_link_libraries(${target} PUBLIC gRPC::grpc++ protobuf::libprotobuf)
endfunction()
