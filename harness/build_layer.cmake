# Turns a row of layers.cmake into a target, and holds the flags every target of ours gets.

add_library(orbench_warnings INTERFACE)
target_compile_options(orbench_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wformat=2
  $<$<BOOL:${ORBENCH_WERROR}>:-Werror>)

if(ORBENCH_SANITIZE)
  add_compile_options(-fsanitize=${ORBENCH_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${ORBENCH_SANITIZE})
endif()

# orbench_build_layer(<name> SOURCES a.cc … HEADERS a.h …)
# Paths are relative to the layer's folder. A layer without sources becomes an interface target.
function(orbench_build_layer name)
  cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS" ${ARGN})
  if(ARG_SOURCES)
    add_library(orbench_${name} ${ARG_SOURCES})
    set(scope PUBLIC)
    target_link_libraries(orbench_${name} PRIVATE orbench_warnings)
    if(BUILD_SHARED_LIBS)
      target_link_options(orbench_${name} PRIVATE -Wl,--no-undefined)
    endif()
  else()
    add_library(orbench_${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_sources(orbench_${name} ${scope}
    FILE_SET HEADERS BASE_DIRS ${CMAKE_SOURCE_DIR} FILES ${ARG_HEADERS})
  foreach(used IN LISTS ORBENCH_${name}_USES)
    target_link_libraries(orbench_${name} ${scope} orbench_${used})
  endforeach()
  target_link_libraries(orbench_${name} ${scope} ${ORBENCH_${name}_LINKS})
endfunction()

# orbench_family(<variable> <def file> <folder>)
# Reads a family's .def list; <variable> receives <folder>/<stem>.cc for each ORBENCH_ENTRY(stem).
function(orbench_family variable def folder)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${def})
  file(STRINGS ${def} lines REGEX "^ORBENCH_ENTRY\\(")
  set(sources "")
  foreach(line IN LISTS lines)
    string(REGEX REPLACE "^ORBENCH_ENTRY\\(([a-z0-9_]+)\\).*" "\\1" stem "${line}")
    list(APPEND sources ${folder}/${stem}.cc)
  endforeach()
  set(${variable} ${sources} PARENT_SCOPE)
endfunction()
