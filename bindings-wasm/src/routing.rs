//! Where requests go. Twin of `core/src/routing`.

use crate::{
    argument::{self, now_ms},
    deployment::deployment,
    error::Result,
    options::Options,
    report::{report, reports},
    value,
};
use active_active::{
    routing::{self, RouterOptions},
    value::Value,
};
use js_sys::Array;
use std::cell::RefCell;
use wasm_bindgen::prelude::{JsCast, JsValue, wasm_bindgen};

/// A document of the core, with member names in snake case.
fn document(given: &JsValue) -> Result<Value> {
    Ok(snake_cased(value::read(given)?))
}

fn snake_cased(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            Value::object(members.into_iter().map(|(name, value)| (snake_case(&name), snake_cased(value))))
        }
        Value::Array(items) => Value::Array(items.into_iter().map(snake_cased).collect()),
        other => other,
    }
}

/// `maxStalenessMs` as `max_staleness_ms`; names of regions have no capitals.
fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len());
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// The keys that sign session tokens: pairs of a number and bytes, the one that signs first.
pub(crate) fn token_keys(keys: &JsValue, name: &str) -> Result<routing::TokenKeys> {
    let mut read = Vec::new();
    for pair in array(keys, name)?.iter() {
        let pair = array(&pair, name)?;
        read.push((argument::unsigned(&pair.get(0), name)?, argument::bytes(&pair.get(1), name)?));
    }
    Ok(routing::TokenKeys::new(read)?)
}

fn array<'a>(given: &'a JsValue, name: &str) -> Result<&'a Array> {
    let array = given.dyn_ref::<Array>();
    array.map_or_else(|| argument::unexpected(given, name, "an array of pairs of a number and a Uint8Array"), Ok)
}

/// Reads a session token of a deployment; what it holds is for logs.
#[wasm_bindgen(js_name = readToken)]
pub fn read_token(keys: &JsValue, token: &JsValue, of: &JsValue) -> Result<JsValue> {
    let (keys, token, of) = (token_keys(keys, "keys")?, argument::text(token, "token")?, deployment(of)?);
    Ok(report(&keys.read(&token, &of)?.to_document(&of)))
}

/// Decides where requests go.
#[wasm_bindgen]
pub struct Router(RefCell<routing::Router>);

#[wasm_bindgen]
impl Router {
    /// A router that was told nothing yet.
    #[wasm_bindgen(constructor)]
    pub fn new(of: &JsValue, options: &JsValue) -> Result<Router> {
        let (of, given) = (deployment(of)?, Options::read(options, &["subjectSecret", "tokenKeys"])?);
        let options = RouterOptions {
            subject_secret: given.get("subjectSecret", argument::bytes)?.unwrap_or_default(),
            token_keys: given.get("tokenKeys", token_keys)?,
        };
        Ok(Router(RefCell::new(routing::Router::new(of, options))))
    }

    /// Where a request goes, or why nowhere.
    pub fn route(&self, request: &JsValue, now: Option<f64>) -> Result<JsValue> {
        let (request, now_ms) = (document(request)?, now_ms(now)?);
        Ok(report(&self.0.borrow().route_document(&request, now_ms)?))
    }

    /// The region that takes a write of a subject, without an explanation.
    pub fn pick(&self, class_name: &JsValue, subject: &JsValue, now: Option<f64>) -> Result<String> {
        let (class, subject) = (argument::text(class_name, "className")?, argument::text(subject, "subject")?);
        Ok(self.0.borrow().pick_named(&class, &subject, now_ms(now)?)?.to_owned())
    }

    /// Takes what is known of where a client is.
    pub fn locate(&self, sources: &JsValue) -> Result<JsValue> {
        let (sources, router) = (document(sources)?, self.0.borrow());
        Ok(report(&router.locate(&sources)?.to_document(router.deployment())))
    }

    /// Takes an observation.
    pub fn observe(&self, observation: &JsValue, now: Option<f64>) -> Result<String> {
        let (observation, now_ms) = (document(observation)?, now_ms(now)?);
        Ok(self.0.borrow_mut().observe_document(&observation, now_ms)?.as_str().to_owned())
    }

    /// What is known of each region's health.
    pub fn health(&self, now: Option<f64>) -> Result<Array> {
        Ok(reports(self.0.borrow().health_documents(now_ms(now)?)))
    }

    /// Takes what the home directory says.
    #[wasm_bindgen(js_name = setHome)]
    pub fn set_home(&self, home: &JsValue) -> Result<bool> {
        let home = document(home)?;
        Ok(self.0.borrow_mut().set_home_document(&home)?)
    }

    /// Takes how far a region has come.
    #[wasm_bindgen(js_name = setProgress)]
    pub fn set_progress(&self, progress: &JsValue) -> Result<()> {
        let progress = document(progress)?;
        Ok(self.0.borrow_mut().set_progress_document(&progress)?)
    }

    /// Begins or ends the draining of a region.
    #[wasm_bindgen(js_name = setDraining)]
    pub fn set_draining(&self, region: &JsValue, draining: &JsValue, options: &JsValue) -> Result<()> {
        let (region, draining) = (argument::text(region, "region")?, argument::boolean(draining, "draining")?);
        let options = Options::read(options, &["overrideReason", "now"])?;
        let (reason, now_ms) = (options.get("overrideReason", argument::text)?, options.now_ms()?);
        let mut router = self.0.borrow_mut();
        let number = router.region_number(&region)?;
        Ok(router.set_draining(number, draining, reason.as_deref(), now_ms)?)
    }

    /// Which regions may take over from a home.
    #[wasm_bindgen(js_name = failoverPlan)]
    pub fn failover_plan(&self, of: &JsValue, now: Option<f64>) -> Result<JsValue> {
        let (of, now_ms) = (document(of)?, now_ms(now)?);
        Ok(report(&self.0.borrow().failover_plan_document(&of, now_ms)?))
    }

    /// The regions nearest to a place on the globe.
    pub fn nearest(&self, from: &JsValue, limit: &JsValue) -> Result<JsValue> {
        let (from, limit) = (document(from)?, argument::given(limit, |limit| argument::unsigned(limit, "limit"))?);
        Ok(report(&self.0.borrow().nearest_document(&from, limit.unwrap_or(1))?))
    }

    /// The hash of a subject.
    #[wasm_bindgen(js_name = subjectHash)]
    pub fn subject_hash(&self, subject: &JsValue) -> Result<String> {
        Ok(self.0.borrow().subject_hash(&argument::text(subject, "subject")?).to_text())
    }

    /// The first home of a subject.
    #[wasm_bindgen(js_name = firstHome)]
    pub fn first_home(&self, class_name: &JsValue, subject: &JsValue) -> Result<Option<String>> {
        let (class, subject) = (argument::text(class_name, "className")?, argument::text(subject, "subject")?);
        Ok(self.0.borrow().first_home_named(&class, &subject)?.map(str::to_owned))
    }
}

/// The great-circle distance of two places in whole kilometres.
#[wasm_bindgen(js_name = distanceKm)]
pub fn distance_km(from: &JsValue, to: &JsValue) -> Result<u32> {
    Ok(routing::distance_km(&document(from)?, &document(to)?)?)
}

/// Compares ways to send clients elsewhere when a region fails.
#[wasm_bindgen(js_name = compareFailover)]
pub fn compare_failover(methods: &JsValue) -> Result<JsValue> {
    Ok(report(&routing::compare_failover(&document(methods)?)?.to_document()))
}
