//! The regions of a run, the network between them, and the model beside them.

use super::{
    generate::START_MS,
    history::{Event, Part, Source, Step},
    operation::Operation,
    oracle::{Answer, Basis, Oracle, WriteId, Writes},
    plan::Setting,
    report::{Law, Tally, Violation},
    schema::{CLAIM, Path, document, region_name},
};
use crate::{
    Code,
    causality::{Dot, Stream, VersionVector},
    conflict::ConflictId,
    deployment::Deployment,
    region::{Options, Region, Written},
    value::Value,
};
use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};

/// A replica and what the simulator knows of it.
pub(super) struct Replica {
    pub(super) region: Region,
    pub(super) skew_ms: i64,
    pub(super) backups: Vec<Vec<u8>>,
    /// What it received, by what its cursors say.
    pub(super) received: Writes,
    /// What it received in this life or an earlier one.
    pub(super) ever: Writes,
    /// What its earlier incarnations had received.
    pub(super) past: VersionVector,
    pub(super) cursors: VersionVector,
    /// Whether it ever began from a snapshot, which holds no conflict records.
    pub(super) restored: bool,
}

/// A sending on its way.
struct Sending {
    from: usize,
    to: usize,
    batches: Vec<Vec<u8>>,
    acknowledgement: Vec<u8>,
}

/// A read whose context was kept.
struct Kept {
    context: Vec<u8>,
    seen: Writes,
}

/// What a write started from, beside what its region had received.
pub(super) struct Reading {
    pub(super) context: Option<Writes>,
    pub(super) counted: i128,
    pub(super) settles: Option<ConflictId>,
}

pub(super) struct World {
    pub(super) setting: Setting,
    deployment: Arc<Deployment>,
    pub(super) replicas: Vec<Replica>,
    incarnations: Vec<u16>,
    pub(super) oracle: Oracle,
    /// Writes by their place in their stream; acknowledgements have places too, and no name here.
    pub(super) names: BTreeMap<Stream, BTreeMap<u64, WriteId>>,
    /// How far each stream was written.
    ends: VersionVector,
    sendings: BTreeMap<u32, Sending>,
    kept: BTreeMap<u32, Kept>,
    /// Claims that some region confirmed, with what it had received of the record by then.
    pub(super) confirmed: BTreeMap<WriteId, Writes>,
    pub(super) now_ms: u64,
    pub(super) tally: Tally,
    pub(super) trace: Option<Vec<String>>,
}

pub(super) fn broken(law: Law, what: impl Into<String>) -> Violation {
    Violation { law, what: what.into() }
}

impl World {
    pub(super) fn new(setting: &Setting) -> Result<Self, Violation> {
        let document = document(setting.regions, setting.partitions);
        let deployment = Deployment::parse(&document).map_err(|error| broken(Law::BadInput, error.to_string()))?;
        let mut world = World {
            setting: setting.clone(),
            deployment: Arc::new(deployment),
            replicas: Vec::new(),
            incarnations: alloc::vec![1; setting.regions],
            oracle: Oracle::new(),
            names: BTreeMap::new(),
            ends: VersionVector::new(),
            sendings: BTreeMap::new(),
            kept: BTreeMap::new(),
            confirmed: BTreeMap::new(),
            now_ms: START_MS,
            tally: Tally::default(),
            trace: None,
        };
        for number in 0..setting.regions {
            let options = world.options(number);
            let mut region = Region::open(world.deployment.clone(), &region_name(number), options)
                .map_err(|error| broken(Law::BadInput, error.to_string()))?;
            let backups = alloc::vec![region.snapshot()];
            let cursors = VersionVector::new();
            world.replicas.push(Replica {
                region,
                skew_ms: 0,
                backups,
                received: Writes::new(),
                ever: Writes::new(),
                past: VersionVector::new(),
                cursors,
                restored: false,
            });
        }
        Ok(world)
    }

    fn options(&self, number: usize) -> Options {
        Options {
            incarnation: self.incarnations[number],
            relay_after_ms: self.setting.relay_after_ms,
            feed_bytes: self.setting.feed_bytes,
            faults: self.setting.faults,
            ..Options::default()
        }
    }

    /// What a region's clock says.
    pub(super) fn clock_ms(&self, number: usize) -> u64 {
        self.now_ms.saturating_add_signed(self.replicas[number].skew_ms)
    }

    pub(super) fn note(&mut self, text: impl FnOnce() -> String) {
        if let Some(trace) = &mut self.trace {
            trace.push(text());
        }
    }

    /// Lets a step happen; answers the regions that it touched.
    pub(super) fn take(&mut self, step: &Step) -> Result<Option<usize>, Violation> {
        self.now_ms = self.now_ms.max(step.at);
        match &step.event {
            Event::Write { region, key, operation, context } => self.write(*region, key, operation, *context),
            Event::Read { region, key, name } => self.read(*region, key, *name),
            Event::Send { from, to, bytes_max, name } => self.send(*from, *to, *bytes_max, *name),
            Event::Deliver { name, part } => self.deliver(*name, *part),
            Event::Skew { region, ms } => {
                self.replicas[*region].skew_ms = *ms;
                Ok(None)
            }
            Event::Backup { region } => {
                let backup = self.replicas[*region].region.snapshot();
                self.replicas[*region].backups.insert(0, backup);
                Ok(Some(*region))
            }
            Event::Crash { region, from } => self.crash(*region, *from),
            Event::Judge { region, nth, pick } => self.judge(*region, *nth, *pick),
            Event::Retry { region } => {
                let now_ms = self.clock_ms(*region);
                let retried = self.replicas[*region].region.retry_held(now_ms);
                retried.map_err(|error| broken(Law::BadInput, format!("retry: {error}")))?;
                self.look_at(*region)?;
                Ok(Some(*region))
            }
        }
    }

    fn write(
        &mut self,
        number: usize,
        key: &str,
        operation: &Operation,
        context: Option<u32>,
    ) -> Result<Option<usize>, Violation> {
        let now_ms = self.clock_ms(number);
        let kept = context.and_then(|name| self.kept.get(&name));
        if context.is_some() && kept.is_none() {
            // The read found nothing to hand on, or was left out.
            return Ok(None);
        }
        let replica = &mut self.replicas[number];
        let before = replica.region.clock().last();
        let counted = counted(&replica.region, key, operation);
        let must = self.oracle.answer_to_claim(operation, &self.oracle.of_key(key, &replica.received));
        let written = ask(&mut replica.region, now_ms, key, operation, kept.map(|kept| kept.context.as_slice()));
        let written = match written {
            Ok(Some(written)) if must == Answer::Writes => written,
            Ok(None) if must == Answer::ChangesNothing => return Ok(None),
            Ok(_) => {
                return Err(broken(Law::SameEverywhere, format!("{key} {operation}: done, the model says {must:?}")));
            }
            Err(error) => {
                let refused = matches!(error.code(), Code::ClaimTaken | Code::ClaimNotHeld) && must == Answer::Refused;
                let expected = refused || matches!(error.code(), Code::NotCaughtUp | Code::TooManySiblings);
                self.tally.refused += 1;
                self.note(|| format!("         refused: {error}"));
                return if expected {
                    Ok(None)
                } else {
                    Err(broken(Law::BadInput, format!("{key} {operation}: {error}")))
                };
            }
        };
        if written.timestamp <= before {
            return Err(broken(Law::Later, format!("{} was issued after {before}", written.timestamp)));
        }
        let seen = kept.map(|kept| kept.seen.clone());
        self.take_write(number, key, operation, written, Reading { context: seen, counted, settles: None })
    }

    /// Tells the model of a write, and looks at the region.
    pub(super) fn take_write(
        &mut self,
        number: usize,
        key: &str,
        operation: &Operation,
        written: Written,
        reading: Reading,
    ) -> Result<Option<usize>, Violation> {
        let dot = written.dot;
        let received = self.replicas[number].received.clone();
        let time = (written.timestamp.ms(), written.timestamp.counter(), written.timestamp.node());
        if let Some(later) = received.iter().find(|id| self.oracle.write(**id).time >= time) {
            let later = self.oracle.write(*later);
            return Err(broken(Law::Later, format!("{dot} at {time:?} had received a write of {:?}", later.time)));
        }
        let Reading { context, counted, settles } = reading;
        let basis = Basis { received: &received, context: context.as_ref(), counted, settles };
        let id = self.oracle.accept(key, operation, stream_number(dot.stream), time, basis);
        self.tally.writes += 1;
        let earlier = self.names.entry(dot.stream).or_default().insert(dot.sequence, id);
        if earlier.is_some() || dot.sequence <= self.ends.get(dot.stream) {
            return Err(broken(Law::NeverLost, format!("{dot} was issued twice")));
        }
        self.note(|| format!("         {dot}"));
        self.look_at(number)?;
        Ok(Some(number))
    }

    fn read(&mut self, number: usize, key: &str, name: u32) -> Result<Option<usize>, Violation> {
        let replica = &self.replicas[number];
        let context = replica.region.context(key).map_err(|error| broken(Law::BadInput, error.to_string()))?;
        let read = replica.region.get(key).map_err(|error| broken(Law::BadInput, error.to_string()))?;
        if read.is_some_and(|read| read.context != context) {
            return Err(broken(Law::SameEverywhere, format!("{key}: a read and `context` differ in the context")));
        }
        self.kept.insert(name, Kept { context, seen: replica.received.clone() });
        Ok(None)
    }

    fn send(&mut self, from: usize, to: usize, bytes_max: usize, name: u32) -> Result<Option<usize>, Violation> {
        let now_ms = self.clock_ms(from);
        let batches = self.replicas[from].region.batches_for(now_ms, &region_name(to), bytes_max);
        let batches = batches.map_err(|error| broken(Law::BadInput, format!("batches_for: {error}")))?;
        let acknowledgement = self.replicas[from].region.acknowledgement_for(&region_name(to));
        let acknowledgement =
            acknowledgement.map_err(|error| broken(Law::BadInput, format!("acknowledgement_for: {error}")))?;
        self.note(|| format!("         {} batches", batches.len()));
        self.sendings.insert(name, Sending { from, to, batches, acknowledgement });
        self.look_at(from)?;
        Ok(Some(from))
    }

    fn deliver(&mut self, name: u32, part: Part) -> Result<Option<usize>, Violation> {
        let Some(sending) = self.sendings.get(&name) else { return Ok(None) };
        let to = sending.to;
        let batches: Vec<Vec<u8>> = match part {
            Part::Batch(at) => sending.batches.get(at).into_iter().cloned().collect(),
            Part::From(at) => sending.batches.iter().skip(at).cloned().collect(),
            Part::Acknowledgement => {
                let told = sending.acknowledgement.clone();
                let heard = self.replicas[to].region.acknowledge(&told);
                heard.map_err(|error| broken(Law::BadInput, format!("acknowledge: {error}")))?;
                return Ok(Some(to));
            }
        };
        for batch in batches {
            self.apply(to, &batch)?;
        }
        Ok(Some(to))
    }

    pub(super) fn apply(&mut self, to: usize, batch: &[u8]) -> Result<(), Violation> {
        let now_ms = self.clock_ms(to);
        let applied = self.replicas[to].region.apply(now_ms, batch);
        let report = match applied {
            Ok(report) => report,
            // What a dead incarnation had sent and nobody had received when its successor took over.
            Err(error) if error.code() == Code::StreamQuarantined && self.tally.crashes > 0 => {
                self.note(|| format!("         {}: {error}", region_name(to)));
                return self.look_at(to);
            }
            Err(error) => return Err(broken(Law::BadInput, format!("apply at {}: {error}", region_name(to)))),
        };
        self.tally.applied += report.applied;
        self.tally.held += report.held.len() as u64;
        self.tally.conflicts += report.conflicts.len() as u64;
        self.note(|| {
            let held: Vec<String> =
                report.held.iter().map(|held| format!("{}-{} {}", held.first, held.last, held.code)).collect();
            let (name, stream, conflicts) = (region_name(to), report.stream, report.conflicts.len());
            format!(
                "         {name}: of {stream} applied {}, duplicates {}, conflicts {conflicts}, held [{}]",
                report.applied,
                report.duplicates,
                held.join(", ")
            )
        });
        self.look_at(to)
    }

    fn crash(&mut self, number: usize, from: Source) -> Result<Option<usize>, Violation> {
        let snapshot = match from {
            Source::Memory => self.replicas[number].region.snapshot(),
            Source::Backup(at) => {
                let backups = &self.replicas[number].backups;
                backups.get(at).or(backups.last()).cloned().unwrap_or_default()
            }
            Source::Region(other) => self.replicas[other].region.snapshot(),
        };
        self.incarnations[number] += 1;
        if !self.setting.mail_survives {
            self.sendings.retain(|_, sending| sending.from != number && sending.to != number);
        }
        let options = self.options(number);
        let restored = Region::restore(self.deployment.clone(), &region_name(number), options, &snapshot);
        let region = restored.map_err(|error| broken(Law::BadInput, format!("restore: {error}")))?;
        let replica = &mut self.replicas[number];
        replica.region = region;
        replica.received = Writes::new();
        replica.restored = true;
        let before = core::mem::take(&mut replica.cursors);
        replica.past.merge(&before);
        self.tally.crashes += 1;
        self.look_at(number)?;
        let again = self.replicas[number].region.snapshot();
        if again != snapshot && from == Source::Memory {
            return Err(broken(
                Law::SameEverywhere,
                format!("{}: a snapshot read back gives other bytes", region_name(number)),
            ));
        }
        Ok(Some(number))
    }

    /// Learns from a replica's cursors what it has received by now.
    pub(super) fn look_at(&mut self, number: usize) -> Result<(), Violation> {
        let cursors = self.replicas[number].region.cursors();
        let own = self.replicas[number].region.origin();
        for (stream, head) in cursors.iter() {
            if stream.origin == own {
                self.ends.advance(stream, head);
            } else if head > self.ends.get(stream) {
                return Err(broken(
                    Law::SameEverywhere,
                    format!("{} says it received {stream}#{head}, which was never written", region_name(number)),
                ));
            }
            let before = self.replicas[number].cursors.get(stream);
            if head == before {
                continue;
            }
            if let Some(names) = self.names.get(&stream) {
                let came: Vec<WriteId> = names.range(before + 1..=head).map(|(_, id)| *id).collect();
                self.replicas[number].received.extend(&came);
                self.replicas[number].ever.extend(&came);
            }
        }
        self.replicas[number].cursors = cursors;
        Ok(())
    }

    /// The name of a write in the model.
    pub(super) fn name_of(&self, dot: Dot) -> Option<WriteId> {
        self.names.get(&dot.stream)?.get(&dot.sequence).copied()
    }
}

fn stream_number(stream: Stream) -> u64 {
    u64::from(stream.origin.region) << 32 | u64::from(stream.origin.incarnation) << 16 | u64::from(stream.partition)
}

/// Asks a region for a write.
/// What a region shows of the counter that an operation assigns to.
fn counted(region: &Region, key: &str, operation: &Operation) -> i128 {
    let Operation::Assign(path, _) = operation else { return 0 };
    let Ok(Some(read)) = region.get(key) else { return 0 };
    let root = read.value();
    let place = path.iter().try_fold(&root, |above, name| above.get(name));
    place.and_then(Value::as_i64).map_or(0, i128::from)
}

fn ask(
    region: &mut Region,
    now: u64,
    key: &str,
    operation: &Operation,
    context: Option<&[u8]>,
) -> crate::Result<Option<Written>> {
    let member = |member: u8| Value::Integer(member.into());
    let written = match operation {
        Operation::Put(path, value) => region.put(now, key, path, &Value::Integer(*value), context),
        Operation::Patch(fields) => {
            let fields: Vec<(Path, Value)> = fields.iter().map(|(path, v)| (*path, Value::Integer(*v))).collect();
            region.patch(now, key, &fields, context)
        }
        Operation::Delete => region.delete(now, key, context),
        Operation::Unset(path) => region.unset(now, key, path, context),
        Operation::Increment(path, amount) => region.increment(now, key, path, *amount),
        Operation::Assign(path, value) => region.assign(now, key, path, *value),
        Operation::Reset(path) => region.reset(now, key, path, context),
        Operation::Add(path, named) => region.add(now, key, path, &member(*named)),
        Operation::Remove(path, named) => region.remove(now, key, path, &member(*named), context),
        Operation::Clear(path) => region.clear(now, key, path, context),
        Operation::Enable(path) => region.enable(now, key, path),
        Operation::Disable(path) => region.disable(now, key, path),
        Operation::Append(path, value) => region.append(now, key, path, &Value::Integer(*value)),
        Operation::Offer(path, value) => region.offer(now, key, path, &Value::Integer(*value)),
        Operation::Claim(number, claimant) => {
            return region.write_claim(now, CLAIM, &Value::from(*number as i64), &member(*claimant));
        }
        Operation::Release(number, claimant) => {
            region.write_release(now, CLAIM, &Value::from(*number as i64), &member(*claimant))
        }
        // Only written to take a delete back, by whoever judges a conflict.
        Operation::Revive => Err(crate::Error::new(Code::InvalidArgument, "nobody revives by hand")),
    };
    written.map(Some)
}
