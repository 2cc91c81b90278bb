//! From a seed to a deployment and a history of it.

use super::{
    history::{Event, History, Part, Source, Step},
    operation::Operation,
    plan::{Plan, Setting},
    random::Random,
    schema::{CLAIM, CLASSES, Class, Path, Type, claim_key, class_of},
};
use alloc::{format, string::String, vec::Vec};

/// The time at which simulations start.
pub(super) const START_MS: u64 = 1_000_000;
/// Times are multiples of this, so that writes of several regions fall on one millisecond.
const GRAIN_MS: u64 = 20;

struct Generator<'a> {
    random: Random,
    plan: &'a Plan,
    setting: Setting,
    keys: Vec<String>,
    /// What is claimed under which key.
    claimed: Vec<(String, u64)>,
    /// What was read: the record.
    reads: Vec<String>,
    /// Times at which links are cut: from, until, and the regions on one side.
    cuts: Vec<(u64, u64, Vec<usize>)>,
    steps: History,
    sendings: u32,
    values: i64,
}

/// The deployment and the history of a seed.
pub fn generate(seed: u64, plan: &Plan) -> (Setting, History) {
    let mut random = Random::new(seed);
    let regions = random.between(plan.regions_min as u64, plan.regions_max as u64) as usize;
    let setting = Setting {
        regions,
        partitions: random.between(1, plan.partitions_max.into()) as u16,
        relay_after_ms: *random.pick(&[0, 0, 1_000, 4_000]),
        // Old backups catch up from the logs of others; where those are short, nothing old comes back.
        feed_bytes: if random.percent(70) { 256 << 10 } else { 0 },
        mail_survives: plan.mail_survives,
        faults: plan.faults,
    };
    let keys = keys(&mut random, plan);
    let mut generator = Generator {
        random,
        plan,
        setting,
        claimed: (0..plan.keys_max as u64).map(|number| (claim_key(number), number)).collect(),
        keys,
        reads: Vec::new(),
        cuts: Vec::new(),
        steps: Vec::new(),
        sendings: 0,
        values: 0,
    };
    generator.weather();
    generator.clients();
    generator.replication();
    let Generator { mut steps, setting, .. } = generator;
    steps.sort_by_key(|step| step.at);
    (setting, steps)
}

/// Few records, so that writes meet; maps more often, since they hold everything.
fn keys(random: &mut Random, plan: &Plan) -> Vec<String> {
    let count = random.between(1, plan.keys_max as u64);
    (0..count)
        .map(|number| {
            let drawn: &Class = if random.percent(40) { &CLASSES[CLASSES.len() - 1] } else { random.pick(CLASSES) };
            match plan.class.unwrap_or(drawn.prefix) {
                CLAIM => claim_key(number),
                class => format!("{class}/{number}"),
            }
        })
        .collect()
}

impl Generator<'_> {
    fn time(&mut self) -> u64 {
        START_MS + self.random.below(self.plan.duration_ms / GRAIN_MS) * GRAIN_MS
    }

    fn region(&mut self) -> usize {
        self.random.below(self.setting.regions as u64) as usize
    }

    fn step(&mut self, at: u64, event: Event) {
        self.steps.push(Step { at, event });
    }

    /// Cuts, crashes, backups and clocks.
    fn weather(&mut self) {
        if self.plan.partitions {
            for _ in 0..self.random.below(3) {
                let from = self.time();
                let until = from + self.random.between(500, 8_000);
                let side = (0..self.setting.regions).filter(|_| self.random.percent(50)).collect();
                self.cuts.push((from, until, side));
            }
        }
        if self.plan.skew {
            for _ in 0..self.random.below(5) {
                let (at, region) = (self.time(), self.region());
                let ms = *self.random.pick(&[-9_000, -3_000, -200, -1, 1, 150, 2_000, 4_000, 8_000, 20_000]);
                self.step(at, Event::Skew { region, ms });
            }
        }
        let crashes = self.random.between(0, self.plan.crashes_max);
        for _ in 0..crashes {
            for _ in 0..self.random.between(1, 3) {
                let (at, region) = (self.time(), self.region());
                self.step(at, Event::Backup { region });
            }
            let (at, region) = (self.time(), self.region());
            let from = match self.random.below(4) {
                0 => Source::Memory,
                1 => Source::Region((region + 1) % self.setting.regions),
                _ if self.setting.feed_bytes == 0 => Source::Memory,
                nth => Source::Backup(nth as usize - 2),
            };
            self.step(at, Event::Crash { region, from });
        }
    }

    fn clients(&mut self) {
        let writes = self.random.between(4, self.plan.writes_max as u64);
        for _ in 0..writes {
            let at = self.time();
            let region = self.region();
            let key = self.random.pick(&self.keys).clone();
            let operation = self.operation(&key);
            self.write(at, region, &key, operation);
            if self.random.percent(12) {
                let (at, region, nth) = (self.time(), self.region(), self.random.below(8) as usize);
                let pick = *self.random.pick(&['a', 'b']);
                self.step(at, Event::Judge { region, nth, pick });
                // Two who do not know of one another, now and then.
                if self.random.percent(30) {
                    let region = self.region();
                    self.step(at, Event::Judge { region, nth, pick });
                }
            }
            // Another region at the same time, now and then.
            if self.random.percent(25) {
                let (region, operation) = (self.region(), self.operation(&key));
                self.write(at, region, &key, operation);
            }
        }
    }

    fn write(&mut self, at: u64, region: usize, key: &str, operation: Operation) {
        let mut context = None;
        if operation.takes_context() && self.random.percent(45) {
            let name = self.reads.len() as u32;
            let read_at = at.saturating_sub(self.random.between(0, 250) * GRAIN_MS).max(START_MS);
            let read_by = if self.random.percent(60) { region } else { self.region() };
            self.reads.push(key.into());
            self.step(read_at, Event::Read { region: read_by, key: key.into(), name });
            context = Some(name);
        }
        self.step(at, Event::Write { region, key: key.into(), operation, context });
    }

    fn value(&mut self) -> i64 {
        // Equal values now and then: they are no conflict.
        if self.random.percent(10) {
            return 7;
        }
        self.values += 1;
        100 + self.values
    }

    fn operation(&mut self, key: &str) -> Operation {
        if let Some((_, number)) = self.claimed.iter().find(|(claimed, _)| claimed == key) {
            let (number, claimant) = (*number, self.random.below(3) as u8);
            return match self.random.below(10) {
                0..6 => Operation::Claim(number, claimant),
                _ => Operation::Release(number, claimant),
            };
        }
        let places = class_of(key).places;
        if self.random.percent(self.plan.delete_percent) {
            return Operation::Delete;
        }
        let is_map = places.len() > 1;
        if is_map && self.random.percent(12) {
            let above: &[Path] = &[
                &["inner"],
                &["a"],
                &["count"],
                &["adds"],
                &["removes"],
                &["off"],
                &["log"],
                &["most"],
                &["inner", "count"],
                &["inner", "least"],
            ];
            let path: Path = *self.random.pick(above);
            if places.iter().any(|(place, _)| place.starts_with(path)) {
                return Operation::Unset(path);
            }
        }
        if is_map && self.random.percent(15) {
            let registers: Vec<Path> =
                places.iter().filter(|(_, kind)| is_register(*kind)).map(|(path, _)| *path).collect();
            let mut fields = Vec::new();
            for path in registers {
                if self.random.percent(60) {
                    fields.push((path, self.value()));
                }
            }
            if !fields.is_empty() {
                return Operation::Patch(fields);
            }
        }
        let (path, kind) = *self.random.pick(places);
        let member = self.random.below(3) as u8;
        match kind {
            Type::LastWriteWins | Type::FirstWriteWins | Type::Max | Type::KeepAll => {
                Operation::Put(path, self.value())
            }
            Type::Counter => match self.random.below(10) {
                0..6 => Operation::Increment(path, self.random.between(0, 12) as i64 - 3),
                6 => Operation::Assign(path, self.random.below(20) as i64),
                _ => Operation::Reset(path),
            },
            Type::AddWins | Type::RemoveWins => match self.random.below(10) {
                0..5 => Operation::Add(path, member),
                5..9 => Operation::Remove(path, member),
                _ => Operation::Clear(path),
            },
            // Few numbers, so that some are equal and most are worse than what is there.
            Type::Maximum | Type::Minimum => Operation::Offer(path, self.random.below(9) as i64),
            // Handled above: a claim has no operations but its own.
            Type::Claim => Operation::Delete,
            Type::Log => Operation::Append(path, self.value()),
            Type::EnableWins | Type::DisableWins => {
                if self.random.percent(50) {
                    Operation::Enable(path)
                } else {
                    Operation::Disable(path)
                }
            }
        }
    }

    /// Every region sends to every other at its own pace; some links hardly ever work.
    fn replication(&mut self) {
        let pace_ms = *self.random.pick(&[400, 1_500, 4_000]);
        let latency_ms = *self.random.pick(&[20, 150, 900]);
        for from in 0..self.setting.regions {
            for to in 0..self.setting.regions {
                if from == to {
                    continue;
                }
                let link_pace = if self.random.percent(25) { pace_ms * 6 } else { pace_ms };
                let mut at = START_MS + self.random.below(link_pace);
                while at < START_MS + self.plan.duration_ms {
                    let sent_at = at / GRAIN_MS * GRAIN_MS;
                    self.send(sent_at, from, to, latency_ms);
                    at += self.random.between(link_pace / 2, link_pace * 3 / 2);
                }
            }
        }
        for _ in 0..self.random.below(6) {
            let (at, region) = (self.time(), self.region());
            self.step(at, Event::Retry { region });
        }
    }

    fn send(&mut self, at: u64, from: usize, to: usize, latency_ms: u64) {
        let name = self.sendings;
        self.sendings += 1;
        let bytes_max = *self.random.pick(&[1, 60, 200, usize::MAX, usize::MAX]);
        self.step(at, Event::Send { from, to, bytes_max, name });
        let cut = |(start, until, side): &(u64, u64, Vec<usize>)| {
            (*start..*until).contains(&at) && side.contains(&from) != side.contains(&to)
        };
        if self.cuts.iter().any(cut) {
            return;
        }
        let parts: &[Part] = match self.random.below(3) {
            0 => &[Part::From(0), Part::Acknowledgement],
            1 => &[Part::Batch(0), Part::From(1), Part::Acknowledgement],
            _ => &[Part::Batch(0), Part::Batch(1), Part::Batch(2), Part::From(3), Part::Acknowledgement],
        };
        for part in parts {
            if self.random.percent(self.plan.loss_percent) {
                continue;
            }
            let copies = if self.random.percent(self.plan.duplicate_percent) { 2 } else { 1 };
            for _ in 0..copies {
                let late = if self.random.percent(5) { 10 * latency_ms } else { 0 };
                let arrives = at + self.random.between(latency_ms / 2, latency_ms * 2) + late;
                self.step(arrives, Event::Deliver { name, part: *part });
            }
        }
    }
}

fn is_register(kind: Type) -> bool {
    kind.is_register()
}
