//! Where requests go.

use std::mem::MaybeUninit;

use active_active::{
    Result,
    routing::{self, RouterOptions, TokenKeys},
    value::Value,
};

use crate::{
    buffer::aa_buffer,
    deployment::aa_deployment,
    error::aa_error,
    handle::{Guarded, needed},
    input::{Lent, aa_bytes, aa_str, now},
    panic::{boundary, quietly},
    resolve::document,
    status::Status,
};

/// A key that signs session tokens, with its number. It is a plain value; the bytes are borrowed for the time of a call.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct aa_token_key {
    /// The number, by which a token names its key.
    pub number: u32,
    /// At least 16 bytes.
    pub key: aa_bytes,
}

/// The keys that sign session tokens; released with `aa_token_keys_free`.
///
/// Threads: they never change, so any number may use them at once.
#[derive(Debug)]
pub struct aa_token_keys {
    inner: TokenKeys,
}

impl aa_token_keys {
    pub(crate) fn inner(&self) -> &TokenKeys {
        &self.inner
    }
}

/// Makes keys, the one that signs first; all are believed, so that a key can be replaced while tokens of the old one are
/// about. The caller frees them with `aa_token_keys_free`.
///
/// Errors: `AA_INVALID_ARGUMENT` where there is none, one is shorter than 16 bytes, or two have one number,
/// `AA_NULL_POINTER`. Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_token_keys_new(
    keys: *const aa_token_key,
    keys_len: usize,
    out: Option<&mut MaybeUninit<Box<aa_token_keys>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (out, lent) = (needed(out, "out")?, Lent::new(keys, keys_len).items("keys")?);
        let read = lent.iter().map(|key| Ok((key.number, key.key.bytes("key")?.to_vec()))).collect::<Result<_>>()?;
        out.write(Box::new(aa_token_keys { inner: TokenKeys::new(read)? }));
        Ok(())
    })
}

/// Releases keys; null is ignored.
///
/// Threads: no other may use them.
#[unsafe(no_mangle)]
pub extern "C" fn aa_token_keys_free(keys: Option<Box<aa_token_keys>>) {
    quietly(|| drop(keys));
}

/// Reads a token of a deployment and writes what it holds, for logs, `{seen, issuer, epoch, contested, issued_ms}` as JSON
/// to a buffer that the caller frees.
///
/// Errors: `AA_TOKEN_INVALID`, `AA_TOKEN_FOREIGN`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`. Threads: any number at once.
#[unsafe(no_mangle)]
pub extern "C" fn aa_token_keys_read(
    keys: Option<&aa_token_keys>,
    token: aa_str,
    deployment: Option<&aa_deployment>,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (out, deployment) = (needed(out, "out")?, needed(deployment, "deployment")?.shared());
        let read = needed(keys, "keys")?.inner.read(token.text("token")?, &deployment)?;
        out.write(aa_buffer::new(read.to_document(&deployment).to_json()));
        Ok(())
    })
}

/// Decides where requests go, by a deployment, and by what it was told of homes, health and progress. It asks nobody.
/// Released with `aa_router_free`. After `AA_INTERNAL` from a call that changes it, it answers nothing else.
///
/// Threads: one at a time; reading (a `const` handle) any number at once, while none changes it.
#[derive(Debug)]
pub struct aa_router {
    inner: Guarded<routing::Router>,
}

fn read(router: Option<&aa_router>) -> Result<&routing::Router> {
    needed(router, "router")?.inner.read()
}

/// Makes a router that was told nothing yet; the caller frees it with `aa_router_free`. `subject_secret` is what subjects
/// are hashed with, the same in every router of a deployment, and may be `{NULL, 0}`; `keys` may be null, and then no read
/// at the level `session` is possible.
///
/// Errors: `AA_NULL_POINTER`. Threads: any.
///
/// ```c
/// aa_deployment *shop = NULL;
/// aa_router *router = NULL;
/// assert(aa_deployment_parse(AA_STR("{\"version\": 1, \"name\": \"shop\", \"regions\": [{\"name\": \"eu\", \"number\": 1}],"
///                                   "\"classes\": [{\"name\": \"carts\", \"keys\": \"**\", \"labels\": [], \"type\": \"register\","
///                                   "\"home\": {\"by\": \"rendezvous\", \"regions\": [\"eu\"]}}]}"),
///                            &shop, NULL) == AA_OK);
/// assert(aa_router_new(shop, (aa_bytes){NULL, 0}, NULL, &router, NULL) == AA_OK);
/// uint16_t number;
/// assert(aa_router_pick(router, 1000, AA_STR("carts"), AA_STR("user-1"), &number, NULL) == AA_OK && number == 1);
/// aa_router_free(router);
/// aa_deployment_free(shop);
/// ```
#[unsafe(no_mangle)]
pub extern "C" fn aa_router_new(
    deployment: Option<&aa_deployment>,
    subject_secret: aa_bytes,
    keys: Option<&aa_token_keys>,
    out: Option<&mut MaybeUninit<Box<aa_router>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (out, deployment) = (needed(out, "out")?, needed(deployment, "deployment")?.shared());
        let options = RouterOptions {
            subject_secret: subject_secret.bytes("subject_secret")?.to_vec(),
            token_keys: keys.map(|keys| keys.inner.clone()),
        };
        let inner = Guarded::new(routing::Router::new(deployment, options));
        out.write(Box::new(aa_router { inner }));
        Ok(())
    })
}

/// Releases a router; null is ignored.
///
/// Threads: no other may use it.
#[unsafe(no_mangle)]
pub extern "C" fn aa_router_free(router: Option<Box<aa_router>>) {
    quietly(|| drop(router));
}

/// Writes where a request goes, or why nowhere, as JSON to a buffer that the caller frees. A request is `{operation,
/// level, token, max_staleness_ms, class, subject, labels, location, latencies, observer, previous, epoch,
/// explain}`; only `operation` (`write` or `read`) and `class` must be there. `level` is `eventual`, `session` (with
/// `token`), `bounded` (with `max_staleness_ms`) or `strong`; `latencies` are milliseconds by region. The answer is
/// `{outcome, code, message, region, home, claim, contested, title, panic, location, candidates, version}`.
///
/// Errors: `AA_ROUTING_INVALID` with the detail `place`, `AA_UNKNOWN_CLASS`, `AA_UNKNOWN_REGION`, `AA_INVALID_JSON`,
/// `AA_INVALID_UTF8`, `AA_UNKNOWN_COUNTRY`, `AA_POSITION_INVALID`, `AA_TOKEN_INVALID`, `AA_TOKEN_FOREIGN`,
/// `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the router.
#[unsafe(no_mangle)]
pub extern "C" fn aa_router_route(
    router: Option<&aa_router>,
    now_ms: u64,
    request: aa_str,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let route = read(router)?.route_document(&document(&request, "request")?, now(now_ms))?;
        out.write(aa_buffer::new(route.to_json()));
        Ok(())
    })
}

/// Writes the number of the region that takes a write of a subject, without an explanation: the common case, for hot
/// paths. The caller owns `out`.
///
/// Errors: `AA_ROUTE_REFUSED` with the code of the route in the detail `reason`, `AA_UNKNOWN_CLASS`,
/// `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the router.
#[unsafe(no_mangle)]
pub extern "C" fn aa_router_pick(
    router: Option<&aa_router>,
    now_ms: u64,
    class_name: aa_str,
    subject: aa_str,
    out: Option<&mut MaybeUninit<u16>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let (router, class) = (read(router)?, class_name.text("class_name")?);
        out.write(router.pick(router.class(class)?, subject.text("subject")?, now(now_ms))?);
        Ok(())
    })
}

/// Writes where a client is, by what is known of it, as JSON to a buffer that the caller frees: `{home_claim,
/// application, ecs, resolver}`, of which the first that says anything is taken.
///
/// Errors: `AA_ROUTING_INVALID` with the detail `place`, `AA_UNKNOWN_REGION`, `AA_INVALID_JSON`, `AA_INVALID_UTF8`,
/// `AA_UNKNOWN_COUNTRY`, `AA_POSITION_INVALID`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while
/// none changes the router.
#[unsafe(no_mangle)]
pub extern "C" fn aa_router_locate(
    router: Option<&aa_router>,
    sources: aa_str,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (out, router) = (needed(out, "out")?, read(router)?);
        let location = router.locate(&document(&sources, "sources")?)?;
        out.write(aa_buffer::new(location.to_document(router.deployment()).to_json()));
        Ok(())
    })
}

/// Takes an observation, `{region, observer, outcome, latency_ms, at_ms}`, and writes the state of the region then
/// (`healthy`, `degraded`, `down`), as text that lives as long as the program; `out` may be null.
///
/// Errors: `AA_ROUTING_INVALID` with the detail `place`, `AA_UNKNOWN_REGION`, `AA_INVALID_JSON`, `AA_INVALID_UTF8`,
/// `AA_OBSERVATION_AHEAD`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_router_observe(
    router: Option<&mut aa_router>,
    now_ms: u64,
    observation: aa_str,
    out: Option<&mut MaybeUninit<aa_str>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let router = needed(router, "router")?;
        let observation = document(&observation, "observation")?;
        let state = router.inner.change(|router| router.observe_document(&observation, now(now_ms)))??;
        if let Some(out) = out {
            out.write(aa_str::lend(state.as_str()));
        }
        Ok(())
    })
}

/// Writes what is known of each region's health as a JSON array to a buffer that the caller frees: `[{region, state,
/// since_ms, observers, observers_down, success_percent, latency_ms, overloaded, damped}]`.
///
/// Errors: `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the router.
#[unsafe(no_mangle)]
pub extern "C" fn aa_router_health(
    router: Option<&aa_router>,
    now_ms: u64,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        out.write(aa_buffer::new(Value::Array(read(router)?.health_documents(now(now_ms))).to_json()));
        Ok(())
    })
}

/// Takes what the home directory says, `{class, subject, region, epoch, contested}`, with `subject_hash` in the
/// place of `subject` where only that is known. Writes whether it was news; `out` may be null.
///
/// Errors: `AA_ROUTING_INVALID` with the detail `place`, `AA_UNKNOWN_CLASS`, `AA_UNKNOWN_REGION`, `AA_INVALID_JSON`,
/// `AA_INVALID_UTF8`, `AA_REGION_RETIRED`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_router_set_home(
    router: Option<&mut aa_router>,
    home: aa_str,
    out: Option<&mut MaybeUninit<bool>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (router, home) = (needed(router, "router")?, document(&home, "home")?);
        let is_news = router.inner.change(|router| router.set_home_document(&home))??;
        if let Some(out) = out {
            out.write(is_news);
        }
        Ok(())
    })
}

/// Takes how far a region has come: `{region, received, complete_until_ms}`.
///
/// Errors: `AA_ROUTING_INVALID` with the detail `place`, `AA_UNKNOWN_REGION`, `AA_INVALID_JSON`, `AA_INVALID_UTF8`,
/// `AA_PART_MALFORMED`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: one at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_router_set_progress(
    router: Option<&mut aa_router>,
    progress: aa_str,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (router, progress) = (needed(router, "router")?, document(&progress, "progress")?);
        router.inner.change(|router| router.set_progress_document(&progress))?
    })
}

/// Begins or ends the draining of a region. Refused where a class would be left with too few regions, unless
/// `override_reason` says why; `{NULL, 0}` for none.
///
/// Errors: `AA_SAFETY_RULE`, `AA_UNKNOWN_REGION`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: one
/// at a time.
#[unsafe(no_mangle)]
pub extern "C" fn aa_router_set_draining(
    router: Option<&mut aa_router>,
    now_ms: u64,
    region: aa_str,
    draining: bool,
    override_reason: aa_str,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let router = needed(router, "router")?;
        let (region, reason) = (region.text("region")?, override_reason.optional("override_reason")?);
        router.inner.change(|router| {
            let number = router.region_number(region)?;
            router.set_draining(number, draining, reason, now(now_ms))
        })?
    })
}

/// Writes which regions may take over from the home of `{class, subject}`, in order, and why not the others, `{home,
/// regions, excluded}` as JSON to a buffer that the caller frees.
///
/// Errors: `AA_ROUTING_INVALID` with the detail `place`, `AA_UNKNOWN_CLASS`, `AA_UNKNOWN_REGION`, `AA_INVALID_JSON`,
/// `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the router.
#[unsafe(no_mangle)]
pub extern "C" fn aa_router_failover_plan(
    router: Option<&aa_router>,
    now_ms: u64,
    of: aa_str,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let plan = read(router)?.failover_plan_document(&document(&of, "of")?, now(now_ms))?;
        out.write(aa_buffer::new(plan.to_json()));
        Ok(())
    })
}

/// Writes the regions nearest to a place on the globe, at most `limit`, `[{region, distance_km}]` as JSON to a
/// buffer that the caller frees.
///
/// Errors: `AA_POSITION_INVALID`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes
/// the router.
#[unsafe(no_mangle)]
pub extern "C" fn aa_router_nearest(
    router: Option<&aa_router>,
    latitude: f64,
    longitude: f64,
    limit: usize,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (out, router) = (needed(out, "out")?, read(router)?);
        let from = Value::object([("latitude", Value::Float(latitude)), ("longitude", Value::Float(longitude))]);
        out.write(aa_buffer::new(router.nearest_document(&from, limit)?.to_json()));
        Ok(())
    })
}

/// Writes the hash of a subject, by which homes are told, as text to a buffer that the caller frees.
///
/// Errors: `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once, while none changes the
/// router.
#[unsafe(no_mangle)]
pub extern "C" fn aa_router_subject_hash(
    router: Option<&aa_router>,
    subject: aa_str,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        out.write(aa_buffer::new(read(router)?.subject_hash(subject.text("subject")?).to_text()));
        Ok(())
    })
}

/// Writes the number of the region that is the first home of a subject, by rendezvous hashing; zero for a class
/// without homes. The caller owns `out`.
///
/// Errors: `AA_UNKNOWN_CLASS`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`, `AA_INTERNAL`. Threads: any number at once,
/// while none changes the router.
#[unsafe(no_mangle)]
pub extern "C" fn aa_router_first_home(
    router: Option<&aa_router>,
    class_name: aa_str,
    subject: aa_str,
    out: Option<&mut MaybeUninit<u16>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let (out, router) = (needed(out, "out")?, read(router)?);
        let (class, subject) = (router.class(class_name.text("class_name")?)?, subject.text("subject")?);
        out.write(router.first_home(class, &router.subject_hash(subject)).unwrap_or_default());
        Ok(())
    })
}

/// Writes the great-circle distance of two places, in degrees of latitude and longitude, in whole kilometres; the caller
/// owns `out`.
///
/// Errors: `AA_POSITION_INVALID`, `AA_NULL_POINTER`. Threads: any.
///
/// ```c
/// uint32_t km;
/// assert(aa_distance_km(0, -179, 0, 179, &km, NULL) == AA_OK && km == 222);
/// ```
#[unsafe(no_mangle)]
pub extern "C" fn aa_distance_km(
    from_latitude: f64,
    from_longitude: f64,
    to_latitude: f64,
    to_longitude: f64,
    out: Option<&mut MaybeUninit<u32>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let from = routing::Position::new(from_latitude, from_longitude)?;
        out.write(from.distance_km(&routing::Position::new(to_latitude, to_longitude)?));
        Ok(())
    })
}

/// Compares ways to send clients elsewhere when a region fails, and writes `{methods, table}` as JSON to a buffer that the
/// caller frees. A method is `{name, method, interval_ms, consecutive_failures, probe_timeout_ms, publish_ms, ttl_ms,
/// violators: {share_percent, factor}, convergence, replication_lag_ms, writes_per_s}`; `method` is `geo-dns`, `anycast`,
/// `load-balancer` or `in-library`.
///
/// Errors: `AA_ROUTING_INVALID` with the detail `place`, `AA_INVALID_JSON`, `AA_INVALID_UTF8`, `AA_NULL_POINTER`.
/// Threads: any.
#[unsafe(no_mangle)]
pub extern "C" fn aa_compare_failover(
    methods: aa_str,
    out: Option<&mut MaybeUninit<Box<aa_buffer>>>,
    error: Option<&mut MaybeUninit<Box<aa_error>>>,
) -> Status {
    boundary(error, || {
        let out = needed(out, "out")?;
        let compared = routing::compare_failover(&document(&methods, "methods")?)?;
        out.write(aa_buffer::new(compared.to_document().to_json()));
        Ok(())
    })
}
