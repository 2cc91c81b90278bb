// What the vectors write in JSON, and answers as JSON: bytes are {"$bytes": base64url}, and an integer beyond 64 bits
// is
// {"$integer": digits}, in what is given and in what comes back.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "c_api.hpp"

using Json = nlohmann::ordered_json;

/// Reads JSON and keeps every digit of an integer.
Json read_json(std::string_view text);

/// A value of a vector with its special forms written out.
Json written_out(const Json &value);
/// A value as text for the library's own reader.
std::string value_text(const Json &value);
/// Whether a float in it has no form in JSON, and only canonical CBOR can hold it.
bool needs_cbor(const Json &value);
/// Such a value in canonical CBOR.
Bytes value_cbor(const Json &value);

/// A text of a vector, or {"$repeat": [text, times]}.
std::string text_of(const Json &text);
std::int64_t integer_of(const Json &number);

Bytes from_hex(const std::string &digits);
std::string to_hex(const std::uint8_t *bytes, std::size_t size);
Json bytes_json(const Bytes &bytes);
Bytes json_bytes(const Json &json);

/// A path, whose texts live as long as it does.
struct Path {
  std::vector<std::string> texts;
  std::vector<aa_str> steps;

  explicit Path(const Json &path) {
    for (const Json &step : path) texts.push_back(text_of(step));
    for (const std::string &text : texts) steps.push_back(str(text));
  }
  const aa_str *data() const { return steps.data(); }
  std::size_t size() const { return steps.size(); }
};
