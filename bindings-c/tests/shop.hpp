// The deployment of the tests, and what a call throws.
#pragma once

#include <active_active.hpp>
#include <iostream>

#include "shop.h"

namespace aa = active_active;

constexpr std::uint64_t kNow = NOW;

inline aa::Deployment shop_deployment() { return aa::Deployment::parse(SHOP); }

/// Whether a call throws this class of error with this code.
template <typename Class, typename Call>
bool throws(aa_status code, Call call) {
  try {
    call();
  } catch (const Class &error) {
    if (error.code() != code) std::cerr << "threw " << error.what() << "\n";
    return error.code() == code;
  } catch (const std::exception &error) {
    std::cerr << "threw " << error.what() << "\n";
    return false;
  }
  std::cerr << "threw nothing\n";
  return false;
}

/// Sends all that `to` lacks, and has it acknowledged.
inline aa::ApplySummary send_all(aa::Region &from, aa::Region &to, std::string_view name) {
  aa::ApplySummary last{};
  for (const aa::BytesView batch : from.batches_for(name, 1 << 20, kNow)) last = to.apply(batch, kNow);
  from.acknowledge(to.acknowledgement_for(name == "us" ? "eu" : "us"));
  return last;
}
