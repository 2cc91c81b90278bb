# Builds the library with cargo and lays it out under the names it is installed by.
execute_process(
  COMMAND ${CARGO} build --package active-active-c --profile ${PROFILE} --message-format json-render-diagnostics
  WORKING_DIRECTORY ${WORKSPACE}
  OUTPUT_VARIABLE messages
  COMMAND_ERROR_IS_FATAL ANY)

# cargo says where it wrote the files: the target folder is its user's choice.
string(REGEX MATCH "\"([^\"]*/)libactive_active_c\\.so\"" matched "${messages}")
set(from "${CMAKE_MATCH_1}")
if(NOT EXISTS "${from}libactive_active_c.so")
  message(FATAL_ERROR "cargo did not say where it wrote libactive_active_c.so")
endif()

file(MAKE_DIRECTORY "${OUT}")
file(COPY_FILE "${from}libactive_active_c.so" "${OUT}/${SHARED_FILE}" ONLY_IF_DIFFERENT)
file(COPY_FILE "${from}libactive_active_c.a" "${OUT}/libactive_active.a" ONLY_IF_DIFFERENT)
file(CREATE_LINK "${SHARED_FILE}" "${OUT}/${SONAME}" SYMBOLIC)
file(CREATE_LINK "${SONAME}" "${OUT}/libactive_active.so" SYMBOLIC)
