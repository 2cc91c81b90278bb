// active-active for C++17: writes in several regions at once. Header only, over the C functions of active_active.h.
//
// Classes own their handle: they move, do not copy, and release it when they go. Text goes in as std::string_view and
// is UTF-8; values and documents are JSON text, or canonical CBOR where a name ends in _encoded. A call that is refused
// throws an Error, or the subclass of its area, and has changed nothing. Calls that take `now_ms` read the system clock
// when it is left out.
//
// ```cpp
// namespace aa = active_active;
// const auto deployment = aa::Deployment::parse(R"({
//   "version": 1, "name": "shop",
//   "regions": [{"name": "eu", "number": 1}, {"name": "us", "number": 2}],
//   "classes": [{"name": "profiles", "keys": "profile/*", "labels": [], "type": "map",
//                "fields": {"name": {"type": "register"}, "likes": {"type": "counter"}}}]})");
// auto eu = aa::Region::open(deployment, "eu"), us = aa::Region::open(deployment, "us");
// eu.put("profile/1", R"("Ada")", {"name"});
// us.increment("profile/1", 1, {"likes"});
// for (const auto batch : eu.batches_for("us")) us.apply(batch);
// for (const auto batch : us.batches_for("eu")) eu.apply(batch);
// assert(eu.get("profile/1")->value() == R"({"likes":1,"name":"Ada"})");
// assert(eu.digest() == us.digest());
// try {
//   eu.put("profile/1", "1", {"likes"});
// } catch (const aa::OperationError &error) {
//   assert(error.code() == AA_WRONG_TYPE);
// }
// ```
//
// Threads: const members of one object may run at once, as long as no other member runs; of Clock, all may.
#ifndef ACTIVE_ACTIVE_HPP
#define ACTIVE_ACTIVE_HPP

#include "active_active/bytes.hpp"
#include "active_active/causality.hpp"
#include "active_active/deployment.hpp"
#include "active_active/error.hpp"
#include "active_active/id.hpp"
#include "active_active/merge.hpp"
#include "active_active/metrics.hpp"
#include "active_active/region.hpp"
#include "active_active/resolve.hpp"
#include "active_active/routing.hpp"
#include "active_active/time.hpp"
#include "active_active/value.hpp"
#include "active_active/version.hpp"

#endif
