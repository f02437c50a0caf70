include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)

# A consumer needs no package of nlohmann/json, and with a shared library none of OpenSSL and libcurl.
set(disabled -DCMAKE_DISABLE_FIND_PACKAGE_nlohmann_json=ON)
if(KIND STREQUAL "shared")
  list(APPEND disabled -DCMAKE_DISABLE_FIND_PACKAGE_OpenSSL=ON -DCMAKE_DISABLE_FIND_PACKAGE_CURL=ON)
endif()
file(REMOVE_RECURSE ${WORK}/consumer-${KIND})
consume(${WORK}/consumer-${KIND} -DWAY=find_package -DCMAKE_PREFIX_PATH=${WORK}/${KIND}/moved ${disabled})
