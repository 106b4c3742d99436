# Installs what package-lock.json names into the working directory, once.
#   cmake -DNPM=PROGRAM -P install.cmake
# Where no registry can be reached it leaves the reason in not_installed.txt and the tests that need
# the packages skip: only a package or a lock file that is not what it should be is a failure.
set(installed node_modules/.package-lock.json)
if(EXISTS ${installed} AND NOT package-lock.json IS_NEWER_THAN ${installed})
  return()
endif()
file(REMOVE not_installed.txt)
execute_process(
  COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --prefer-offline --fetch-retries=1
          --fetch-retry-mintimeout=1000 --fetch-timeout=20000
  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output TIMEOUT 90)
if(result EQUAL 0)
  file(TOUCH ${installed})
elseif(output MATCHES "code (EINTEGRITY|EUSAGE|EJSONPARSE)")
  message(FATAL_ERROR "${output}")
else()
  string(REGEX MATCH "(reason|code|network)[^\n]*" reason "${output}")
  file(WRITE not_installed.txt "npm could not install the packages (${result}): ${reason}\n")
  message("The registry cannot be reached; the tests that need it are skipped.\n${output}")
endif()
