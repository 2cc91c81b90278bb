// Why something was refused: one class for each area, so that a caller can catch by area and decide by code.
#ifndef ACTIVE_ACTIVE_ERROR_HPP
#define ACTIVE_ACTIVE_ERROR_HPP

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "../active_active.h"

namespace active_active {

/// Why a call was refused. `what()` is the code and the sentence for people.
class Error : public std::runtime_error {
 public:
  explicit Error(std::shared_ptr<const aa_error> error)
      : std::runtime_error(std::string(aa_error_code_text(error.get())) + ": " + aa_error_message(error.get())),
        error_(std::move(error)) {}

  /// The stable code, for example AA_CLOCK_DRIFT.
  aa_status code() const noexcept { return aa_error_code(error_.get()); }
  /// The stable code as text, for example "clock_drift".
  std::string_view code_text() const noexcept { return aa_error_code_text(error_.get()); }
  /// The sentence for people, without the code.
  std::string_view message() const noexcept { return aa_error_message(error_.get()); }
  /// The figures and names behind the error, as a JSON object.
  std::string_view details() const noexcept { return aa_error_details(error_.get()); }
  /// One figure or name behind the error as text, numbers in decimal.
  std::optional<std::string_view> detail(std::string_view name) const noexcept {
    const char *text = aa_error_detail(error_.get(), aa_str{name.data(), name.size()});
    return text == nullptr ? std::nullopt : std::optional<std::string_view>(text);
  }

 private:
  std::shared_ptr<const aa_error> error_;  // shared, because exceptions are copied
};

/// The base of all, under the name that the standard library's exceptions would give it.
using error = Error;

/// Clocks and timestamps.
class ClockError : public Error {
  using Error::Error;
};
/// Identifiers.
class IdError : public Error {
  using Error::Error;
};
/// Values and keys that cannot be stored.
class ValueError : public Error {
  using Error::Error;
};
/// The deployment document.
class DeploymentError : public Error {
  using Error::Error;
};
/// A write or read that the engine refuses.
class OperationError : public Error {
  using Error::Error;
};
/// Where data may be: places, jurisdictions, labels and what they forbid.
class ResidencyError : public Error {
  using Error::Error;
};
/// Where a request may go.
class RoutingError : public Error {
  using Error::Error;
};
/// Bytes from a peer or a file.
class WireError : public Error {
  using Error::Error;
};
/// The replica as a whole.
class ReplicaError : public Error {
  using Error::Error;
};
/// The calling program.
class UsageError : public Error {
  using Error::Error;
};

namespace detail {

[[noreturn]] inline void raise(aa_error *refusal) {
  std::shared_ptr<const aa_error> error(refusal, [](aa_error *owned) { aa_error_free(owned); });
  const std::string_view area = aa_error_area(refusal);
  if (area == "clock") throw ClockError(std::move(error));
  if (area == "id") throw IdError(std::move(error));
  if (area == "value") throw ValueError(std::move(error));
  if (area == "deployment") throw DeploymentError(std::move(error));
  if (area == "operation") throw OperationError(std::move(error));
  if (area == "residency") throw ResidencyError(std::move(error));
  if (area == "routing") throw RoutingError(std::move(error));
  if (area == "wire") throw WireError(std::move(error));
  if (area == "replica") throw ReplicaError(std::move(error));
  if (area == "usage") throw UsageError(std::move(error));
  throw Error(std::move(error));
}

/// Runs one C call and throws what it refuses.
template <typename Call>
void check(Call call) {
  aa_error *refusal = nullptr;
  if (call(&refusal) != AA_OK) raise(refusal);
}

}  // namespace detail
}  // namespace active_active

#endif
