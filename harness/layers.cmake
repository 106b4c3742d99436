# The one table of layers: who may include whom, and which outside libraries each may touch.
#
#   USES     layers whose headers this layer may include (its own are always allowed)
#   HEADERS  include prefixes of the outside libraries it may use; the standard library is free
#   LINKS    the link targets of those libraries
#
# Three readers, so that the table cannot drift from the code: CMake links by it
# (build_layer.cmake), tests/layering/check_includes.cmake checks every #include against it, and
# the preset `layers` links shared libraries with --no-undefined, where an upward call fails.

set(ORBENCH_LAYERS "")
macro(orbench_layer name)
  cmake_parse_arguments(ORBENCH_${name} "" "DIR" "USES;HEADERS;LINKS" ${ARGN})
  list(APPEND ORBENCH_LAYERS ${name})
endmacro()

orbench_layer(api        DIR harness/api)

orbench_layer(core       DIR harness/core
              HEADERS tl/ fmt/ nlohmann/
              LINKS tl::expected fmt::fmt nlohmann_json::nlohmann_json)

orbench_layer(metrics    DIR harness/metrics
              USES core
              HEADERS fmt/ zlib.h
              LINKS ZLIB::ZLIB)

orbench_layer(load       DIR harness/load
              USES core
              HEADERS fmt/ nlohmann/)

orbench_layer(data       DIR harness/data
              USES core
              HEADERS tl/ fmt/ nlohmann/)

orbench_layer(protocol   DIR harness/protocol
              USES core api data
              HEADERS fmt/ nlohmann/ simdjson.h
              LINKS simdjson::simdjson)

orbench_layer(transport  DIR harness/transport
              USES core
              HEADERS fmt/ curl/ event2/ openssl/
              LINKS CURL::libcurl PkgConfig::LIBEVENT OpenSSL::SSL Threads::Threads)

orbench_layer(scenario   DIR harness/scenario
              USES core data
              HEADERS fmt/ nlohmann/)

orbench_layer(results    DIR results
              USES core metrics
              HEADERS fmt/ nlohmann/ simdjson.h boost/
              LINKS simdjson::simdjson Boost::headers)

orbench_layer(search     DIR harness/search
              USES core metrics load results
              HEADERS fmt/ nlohmann/)

orbench_layer(verify     DIR harness/verify
              USES core api metrics data results scenario
              HEADERS fmt/ nlohmann/)

orbench_layer(run        DIR harness/run
              USES core api metrics load data protocol transport scenario results search
              HEADERS fmt/ nlohmann/
              LINKS Threads::Threads)

orbench_layer(reporters  DIR reporters
              USES core metrics results verify
              HEADERS fmt/ nlohmann/)

orbench_layer(mock       DIR mock
              USES core api
              HEADERS fmt/ nlohmann/ event2/
              LINKS PkgConfig::LIBEVENT Threads::Threads)

orbench_layer(cli        DIR harness/cli
              USES core api metrics load data protocol transport scenario results search verify run
                   reporters mock
              HEADERS fmt/ nlohmann/ CLI/ curl/
              LINKS CLI11::CLI11 CURL::libcurl)
