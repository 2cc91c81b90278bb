#include "forms.hpp"

#include <charconv>
#include <cmath>
#include <limits>

namespace {

const std::string kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Builds documents as the library of JSON does, but keeps integers that are too large for it as text.
class Reader : public nlohmann::detail::json_sax_dom_parser<Json> {
 public:
  using nlohmann::detail::json_sax_dom_parser<Json>::json_sax_dom_parser;

  bool number_float(double number, const std::string &token) {
    if (token.find_first_of(".eE") != std::string::npos) {
      return nlohmann::detail::json_sax_dom_parser<Json>::number_float(number, token);
    }
    std::string name = "$integer", digits = token;
    return start_object(1) && key(name) && string(digits) && end_object();
  }
};

bool is_form(const Json &json, const char *name) { return json.is_object() && json.size() == 1 && json.contains(name); }

/// The digits of an integer: as a number where it fits, as the form where it does not.
Json integer(const std::string &digits) {
  std::int64_t number = 0;
  const auto end = digits.data() + digits.size();
  const auto [stopped, flaw] = std::from_chars(digits.data(), end, number);
  if (flaw == std::errc() && stopped == end) return number;
  return Json{{"$integer", digits}};
}

double special(const std::string &name) {
  if (name == "nan") return std::numeric_limits<double>::quiet_NaN();
  return name == "infinity" ? HUGE_VAL : -HUGE_VAL;
}

}  // namespace

Json read_json(std::string_view text) {
  Json document;
  Reader reader(document, false);
  if (!Json::sax_parse(text.begin(), text.end(), &reader))
    throw Broken{"not JSON: " + std::string(text.substr(0, 200))};
  return document;
}

Json written_out(const Json &value) {
  if (is_form(value, "$integer")) return integer(value["$integer"].get<std::string>());
  if (is_form(value, "$hex")) return bytes_json(from_hex(value["$hex"].get<std::string>()));
  if (is_form(value, "$special")) return special(value["$special"].get<std::string>());
  if (is_form(value, "$repeat")) return text_of(value);
  if (!value.is_structured()) return value;
  Json written = value.is_array() ? Json::array() : Json::object();
  for (const auto &[key, member] : value.items()) {
    if (value.is_array()) {
      written.push_back(written_out(member));
    } else {
      written[key] = written_out(member);
    }
  }
  return written;
}

std::string value_text(const Json &value) {
  if (is_form(value, "$integer")) return value["$integer"].get<std::string>();
  if (!value.is_structured()) return value.dump();
  std::string text;
  for (const auto &[key, member] : value.items()) {
    text += text.empty() ? "" : ",";
    text += (value.is_array() ? "" : Json(key).dump() + ":") + value_text(member);
  }
  return value.is_array() ? "[" + text + "]" : "{" + text + "}";
}

bool needs_cbor(const Json &value) {
  if (value.is_number_float()) return !std::isfinite(value.get<double>());
  if (!value.is_structured()) return false;
  for (const auto &member : value) {
    if (needs_cbor(member)) return true;
  }
  return false;
}

Bytes value_cbor(const Json &value) { return nlohmann::json::to_cbor(nlohmann::json(value)); }

std::string text_of(const Json &text) {
  if (text.is_string()) return text.get<std::string>();
  if (!is_form(text, "$repeat")) throw Broken{text.dump() + " is no text"};
  std::string repeated;
  for (auto times = text["$repeat"][1].get<std::size_t>(); times > 0; --times) {
    repeated += text["$repeat"][0].get<std::string>();
  }
  return repeated;
}

std::int64_t integer_of(const Json &number) { return written_out(number).get<std::int64_t>(); }

Bytes from_hex(const std::string &digits) {
  Bytes bytes;
  for (std::size_t at = 0; at + 1 < digits.size(); at += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(digits.substr(at, 2), nullptr, 16)));
  }
  return bytes;
}

std::string to_hex(const std::uint8_t *bytes, std::size_t size) {
  std::string text;
  for (std::size_t at = 0; at < size; ++at) {
    text += "0123456789abcdef"[bytes[at] >> 4];
    text += "0123456789abcdef"[bytes[at] & 15];
  }
  return text;
}

Json bytes_json(const Bytes &bytes) {
  std::string text;
  std::uint32_t bits = 0;
  int count = 0;
  for (const std::uint8_t byte : bytes) {
    bits = bits << 8 | byte;
    for (count += 8; count >= 6; count -= 6) text += kBase64[bits >> (count - 6) & 63];
  }
  if (count > 0) text += kBase64[bits << (6 - count) & 63];
  return Json{{"$bytes", text}};
}

Bytes json_bytes(const Json &json) {
  if (is_form(json, "$hex")) return from_hex(json["$hex"].get<std::string>());
  if (!is_form(json, "$bytes")) throw Broken{json.dump().substr(0, 200) + " is no bytes"};
  Bytes bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char character : json["$bytes"].get<std::string>()) {
    bits = bits << 6 | static_cast<std::uint32_t>(kBase64.find(character));
    count += 6;
    if (count >= 8) bytes.push_back(static_cast<std::uint8_t>(bits >> (count -= 8)));
  }
  return bytes;
}
