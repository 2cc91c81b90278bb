//! Writes the shop's day: seeded, so that anyone gets the same file.
//!
//! Customers stay mostly in their own region. On top of that come encounters: the same record touched in two or
//! three regions within a few milliseconds, faster than the network carries the news, half of them while it is cut.

use active_active::value::Value;

use crate::{operation::Operation, random::Random};

/// How long the day lasts, in milliseconds.
const LENGTH_MS: u64 = 12_000;
/// When the network is cut, as parts of the length in percent; see `play`.
pub(crate) const CUT_PERCENT: (u64, u64) = (35, 65);

const CUSTOMERS: u64 = 150;
const PRODUCTS: u64 = 40;
const ROUTINE: u64 = 5_200;
const ENCOUNTERS: u64 = 260;

/// How many of a product there are when the shop opens.
const STOCK: i64 = 9;
/// The record whose conflict no rule decides.
const MANUAL: &str = "terms/returns";

const REGIONS: [&str; 3] = ["eu", "us", "ap"];
const NAMES: [&str; 10] = ["Ada", "Zoë", "Grace", "Søren", "Радия", "美咲", "Amara", "João", "Ines", "Tuğba"];
const CITIES: [&str; 8] = ["Dublin", "Kraków", "São Paulo", "東京", "Nairobi", "Chicago", "Montréal", "서울"];
const INTERESTS: [&str; 6] = ["books", "bikes", "tea", "maps", "music ♫", "chess"];
const PAGES: [&str; 7] = ["home", "search", "basket", "checkout", "help", "offers", "about"];
const SETTINGS: [&str; 6] = ["tax-rate", "banner", "free-shipping", "currency", "support-hours", "theme"];

/// All operations of the day, in the order of their time.
pub(crate) fn day(seed: u64) -> Vec<Operation> {
    let mut day = Day { random: Random::new(seed), operations: Vec::new() };
    day.opening();
    for _ in 0..ROUTINE {
        day.routine();
    }
    for number in 0..ENCOUNTERS {
        day.encounter(number);
    }
    // The one that is left to a person.
    let apart = LENGTH_MS * (CUT_PERCENT.0 + CUT_PERCENT.1) / 200;
    day.write(apart, "us", "put", MANUAL, &[], Some("60 days".into()));
    day.write(apart, "ap", "put", MANUAL, &[], Some("14 days".into()));
    day.operations.sort_by_key(|operation| operation.at_ms);
    day.operations
}

struct Day {
    random: Random,
    operations: Vec<Operation>,
}

impl Day {
    fn write(&mut self, at_ms: u64, region: &str, verb: &str, key: &str, path: &[&str], argument: Option<Value>) {
        let path = path.iter().map(|field| (*field).to_owned()).collect();
        self.operations.push(Operation {
            at_ms: at_ms.min(LENGTH_MS),
            region: region.into(),
            verb: verb.into(),
            key: key.into(),
            path,
            argument,
        });
    }

    /// The region where a customer lives, or now and then another one that they travel in.
    fn region_of(&mut self, customer: u64) -> &'static str {
        let at_home = self.random.percent(88);
        let region = if at_home { customer } else { self.random.next() };
        REGIONS.get((region % 3) as usize).copied().unwrap_or("eu")
    }

    /// The three regions in any order.
    fn shuffled(&mut self) -> [&'static str; 3] {
        let [a, b, c] = REGIONS;
        match self.random.below(6) {
            0 => [a, b, c],
            1 => [a, c, b],
            2 => [b, a, c],
            3 => [b, c, a],
            4 => [c, a, b],
            _ => [c, b, a],
        }
    }

    /// A price such as 19.99.
    fn price(&mut self) -> Value {
        Value::Float((self.random.below(9_900) + 100) as f64 / 100.0)
    }

    fn profile(&mut self) -> Value {
        let (name, city) = (self.random.pick(&NAMES), self.random.pick(&CITIES));
        Value::object([("name", Value::from(name)), ("city", Value::from(city))])
    }

    /// The shop opens: every region brings its customers and some of the products.
    fn opening(&mut self) {
        for customer in 0..CUSTOMERS {
            let (at, region) = (self.random.below(500), self.region_of(customer));
            let profile = self.profile();
            self.write(at, region, "patch", &format!("profile/{customer}"), &[], Some(profile));
        }
        for product in 0..PRODUCTS {
            let (at, [region, ..]) = (self.random.below(500), self.shuffled());
            let fields = Value::object([("title", Value::from(format!("Product {product}"))), ("price", self.price())]);
            self.write(at, region, "patch", &format!("product/{product}"), &[], Some(fields));
            self.write(at + 1, region, "enable", &format!("shelf/{product}"), &[], None);
            let stock = format!("stock/{product}");
            self.write(at + 1, region, "increment", &stock, &[], Some(Value::Integer(STOCK)));
            for other in REGIONS.into_iter().filter(|other| *other != region) {
                self.write(at + 2, region, "transfer", &stock, &[other], Some(Value::Integer(STOCK / 3)));
            }
        }
        self.write(100, "eu", "put", MANUAL, &[], Some("30 days".into()));
    }

    /// Columns that move as one: a register that holds an object with so many of them.
    fn address(&mut self, columns: usize) -> Value {
        let street = Value::from(format!("{} Main Street", self.random.below(200)));
        let zip = Value::from(format!("{:05}", self.random.below(100_000)));
        let all = [("street", street), ("zip", zip), ("city", Value::from(self.random.pick(&CITIES)))];
        Value::object(all.into_iter().take(columns))
    }

    /// What happens all day long.
    fn routine(&mut self) {
        let at = 500 + self.random.below(LENGTH_MS - 500);
        let customer = self.random.below(CUSTOMERS);
        let product = self.random.skewed(PRODUCTS);
        let region = self.region_of(customer);
        let profile = format!("profile/{customer}");
        match self.random.below(100) {
            0..=27 => {
                let key = format!("views/{}", self.random.pick(&PAGES));
                self.write(at, region, "increment", &key, &[], Some(Value::Integer(1)));
            }
            28..=43 => {
                // Now and then someone takes a like back.
                let amount = if self.random.percent(10) { -1 } else { 1 };
                self.write(at, region, "increment", &format!("likes/{product}"), &[], Some(Value::Integer(amount)));
            }
            44..=63 => {
                let verb = if self.random.percent(70) { "add" } else { "remove" };
                let item = Some(Value::from(format!("product/{product}")));
                self.write(at, region, verb, &format!("cart/{customer}"), &[], item);
            }
            64..=66 => self.write(at, region, "clear", &format!("cart/{customer}"), &[], None),
            67..=71 => self.write(at, region, "increment", &profile, &["visits"], Some(Value::Integer(1))),
            72..=76 => {
                let city = Value::from(self.random.pick(&CITIES));
                self.write(at, region, "put", &profile, &["city"], Some(city));
            }
            77..=79 => {
                let home = self.address(3);
                self.write(at, region, "put", &profile, &["home"], Some(home));
            }
            80..=83 => {
                let interest = Value::from(self.random.pick(&INTERESTS));
                self.write(at, region, "add", &profile, &["interests"], Some(interest));
            }
            84..=86 => {
                let verb = if self.random.percent(60) { "enable" } else { "disable" };
                self.write(at, region, verb, &profile, &["newsletter"], None);
            }
            87..=88 => {
                let verb = if self.random.percent(50) { "enable" } else { "disable" };
                self.write(at, region, verb, &format!("shelf/{product}"), &[], None);
            }
            89..=91 => self.write(at, region, "increment", &format!("stock/{product}"), &[], Some(Value::Integer(-1))),
            92..=94 => {
                let price = self.price();
                self.write(at, region, "put", &format!("product/{product}"), &["price"], Some(price));
            }
            95..=96 => {
                let key = format!("handle/{}-{}", self.random.pick(&NAMES).to_lowercase(), self.random.below(100_000));
                let owner = Value::object([("customer", Value::from(profile))]);
                self.write(at, region, "put", &key, &[], Some(owner));
            }
            97..=98 => {
                let verb = if self.random.percent(80) { "add" } else { "remove" };
                let code = Value::from(format!("SAVE{}", self.random.below(20)));
                self.write(at, region, verb, &format!("coupons/{customer}"), &[], Some(code));
            }
            _ => self.write(at, region, "delete", &profile, &[], None),
        }
    }

    /// Two or three regions touch one record before they hear of one another.
    fn encounter(&mut self, number: u64) {
        let (cut, heal) = (LENGTH_MS * CUT_PERCENT.0 / 100, LENGTH_MS * CUT_PERCENT.1 / 100);
        let at = match number % 2 {
            0 => cut + 300 + self.random.below(heal - cut - 600),
            _ => 2_000 + self.random.below(LENGTH_MS - 4_500),
        };
        let soon = at + self.random.below(4);
        let [a, b, c] = self.shuffled();
        let product = self.random.below(PRODUCTS);
        let profile = format!("profile/visitor-{number}");
        match number % 19 {
            0 | 1 => {
                let key = format!("handle/{}-{number}", self.random.pick(&NAMES).to_lowercase());
                for (at, region) in [(at, a), (soon, b)] {
                    let owner = format!("profile/{}", self.random.below(CUSTOMERS));
                    self.write(at, region, "put", &key, &[], Some(Value::object([("customer", Value::from(owner))])));
                }
            }
            2 | 3 => {
                let (one, other) = (self.price(), self.price());
                self.write(at, a, "put", &format!("product/{product}"), &["price"], Some(one));
                self.write(soon, b, "put", &format!("product/{product}"), &["price"], Some(other));
            }
            4 => {
                let key = format!("handle/{}-{number}", self.random.pick(&NAMES).to_lowercase());
                let owner = |customer| Some(Value::object([("customer", Value::from(format!("profile/{customer}")))]));
                self.write(at - 1_500, a, "put", &key, &[], owner(number % CUSTOMERS));
                self.write(at, a, "delete", &key, &[], None);
                let other = self.random.below(CUSTOMERS);
                self.write(soon, b, "put", &key, &[], owner(other));
            }
            5 => {
                let (fields, city) = (self.profile(), self.random.pick(&CITIES));
                self.write(at - 1_500, a, "patch", &profile, &[], Some(fields));
                self.write(at, a, "delete", &profile, &[], None);
                self.write(soon, b, "put", &profile, &["city"], Some(city.into()));
            }
            6 => {
                let fields = self.profile();
                self.write(at - 1_500, a, "patch", &profile, &[], Some(fields));
                self.write(at, a, "delete", &profile, &[], None);
                self.write(soon, b, "delete", &profile, &[], None);
            }
            7 | 8 => {
                // Kept side by side, until someone who sees them all decides.
                let key = format!("setting/{}", self.random.pick(&SETTINGS));
                for (at, region) in [(at, a), (soon, b), (soon, c)] {
                    let value = Value::from(format!("{}, says {region}", self.random.below(100)));
                    self.write(at, region, "put", &key, &[], Some(value));
                }
                let decided = Value::from(format!("{}, after looking", self.random.below(100)));
                self.write(at + 4_000, a, "edit", &key, &[], Some(decided));
            }
            9 => {
                let item = Value::from(format!("product/{product}"));
                self.write(at, a, "remove", &format!("cart/{}", number % CUSTOMERS), &[], Some(item.clone()));
                self.write(soon, b, "add", &format!("cart/{}", number % CUSTOMERS), &[], Some(item));
            }
            10 => {
                self.write(at, a, "remove", &format!("coupons/{}", number % CUSTOMERS), &[], Some("WELCOME".into()));
                self.write(soon, b, "add", &format!("coupons/{}", number % CUSTOMERS), &[], Some("WELCOME".into()));
            }
            11 => {
                self.write(at, a, "disable", &format!("shelf/{product}"), &[], None);
                self.write(soon, b, "enable", &format!("shelf/{product}"), &[], None);
            }
            12 => {
                let order = format!("order/{number}");
                self.write(at - 1_500, a, "put", &order, &[], Some("paid".into()));
                self.write(at, a, "put", &order, &[], Some("shipped".into()));
                self.write(soon, b, "put", &order, &[], Some("cancelled".into()));
            }
            13 => {
                // A consent that is withdrawn stays withdrawn, whoever renews it unseen.
                let consent = format!("consent/{number}");
                self.write(at - 1_500, a, "enable", &consent, &[], None);
                self.write(at, a, "delete", &consent, &[], None);
                self.write(soon, b, "enable", &consent, &[], None);
            }
            14 => {
                let (short, whole) = (self.address(1), self.address(3));
                self.write(at, a, "put", &profile, &["delivery"], Some(whole));
                self.write(soon, b, "put", &profile, &["delivery"], Some(short));
            }
            15 => {
                let (one, other) = (self.address(3), self.address(3));
                self.write(at, a, "put", &profile, &["home"], Some(one));
                self.write(soon, b, "put", &profile, &["home"], Some(other));
            }
            16 => {
                let email = Some(Value::from(format!("visitor-{number}@example.org")));
                for (at, region) in [(at, a), (soon, b)] {
                    self.write(at, region, "claim", "emails", &[&format!("{profile}/{region}")], email.clone());
                }
            }
            17 => {
                self.write(at, a, "put", &profile, &["tier"], Some("silver".into()));
                self.write(soon, b, "put", &profile, &["tier"], Some("gold".into()));
            }
            _ => {
                // Different fields of one record: both stay.
                let customer = format!("profile/{}", number % CUSTOMERS);
                let (city, name) = (self.random.pick(&CITIES), self.random.pick(&NAMES));
                self.write(at, a, "put", &customer, &["city"], Some(city.into()));
                self.write(soon, b, "put", &customer, &["name"], Some(name.into()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_in_the_repository_is_the_one_of_seed_7() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/three-regions/operations.jsonl");
        let lines: String = day(7).iter().map(|operation| operation.to_line() + "\n").collect();
        let stored = std::fs::read_to_string(file).unwrap_or_default();
        assert!(
            stored == lines,
            "write it again: cargo demo generate --seed 7 > examples/three-regions/operations.jsonl"
        );
        assert!(stored.lines().count() >= 5_000);
    }
}
