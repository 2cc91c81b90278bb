//! A small deployment: what each region wrote, how far each has received the others, and what may happen next.
//!
//! The transitions are those of the library; here is only what surrounds them. Loss, repetition, delay and partition
//! are all one thing: a region may receive the next item of any stream at any step, or never. A region acknowledges by
//! having received: to know of it later only makes less possible. What is durable is the streams and the cursors; a
//! crash takes the drain and the promises that a home has collected.

use active_active::{
    causality::Origin,
    fault::Faults,
    home::{Entry, Epoch, Seen, Standing, SubjectHome},
};

/// What stands in a stream.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Item {
    /// A write, and the epoch that it was made under. `carried`: what the change says of it.
    Write {
        epoch: Epoch,
        carried: Option<Epoch>,
    },
    Entry {
        entry: Entry,
        seen: Seen,
    },
}

/// A promise not to claim, given to the home of an epoch.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Promise {
    pub(crate) epoch: Epoch,
    pub(crate) cut: Vec<u8>,
    /// Whether the home may still count on it. Its timer ends before the promiser's.
    pub(crate) live: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Replica {
    pub(crate) home: SubjectHome,
    /// How far each stream was received, by region.
    pub(crate) cursors: Vec<u8>,
    pub(crate) draining: bool,
    /// What the region has promised.
    pub(crate) promise: Option<Promise>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct World {
    pub(crate) streams: Vec<Vec<Item>>,
    pub(crate) replicas: Vec<Replica>,
    /// How many grants were undone by the variant that does so.
    undone: u8,
}

/// What may happen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Event {
    Write {
        at: usize,
    },
    Prepare {
        at: usize,
    },
    /// The drain is called off, or lost.
    Abort {
        at: usize,
    },
    Grant {
        at: usize,
        to: usize,
    },
    Claim {
        at: usize,
    },
    Yield {
        at: usize,
    },
    Resolve {
        at: usize,
        to: usize,
    },
    Close {
        at: usize,
    },
    Receive {
        at: usize,
        from: usize,
    },
    Promise {
        at: usize,
    },
    /// The home counts on the promise no longer.
    Forget {
        at: usize,
    },
    /// The promiser's own timer ends.
    Release {
        at: usize,
    },
    /// A timer undoes a grant: what no timer may do.
    Undo {
        at: usize,
    },
}

/// How much may happen, and what is deliberately wrong.
#[derive(Debug, Clone)]
pub(crate) struct Bounds {
    pub(crate) regions: usize,
    /// Writes of each region.
    pub(crate) writes: usize,
    /// Claims of all regions, and grants.
    pub(crate) claims: usize,
    pub(crate) grants: usize,
    pub(crate) promises: bool,
    pub(crate) faults: Faults,
    pub(crate) undo: bool,
}

pub(crate) fn number(at: usize) -> u16 {
    at as u16 + 1
}

pub(crate) fn origin(at: usize) -> Origin {
    Origin::new(number(at), 1)
}

impl World {
    pub(crate) fn new(regions: usize) -> Self {
        let replica = Replica { home: SubjectHome::new(1), cursors: vec![0; regions], draining: false, promise: None };
        World { streams: vec![Vec::new(); regions], replicas: vec![replica; regions], undone: 0 }
    }

    fn count(&self, counts: impl Fn(&Item) -> bool) -> usize {
        self.streams.iter().flatten().filter(|item| counts(item)).count()
    }

    fn replica(&self, at: usize) -> &Replica {
        &self.replicas[at]
    }

    /// Whether a region has received everything that another holds.
    fn has_all(&self, at: usize, of: usize) -> bool {
        self.replica(at).cursors.iter().zip(&self.replica(of).cursors).all(|(has, held)| has >= held)
    }

    /// Puts an item into a region's own stream, and applies it there.
    fn append(&mut self, at: usize, item: Item) {
        self.streams[at].push(item);
        self.receive(at, at);
    }

    fn append_entry(&mut self, at: usize, entry: Entry) {
        let heads = self.replica(at).cursors.iter().enumerate();
        let seen = heads.map(|(region, head)| (origin(region), u64::from(*head))).collect();
        self.append(at, Item::Entry { entry, seen });
    }

    fn receive(&mut self, at: usize, from: usize) {
        let replica = &mut self.replicas[at];
        let sequence = u64::from(replica.cursors[from]) + 1;
        match &self.streams[from][sequence as usize - 1] {
            Item::Write { carried, .. } => replica.home.note_write(origin(from), sequence, *carried),
            Item::Entry { entry, seen } => replica.home.apply(entry, origin(from), sequence, || seen.clone()),
        }
        replica.cursors[from] += 1;
    }

    /// Whether a region may serve a strong read: every region that may claim has promised not to, and what they had is
    /// here.
    pub(crate) fn serves_strong_reads(&self, at: usize) -> bool {
        let own = self.replica(at);
        let home = own.home.home();
        own.home.standing(number(at)) == Standing::Active
            && self.replicas.iter().enumerate().filter(|(other, _)| *other != at).all(|(_, other)| {
                other.promise.as_ref().is_some_and(|promise| {
                    promise.live
                        && promise.epoch == home
                        && promise.cut.iter().zip(&own.cursors).all(|(cut, cursor)| cut <= cursor)
                })
            })
    }

    /// What may happen next. Every region is in the fallback list.
    pub(crate) fn events(&self, bounds: &Bounds) -> Vec<Event> {
        let claims = self.count(|item| matches!(item, Item::Entry { entry: Entry::Claim { .. }, .. }));
        let grants = self.count(|item| matches!(item, Item::Entry { entry: Entry::Grant { .. }, .. }));
        let mut events = Vec::new();
        for at in 0..bounds.regions {
            let Replica { home, cursors, draining, promise } = self.replica(at);
            let own = number(at);
            let writes = self.streams[at].iter().filter(|item| matches!(item, Item::Write { .. })).count();
            if writes < bounds.writes && home.may_write(own, *draining, None).is_ok() {
                events.push(Event::Write { at });
            }
            match draining {
                true => events.push(Event::Abort { at }),
                false if home.standing(own) == Standing::Active && grants < bounds.grants => {
                    events.push(Event::Prepare { at });
                }
                false => {}
            }
            for (to, cursor) in cursors.iter().enumerate() {
                if grants < bounds.grants {
                    let has_all = self.has_all(to, at);
                    let drains = *draining || home.standing(own) == Standing::Contested;
                    if to != at && home.grant(own, number(to), drains, has_all, bounds.faults).is_ok() {
                        events.push(Event::Grant { at, to });
                    }
                    if home.resolve(own, number(to), has_all, bounds.faults).is_ok() {
                        events.push(Event::Resolve { at, to });
                    }
                }
                if to != at && usize::from(*cursor) < self.streams[to].len() {
                    events.push(Event::Receive { at, from: to });
                }
            }
            if claims < bounds.claims && home.claim(own, true, promise.is_some(), bounds.faults).is_ok() {
                events.push(Event::Claim { at });
            }
            if home.due_yield(own).is_some() {
                events.push(Event::Yield { at });
            }
            if home.due_close(own, bounds.faults).is_some() {
                events.push(Event::Close { at });
            }
            match promise {
                None if bounds.promises && home.promise(own).is_ok() => events.push(Event::Promise { at }),
                None => {}
                Some(Promise { live: true, .. }) => events.push(Event::Forget { at }),
                Some(_) => events.push(Event::Release { at }),
            }
            let granted = matches!(self.streams[at].last(), Some(Item::Entry { entry: Entry::Grant { .. }, .. }));
            if bounds.undo && self.undone == 0 && granted {
                events.push(Event::Undo { at });
            }
        }
        events
    }

    /// The world after an event that may happen.
    pub(crate) fn after(&self, event: &Event, bounds: &Bounds) -> Option<World> {
        let mut world = self.clone();
        let home = |at: usize| &self.replica(at).home;
        match *event {
            Event::Write { at } => {
                let epoch = home(at).may_write(number(at), false, None).ok()?;
                let carried = home(at).epoch_to_carry(origin(at), self.streams[at].len() as u64 + 1);
                world.append(at, Item::Write { epoch, carried });
            }
            Event::Prepare { at } => world.replicas[at].draining = true,
            Event::Abort { at } => world.replicas[at].draining = false,
            Event::Grant { at, to } => {
                let entry = home(at).grant(number(at), number(to), true, self.has_all(to, at), bounds.faults).ok()?;
                world.replicas[at].draining = false;
                world.append_entry(at, entry);
            }
            Event::Resolve { at, to } => {
                let entry = home(at).resolve(number(at), number(to), self.has_all(to, at), bounds.faults).ok()?;
                world.append_entry(at, entry);
            }
            Event::Claim { at } => {
                let promised = self.replica(at).promise.is_some();
                world.append_entry(at, home(at).claim(number(at), true, promised, bounds.faults).ok()?);
            }
            Event::Yield { at } => world.append_entry(at, home(at).due_yield(number(at))?),
            Event::Close { at } => world.append_entry(at, home(at).due_close(number(at), bounds.faults)?),
            Event::Receive { at, from } => world.receive(at, from),
            Event::Promise { at } => {
                let epoch = home(at).promise(number(at)).ok()?;
                let cut = self.replica(at).cursors.clone();
                world.replicas[at].promise = Some(Promise { epoch, cut, live: true });
            }
            Event::Forget { at } => world.replicas[at].promise.as_mut()?.live = false,
            Event::Release { at } => world.replicas[at].promise = None,
            Event::Undo { at } => {
                world.undone += 1;
                world.streams[at].pop();
                world.replay(at);
            }
        }
        Some(world)
    }

    /// Makes a region forget an entry that it took back: everything it has received is applied again.
    fn replay(&mut self, at: usize) {
        let received = self.replicas[at].cursors.clone();
        self.replicas[at].cursors = vec![0; received.len()];
        self.replicas[at].home = SubjectHome::new(1);
        for (from, head) in received.iter().enumerate() {
            for _ in 0..usize::from(*head).min(self.streams[from].len()) {
                self.receive(at, from);
            }
        }
    }

    /// One fair way on: everything is received, promises run out, claims are yielded, the holder of the title decides
    /// for itself, windows are closed; until nothing is left to do.
    pub(crate) fn healed(&self, bounds: &Bounds) -> World {
        let mut world = self.clone();
        for replica in &mut world.replicas {
            (replica.draining, replica.promise) = (false, None);
        }
        for _ in 0..64 {
            let before = world.clone();
            for at in 0..bounds.regions {
                for from in 0..bounds.regions {
                    while usize::from(world.replica(at).cursors[from]) < world.streams[from].len() {
                        world.receive(at, from);
                    }
                }
                let own = number(at);
                let home = &world.replica(at).home;
                let next = home
                    .due_yield(own)
                    .or_else(|| home.resolve(own, own, true, bounds.faults).ok())
                    .or_else(|| home.due_close(own, bounds.faults));
                if let Some(entry) = next {
                    world.append_entry(at, entry);
                }
            }
            if world == before {
                break;
            }
        }
        world
    }
}
