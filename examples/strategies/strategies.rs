//! Every strategy in two writes that had not seen one another; README.md beside this file says the law of each.
//!
//!     cargo run --package active-active-examples --example strategies

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use active_active::{
    Result,
    deployment::Deployment,
    merge::MergeInput,
    region::{Options, Read, Region},
    value::Value,
};

const BATCH_BYTES_MAX: usize = 1 << 20;

/// The time, which is always handed in: here it counts the calls.
fn now() -> u64 {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    CALLS.fetch_add(1, Ordering::Relaxed)
}

/// The longest text of all versions, of equally long ones the greatest.
fn longest(input: &MergeInput<'_>) -> Result<Option<Value>> {
    let texts = input.versions.iter().filter_map(|version| version.value.as_str());
    Ok(texts.max_by_key(|text| (text.len(), *text)).map(Value::from))
}

fn send(source: &mut Region, target: &mut Region) -> Result<()> {
    for batch in source.batches_for(now(), target.name(), BATCH_BYTES_MAX)? {
        target.apply(now(), &batch)?;
    }
    source.acknowledge(&target.acknowledgement_for(source.name())?)?;
    Ok(())
}

/// Gives each region what the other has written.
fn exchange(eu: &mut Region, us: &mut Region) -> Result<()> {
    send(eu, us)?;
    send(us, eu)
}

fn print(eu: &mut Region, us: &mut Region, key: &str, at_ms: u64, format: fn(&Read) -> String) -> Result<()> {
    exchange(eu, us)?;
    let shown = |region: &Region| Ok(region.get_at(key, || at_ms)?.map_or("nothing".into(), |read| format(&read)));
    let (shown, other): (String, String) = (shown(eu)?, shown(us)?);
    assert_eq!(shown, other, "{key}");
    println!("{key}: {shown}");
    Ok(())
}

/// Prints what both regions show after an exchange.
fn show(eu: &mut Region, us: &mut Region, key: &str) -> Result<()> {
    print(eu, us, key, now(), |read| read.value().to_json())
}

/// Prints what both regions show in the year 2128.
fn show_later(eu: &mut Region, us: &mut Region, key: &str) -> Result<()> {
    print(eu, us, key, 5_000_000_000_000, |read| read.value().to_json())
}

/// Prints what both regions show, and how many versions stand side by side.
fn show_siblings(eu: &mut Region, us: &mut Region, key: &str) -> Result<()> {
    print(eu, us, key, now(), |read| format!("{}, {} siblings", read.value().to_json(), read.siblings))
}

fn main() -> Result<()> {
    let deployment = Arc::new(Deployment::parse(include_str!("deployment.json"))?);
    let mut eu = Region::open(deployment.clone(), "eu", Options::default())?;
    let mut us = Region::open(deployment, "us", Options::default())?;
    eu.register_merge("longest-text", 1, longest)?;
    us.register_merge("longest-text", 1, longest)?;

    // Registers

    eu.put(now(), "latest/tea", &[], &9.into(), None)?;
    us.put(now(), "latest/tea", &[], &12.into(), None)?;
    show(&mut eu, &mut us, "latest/tea")?;

    eu.put(now(), "first/tea", &[], &9.into(), None)?;
    us.put(now(), "first/tea", &[], &12.into(), None)?;
    show(&mut eu, &mut us, "first/tea")?;

    us.put(now(), "central/tea", &[], &12.into(), None)?;
    eu.put(now(), "central/tea", &[], &9.into(), None)?;
    show(&mut eu, &mut us, "central/tea")?;

    eu.put(now(), "status/vm", &[], &"destroyed".into(), None)?;
    us.put(now(), "status/vm", &[], &"started".into(), None)?;
    show(&mut eu, &mut us, "status/vm")?;

    eu.put(now(), "highest/bid", &[], &12.into(), None)?;
    us.put(now(), "highest/bid", &[], &9.into(), None)?;
    show(&mut eu, &mut us, "highest/bid")?;

    eu.put(now(), "lowest/ask", &[], &9.into(), None)?;
    us.put(now(), "lowest/ask", &[], &12.into(), None)?;
    show(&mut eu, &mut us, "lowest/ask")?;

    eu.put(now(), "present/note", &[], &"milk".into(), None)?;
    us.put(now(), "present/note", &[], &Value::Null, None)?;
    show(&mut eu, &mut us, "present/note")?;

    eu.put(now(), "turns/bid", &[], &12.into(), None)?;
    us.put(now(), "turns/bid", &[], &9.into(), None)?;
    show(&mut eu, &mut us, "turns/bid")?;

    eu.put(now(), "kinds/tea", &[], &9.into(), None)?;
    us.put(now(), "kinds/tea", &[], &12.into(), None)?;
    show(&mut eu, &mut us, "kinds/tea")?;

    eu.put(now(), "all/tea", &[], &9.into(), None)?;
    us.put(now(), "all/tea", &[], &12.into(), None)?;
    show_siblings(&mut eu, &mut us, "all/tea")?;

    eu.put(now(), "asked/tea", &[], &9.into(), None)?;
    us.put(now(), "asked/tea", &[], &12.into(), None)?;
    show_siblings(&mut eu, &mut us, "asked/tea")?;

    eu.put(now(), "longest/note", &[], &"green tea".into(), None)?;
    us.put(now(), "longest/note", &[], &"tea".into(), None)?;
    show(&mut eu, &mut us, "longest/note")?;

    // Whether a record exists

    eu.put(now(), "exists/tea", &[], &9.into(), None)?;
    exchange(&mut eu, &mut us)?;
    eu.delete(now(), "exists/tea", None)?;
    us.put(now(), "exists/tea", &[], &12.into(), None)?;
    show(&mut eu, &mut us, "exists/tea")?;

    eu.put(now(), "gone/tea", &[], &9.into(), None)?;
    exchange(&mut eu, &mut us)?;
    eu.delete(now(), "gone/tea", None)?;
    us.put(now(), "gone/tea", &[], &12.into(), None)?;
    show(&mut eu, &mut us, "gone/tea")?;

    eu.put(now(), "stays/tea", &[], &9.into(), None)?;
    exchange(&mut eu, &mut us)?;
    us.put(now(), "stays/tea", &[], &12.into(), None)?;
    eu.delete(now(), "stays/tea", None)?;
    show(&mut eu, &mut us, "stays/tea")?;

    eu.put(now(), "created/tea", &[], &9.into(), None)?;
    exchange(&mut eu, &mut us)?;
    eu.delete(now(), "created/tea", None)?;
    us.put(now(), "created/tea", &[], &12.into(), None)?;
    show(&mut eu, &mut us, "created/tea")?;

    // Counters, sets, flags, maps

    eu.increment(now(), "count/tea", &[], 5)?;
    us.increment(now(), "count/tea", &[], 7)?;
    show(&mut eu, &mut us, "count/tea")?;

    eu.increment(now(), "stock/tea", &[], 10)?;
    eu.transfer(now(), "stock/tea", &[], "us", 4)?;
    exchange(&mut eu, &mut us)?;
    eu.increment(now(), "stock/tea", &[], -6)?;
    us.increment(now(), "stock/tea", &[], -4)?;
    show(&mut eu, &mut us, "stock/tea")?;

    eu.add(now(), "adds/tea", &[], &"green".into())?;
    exchange(&mut eu, &mut us)?;
    eu.remove(now(), "adds/tea", &[], &"green".into(), None)?;
    us.add(now(), "adds/tea", &[], &"green".into())?;
    show(&mut eu, &mut us, "adds/tea")?;

    eu.add(now(), "removes/tea", &[], &"green".into())?;
    exchange(&mut eu, &mut us)?;
    eu.remove(now(), "removes/tea", &[], &"green".into(), None)?;
    us.add(now(), "removes/tea", &[], &"green".into())?;
    show(&mut eu, &mut us, "removes/tea")?;

    eu.enable(now(), "on/tea", &[])?;
    us.disable(now(), "on/tea", &[])?;
    show(&mut eu, &mut us, "on/tea")?;

    eu.enable(now(), "off/tea", &[])?;
    us.disable(now(), "off/tea", &[])?;
    show(&mut eu, &mut us, "off/tea")?;

    eu.put(now(), "person/ann", &["name"], &"Ann".into(), None)?;
    us.put(now(), "person/ann", &["city"], &"Bonn".into(), None)?;
    show(&mut eu, &mut us, "person/ann")?;

    eu.append(now(), "notes/tea", &[], &"ordered".into())?;
    us.append(now(), "notes/tea", &[], &"arrived".into())?;
    show(&mut eu, &mut us, "notes/tea")?;

    eu.offer(now(), "most/tea", &[], &9.into())?;
    us.offer(now(), "most/tea", &[], &12.into())?;
    show(&mut eu, &mut us, "most/tea")?;

    eu.offer(now(), "least/tea", &[], &9.into())?;
    us.offer(now(), "least/tea", &[], &12.into())?;
    show(&mut eu, &mut us, "least/tea")?;

    // Expiry

    eu.put(now(), "token/ann", &[], &"Ann".into(), None)?;
    exchange(&mut eu, &mut us)?;
    eu.expire(now(), "token/ann", 2_000_000_000_000)?;
    us.expire(now(), "token/ann", 3_000_000_000_000)?;
    show_later(&mut eu, &mut us, "token/ann")?;

    eu.put(now(), "session/ann", &[], &"Ann".into(), None)?;
    exchange(&mut eu, &mut us)?;
    eu.expire(now(), "session/ann", 2_000_000_000_000)?;
    us.persist(now(), "session/ann")?;
    show_later(&mut eu, &mut us, "session/ann")?;
    Ok(())
}
