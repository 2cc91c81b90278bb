// The C functions as the interpreter calls them: a refusal is thrown, a handle is released when it goes.
#pragma once

#include <active_active.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

using Bytes = std::vector<std::uint8_t>;

/// A call that the library refused.
struct Refused {
  std::string code;
  std::string message;
  std::string details;  // a JSON object
};

/// A vector that this interpreter cannot follow, or an answer that is not the expected one.
struct Broken {
  std::string what;
};

template <auto release>
struct Release {
  template <typename T>
  void operator()(T *handle) const {
    release(handle);
  }
};
using Buffer = std::unique_ptr<aa_buffer, Release<aa_buffer_free>>;
using Batches = std::unique_ptr<aa_batches, Release<aa_batches_free>>;
using Read = std::unique_ptr<aa_read, Release<aa_read_free>>;
using Clock = std::unique_ptr<aa_clock, Release<aa_clock_free>>;
using Uuid7 = std::unique_ptr<aa_uuid7, Release<aa_uuid7_free>>;
using Snowflake = std::unique_ptr<aa_snowflake, Release<aa_snowflake_free>>;
using RateMonitor = std::unique_ptr<aa_rate_monitor, Release<aa_rate_monitor_free>>;
using SpaceSaving = std::unique_ptr<aa_space_saving, Release<aa_space_saving_free>>;
using VersionVector = std::unique_ptr<aa_version_vector, Release<aa_version_vector_free>>;
using Deployment = std::unique_ptr<aa_deployment, Release<aa_deployment_free>>;
using TokenKeys = std::unique_ptr<aa_token_keys, Release<aa_token_keys_free>>;
using Router = std::unique_ptr<aa_router, Release<aa_router_free>>;
using Region = std::unique_ptr<aa_region, Release<aa_region_free>>;

inline aa_str str(std::string_view text) { return {text.data(), text.size()}; }
inline aa_bytes bytes(const Bytes &of) {
  static const std::uint8_t nothing = 0;
  return {of.empty() ? &nothing : of.data(), of.size()};
}

/// Runs a call whose last argument is the error.
template <typename Call>
void check(Call call) {
  aa_error *error = nullptr;
  const aa_status status = call(&error);
  if (status == AA_OK) return;
  if (error == nullptr || aa_error_code(error) != status) throw Broken{"a refusal whose error has another code"};
  Refused refused{aa_error_code_text(error), aa_error_message(error), aa_error_details(error)};
  aa_error_free(error);
  throw refused;
}

/// Runs a call that makes a handle.
template <typename Owner, typename Call>
Owner make(Call call) {
  typename Owner::pointer made = nullptr;
  check([&](aa_error **error) { return call(&made, error); });
  return Owner(made);
}

/// Runs a call that writes a plain value.
template <typename T, typename Call>
T take(Call call) {
  T taken{};
  check([&](aa_error **error) { return call(&taken, error); });
  return taken;
}

/// Runs a call that makes text.
template <typename Call>
std::string take_text(Call call) {
  const Buffer buffer = make<Buffer>(call);
  return {aa_buffer_text(buffer.get()), aa_buffer_len(buffer.get())};
}

inline Bytes copied(aa_bytes of) { return of.len == 0 ? Bytes() : Bytes(of.data, of.data + of.len); }

/// Runs a call that makes bytes.
template <typename Call>
Bytes take_bytes(Call call) {
  return copied(aa_buffer_bytes(make<Buffer>(call).get()));
}
