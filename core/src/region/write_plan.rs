//! What a write of this region has to say besides its arguments: what it found, what it spares, what it cancels.

use super::{Region, context_token::ContextToken, store::View};
use crate::{
    Code, Error, Result,
    causality::{Dot, Lane},
    conflict::Verdict,
    deployment::ExistenceStrategy,
    fault::Fault,
    record::{Counter, Existence, Expiry, Life, LocalDot, LocalReading, Place, Record},
    sorted::Order,
    wire::{Birth, ChangeEncoder, Extras, OperationKind, Path, Reading},
};
use alloc::{format, vec::Vec};

/// A write as it was asked for.
#[derive(Debug)]
pub(super) struct Request<'a> {
    pub(super) kind: OperationKind,
    pub(super) key: &'a str,
    pub(super) path: Path,
    /// Encoded arguments, empty for increments: their total follows from the state.
    pub(super) arguments: &'a [u8],
    /// The fields of a patch.
    pub(super) fields: &'a [Path],
    /// The amount of an increment or a transfer.
    pub(super) amount: i128,
    /// The number of the region that rights are given to.
    pub(super) target: u16,
    /// When the record is to expire.
    pub(super) until_ms: Option<u64>,
    /// Whether the amount is what the counter is to show, rather than what is added.
    pub(super) assigns: bool,
    pub(super) context: Option<ContextToken>,
    /// The conflict that the write settles or takes back.
    pub(super) verdict: Option<Verdict>,
    /// How the class decides whether a record exists.
    pub(super) existence: ExistenceStrategy,
    /// Whether it comes from `claim` or `release`, which look before they write.
    pub(super) claims: bool,
    /// The lane of the key.
    pub(super) lane: Lane,
}

/// What the change will say.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) birth: Birth,
    pub(super) extras: Extras,
    /// The arguments of an increment, or of another write whose arguments follow from the state.
    pub(super) arguments: Option<Vec<u8>>,
}

impl Region {
    /// Plans a write without changing anything. Within a change set, `ahead` writes of it come before this one in the
    /// stream, and `staged` is the record as those leave it, where they touch it. What has expired by `at_ms`, the time
    /// of the write itself, the write does not find.
    pub(super) fn plan(&self, request: &Request<'_>, staged: Option<&Record>, ahead: u64, at_ms: u64) -> Result<Plan> {
        let view = staged.map(View::Full).or_else(|| self.store.view(request.key));
        // The usual case costs no copy of the record: values written without a context where nothing is in the way.
        let keeps_births = request.existence == ExistenceStrategy::CreateWins;
        let plain = request.context.is_none() && request.verdict.is_none() && !keeps_births;
        if matches!(request.kind, OperationKind::Put | OperationKind::Patch) && plain {
            match view {
                None => return Ok(Plan { birth: Birth::Create, ..Plan::default() }),
                Some(View::One { stamp, .. }) => {
                    let dot = LocalDot { stream: u32::from(stamp.stream), sequence: stamp.sequence };
                    let birth = self.birth_over(request.lane, core::iter::once((dot, stamp.birth)));
                    return Ok(Plan { birth, ..Plan::default() });
                }
                Some(View::Map(map)) => {
                    let birth = self.birth_over(request.lane, map.births());
                    return Ok(Plan { birth, ..Plan::default() });
                }
                Some(View::Full(_)) => {}
            }
        }
        let unpacked;
        let record = match view {
            None => None,
            Some(View::Full(record)) => Some(record),
            Some(View::One { .. } | View::Map(_)) => {
                unpacked = self.record(request.key);
                unpacked.as_ref()
            }
        };
        let current = record.map(|record| record.as_of(at_ms));
        let current = current.as_deref();
        let mut birth = birth(request.kind, record, current, request.existence);
        if let (Birth::Update, Some(current), true) = (birth, current, request.kind.touches_existence()) {
            let versions = current.existence.iter();
            birth = self.birth_over(request.lane, versions.map(|version| (version.stamp.dot, version.footing.birth)));
        }
        let mut plan = Plan { birth, ..Plan::default() };
        plan.extras.verdict = request.verdict;
        self.plan_context(request, current, &mut plan)?;
        if birth.creates() || request.kind == OperationKind::Delete {
            self.plan_root(request, record, &mut plan);
        } else if matches!(request.kind, OperationKind::Reset | OperationKind::Unset) {
            self.plan_readings(request, record, &mut plan);
        }
        if keeps_births && !birth.creates() {
            self.plan_births(request, current, ahead, &mut plan);
        }
        if request.kind == OperationKind::Increment {
            plan.arguments = Some(self.plan_increment(request, current, birth, ahead)?);
        }
        if request.kind == OperationKind::Expire {
            plan.arguments = Some(plan_expiry(request, record, current, at_ms)?);
        }
        if matches!(request.kind, OperationKind::Entitle | OperationKind::Transfer) {
            plan.arguments = Some(self.plan_rights(request, record)?);
        }
        Ok(plan)
    }

    /// What a write over versions that exist goes back to: this region's own creation, where nobody else has written
    /// since and not everybody is known to have it, so that another creation may still come.
    fn birth_over(&self, lane: Lane, mut versions: impl Iterator<Item = (LocalDot, Birth)> + Clone) -> Birth {
        if versions.clone().any(|(_, birth)| !birth.is_own()) || versions.clone().all(|(dot, _)| self.is_stable(dot)) {
            return Birth::Update;
        }
        let own = self.streams.number(self.own_stream(lane));
        if versions.all(|(dot, _)| own == Some(dot.stream)) { Birth::Continue } else { Birth::Update }
    }

    /// What the context had seen beyond this region, and what it had not seen of what is live here.
    fn plan_context(&self, request: &Request<'_>, record: Option<&Record>, plan: &mut Plan) -> Result<()> {
        let Some(context) = &request.context else { return Ok(()) };
        context.check(self)?;
        for (stream, head) in context.vector.iter().filter(|(stream, _)| stream.lane() == request.lane) {
            let received = self.streams.number(stream).map_or(0, |number| self.streams.cursor(number));
            if head > received {
                plan.extras.seen.push((stream, head));
            }
        }
        if self.faults().has(Fault::SpareNothing) {
            return Ok(());
        }
        // Where only deletes are left nothing lives: what they suppress is collected with them, here or elsewhere first.
        let alive = |record: &&Record| record.existence.iter().any(|version| matches!(version.life, Life::Alive));
        let mut live: Vec<LocalDot> = record.filter(alive).map(|record| live_dots(record, request)).unwrap_or_default();
        // What a change set wrote before, its later writes have seen.
        live.retain(|dot| dot.sequence <= self.streams.cursor(dot.stream));
        live.order();
        live.dedup();
        let named = live.into_iter().map(|dot| self.named_dot(dot));
        plan.extras.spared = named.filter(|dot| !context.covers(*dot)).collect();
        plan.extras.spared.order();
        let siblings_max = self.deployment.limits().max_siblings;
        if request.kind == OperationKind::Put && plan.extras.spared.len() >= siblings_max {
            return Err(Error::new(
                Code::TooManySiblings,
                format!("{} live values were not in the context, the limit is {siblings_max} siblings; read again and write with what that returns",
                    plan.extras.spared.len()),
            )
            .with("siblings", plan.extras.spared.len())
            .with("limit", siblings_max));
        }
        Ok(())
    }

    /// At the root: what earlier deletes had seen goes on, and every counter is read.
    fn plan_root(&self, request: &Request<'_>, record: Option<&Record>, plan: &mut Plan) {
        let Some(record) = record else {
            // A delete may know by its context what has not come here yet. Any other write reaches, beyond what came
            // here, its own place alone.
            if let (Some(context), OperationKind::Delete) = (&request.context, request.kind) {
                plan.extras.readings = context.readings.clone();
            }
            return;
        };
        let mut readings = Vec::new();
        let tombs = || {
            record.existence.iter().filter_map(|existence| match &existence.life {
                Life::Deleted(tomb) => Some(&**tomb),
                Life::Alive => None,
            })
        };
        for tomb in tombs() {
            // What a delete spared, the write over it spares too, unless somebody else had seen it.
            let spared = tomb.spared.iter().filter(|dot| dot.sequence > self.streams.cursor(dot.stream));
            let spared = spared.filter(|dot| !tombs().any(|tomb| tomb.saw(**dot))).map(|dot| self.named_dot(*dot));
            // What the context had seen counts at the place alone.
            for dot in spared {
                let seen = request.context.as_ref().is_some_and(|context| context.covers(dot));
                match (seen, request.kind) {
                    (false, _) => plan.extras.spared.push(dot),
                    (true, OperationKind::Delete) => {}
                    (true, _) => plan.extras.spared_at_root.push(dot),
                }
            }
            for &(stream, head) in &tomb.seen {
                if head > self.streams.cursor(stream) {
                    let seen = (self.streams.id(stream), head);
                    let known = if request.kind == OperationKind::Delete {
                        &mut plan.extras.seen
                    } else {
                        &mut plan.extras.seen_at_root
                    };
                    match known.iter_mut().find(|entry| entry.0 == seen.0) {
                        Some(entry) => entry.1 = entry.1.max(head),
                        None => known.push(seen),
                    }
                }
            }
            tomb.readings.iter().cloned().for_each(|reading| reading.merge_into(&mut readings));
        }
        for spared in [&mut plan.extras.spared, &mut plan.extras.spared_at_root] {
            spared.order();
            spared.dedup();
        }
        match (&request.context, request.kind) {
            (Some(context), OperationKind::Delete) => {
                plan.extras.readings = context.readings.clone();
            }
            _ => record_readings(record, &Path::default(), &mut readings),
        }
        plan.extras.readings.extend(self.named_readings(readings));
        plan.extras.seen.order();
        plan.extras.seen_at_root.order();
    }

    /// Below a path: what the context, or else this region, reads of each counter.
    fn plan_readings(&self, request: &Request<'_>, record: Option<&Record>, plan: &mut Plan) {
        if let Some(context) = &request.context {
            let below = context.readings.iter().filter(|reading| reading.path.starts_with(&request.path));
            plan.extras.readings = below.cloned().collect();
            return;
        }
        let mut readings = Vec::new();
        if let Some(record) = record {
            record_readings(record, &request.path, &mut readings);
        }
        plan.extras.readings = self.named_readings(readings).collect();
    }

    /// The creations of the versions that the write replaces, or that the delete has seen. A write that replaces nobody's
    /// (its context had seen nothing of the record) is a creation of its own.
    fn plan_births(&self, request: &Request<'_>, record: Option<&Record>, ahead: u64, plan: &mut Plan) {
        if !request.kind.touches_existence() && request.kind != OperationKind::Delete {
            return;
        }
        // What goes on from a delete is what takes it back, or the next delete; a write goes on from writes.
        let of_deletes = matches!(request.kind, OperationKind::Delete | OperationKind::Revive);
        let counts = |existence: &&Existence| of_deletes || matches!(existence.life, Life::Alive);
        let spared = |existence: &&Existence| !plan.extras.spared.contains(&self.named_dot(existence.stamp.dot));
        let versions = record.into_iter().flat_map(|record| &record.existence);
        let replaced: Vec<&Existence> = versions.filter(counts).filter(spared).collect();
        let births = replaced.iter().flat_map(|existence| existence.births()).map(|birth| self.named_dot(*birth));
        let mut births: Vec<Dot> = births.collect();
        if request.kind.touches_existence() && replaced.is_empty() {
            let stream = self.own_stream(request.lane);
            let written = self.streams.number(stream).map_or(0, |number| self.streams.cursor(number));
            births.push(Dot::new(stream, written + ahead + 1));
        }
        births.order();
        births.dedup();
        plan.extras.births = births;
    }

    fn plan_increment(
        &self,
        request: &Request<'_>,
        record: Option<&Record>,
        birth: Birth,
        ahead: u64,
    ) -> Result<Vec<u8>> {
        let own = self.streams.number(self.own_stream(request.lane));
        let sequence = own.map_or(0, |number| self.streams.cursor(number)) + ahead + 1;
        let counter = match record.and_then(|record| record.places.get(&request.path)) {
            Some(Place::Counter(counter)) if !birth.creates() => Some(counter),
            _ => None,
        };
        let same_birth = self.faults().has(Fault::SameBirthAfterCancellation);
        let entry = counter
            .and_then(|counter| own.and_then(|number| counter.entry(number)).map(|entry| (counter, entry)))
            .filter(|(counter, entry)| same_birth || !counter.is_cancelled(entry))
            .map(|(_, entry)| entry);
        // Only a record that exists shows anything.
        let amount = request.amount - counter.filter(|_| request.assigns).map_or(0, Counter::value);
        let (total, since_birth) = match entry {
            Some(entry) => (entry.total.checked_add(amount), sequence - entry.birth),
            None => (Some(amount), 0),
        };
        let overflow = || Error::new(Code::CounterOverflow, "the counter would leave the 128-bit range");
        Ok(ChangeEncoder::increment_arguments(total.ok_or_else(overflow)?, since_birth))
    }

    pub(super) fn named_dot(&self, dot: LocalDot) -> Dot {
        Dot::new(self.streams.id(dot.stream), dot.sequence)
    }

    pub(super) fn named_readings(&self, readings: Vec<LocalReading>) -> impl Iterator<Item = Reading> + '_ {
        let mut readings = readings;
        readings.order_by(|a, b| (&a.path, self.streams.id(a.stream)).cmp(&(&b.path, self.streams.id(b.stream))));
        readings.into_iter().map(|reading| Reading {
            path: reading.path,
            stream: self.streams.id(reading.stream),
            birth: reading.birth,
            sequence: reading.sequence,
            total: reading.total,
        })
    }
}

/// What an expiry says: when, and what had expired before.
fn plan_expiry(
    request: &Request<'_>,
    record: Option<&Record>,
    current: Option<&Record>,
    at_ms: u64,
) -> Result<Vec<u8>> {
    if !current.is_some_and(|current| current.exists(request.existence)) {
        return Err(Error::new(
            Code::InvalidArgument,
            "the record does not exist, so it cannot expire; write it first",
        ));
    }
    if let Some(until) = request.until_ms.filter(|until| *until <= at_ms || i64::try_from(*until).is_err()) {
        return Err(Error::new(
            Code::InvalidArgument,
            format!("{until} is not a time after {at_ms}, when this is written; to be rid of a record, delete it"),
        ));
    }
    let floor_ms = record.and_then(Record::expiry).map_or(0, |expiry| expiry.hides_before(at_ms));
    Ok(Expiry { until_ms: request.until_ms, floor_ms }.to_bytes())
}

fn birth(
    kind: OperationKind,
    record: Option<&Record>,
    current: Option<&Record>,
    existence: ExistenceStrategy,
) -> Birth {
    match record {
        // What revives replaces nothing of the content, whatever was deleted.
        _ if !kind.touches_existence() || kind == OperationKind::Revive => Birth::Update,
        None => Birth::Create,
        Some(_) if current.is_some_and(|current| current.exists(existence)) => Birth::Update,
        Some(record) if record.existence.is_empty() && record.places.values().all(Place::is_empty) => Birth::Create,
        Some(_) => Birth::Recreate,
    }
}

/// The furthest reading of every counter at a path and below it.
pub(super) fn record_readings(record: &Record, above: &Path, readings: &mut Vec<LocalReading>) {
    for (path, place) in &record.places {
        if let Place::Counter(counter) = place
            && path.starts_with(above)
        {
            counter.readings(path).for_each(|reading| reading.merge_into(readings));
        }
    }
}

/// The live dots that a write with a context would replace. Tombstones are never spared, nor is content that nobody
/// holds alive: other regions may have collected it.
fn live_dots(record: &Record, request: &Request<'_>) -> Vec<LocalDot> {
    let alive = record.existence.iter().filter(|existence| matches!(existence.life, Life::Alive));
    let mut dots: Vec<LocalDot> = alive.map(|existence| existence.stamp.dot).collect();
    if request.kind == OperationKind::Delete || dots.is_empty() {
        return dots;
    }
    dots.clear();
    for (path, place) in &record.places {
        let touched = match request.kind {
            OperationKind::Patch => request.fields.contains(path),
            OperationKind::Unset => path.starts_with(&request.path),
            _ => *path == request.path,
        };
        if !touched {
            continue;
        }
        match place {
            Place::Register(register) => dots.extend(register.versions.iter().map(|version| version.stamp.dot)),
            Place::Flag(flag) => dots.extend(flag.versions.iter().map(|version| version.stamp.dot)),
            Place::Set(set) if matches!(request.kind, OperationKind::Remove | OperationKind::RemoveForGood) => {
                let member = set.members.get(request.arguments).into_iter().flat_map(|member| member.as_slice());
                dots.extend(member.filter(|dot| !dot.removed).map(|dot| dot.dot));
            }
            Place::Set(set) => {
                let members = set.members.values().flat_map(|member| member.as_slice());
                dots.extend(members.filter(|dot| !dot.removed).map(|dot| dot.dot));
            }
            Place::Log(log) => dots.extend(log.dots()),
            // What is dominated is never spared: other regions may have collected it.
            Place::Extreme(extreme) => dots.extend(extreme.best().map(|offer| offer.stamp.dot)),
            Place::Counter(_) | Place::Bounded(_) => {}
        }
    }
    dots
}
