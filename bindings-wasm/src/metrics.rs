//! The parts of the metrics that stand alone. Twin of `core/src/metrics`.

use crate::{
    argument::{self, now_ms},
    error::Result,
    report::reports,
};
use active_active::metrics;
use js_sys::Array;
use std::cell::RefCell;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// A detector of sustained rises.
#[wasm_bindgen]
pub struct RateMonitor(RefCell<metrics::RateMonitor>);

#[wasm_bindgen]
impl RateMonitor {
    /// A monitor that has observed nothing.
    #[wasm_bindgen(constructor)]
    pub fn new(threshold: &JsValue, window_ms: &JsValue) -> Result<RateMonitor> {
        let (threshold, window_ms) = settings(threshold, window_ms)?;
        Ok(RateMonitor(RefCell::new(metrics::RateMonitor::new(threshold, window_ms)?)))
    }

    /// Observes the counter.
    pub fn observe(&self, total: &JsValue, now: Option<f64>) -> Result<String> {
        let (total, now_ms) = (argument::unsigned(total, "total")?, now_ms(now)?);
        Ok(self.0.borrow_mut().observe(now_ms, total).as_str().to_owned())
    }

    /// Changes the settings from the next window on.
    pub fn configure(&self, threshold: &JsValue, window_ms: &JsValue) -> Result<()> {
        let (threshold, window_ms) = settings(threshold, window_ms)?;
        Ok(self.0.borrow_mut().configure(threshold, window_ms)?)
    }

    /// The state at the last observation.
    #[wasm_bindgen(getter)]
    pub fn state(&self) -> String {
        self.0.borrow().state().as_str().to_owned()
    }

    /// What the counter rose by in the window that is open.
    #[wasm_bindgen(getter)]
    pub fn count(&self) -> f64 {
        self.0.borrow().count() as f64
    }

    /// The threshold of the window that is open.
    #[wasm_bindgen(getter)]
    pub fn threshold(&self) -> f64 {
        self.0.borrow().threshold() as f64
    }

    /// The length of the window that is open.
    #[wasm_bindgen(getter, js_name = windowMs)]
    pub fn window_ms(&self) -> f64 {
        self.0.borrow().window_ms() as f64
    }
}

fn settings(threshold: &JsValue, window_ms: &JsValue) -> Result<(u64, u64)> {
    Ok((argument::unsigned(threshold, "threshold")?, argument::unsigned(window_ms, "windowMs")?))
}

/// The keys that come most often.
#[wasm_bindgen]
pub struct SpaceSaving(RefCell<metrics::SpaceSaving>);

#[wasm_bindgen]
impl SpaceSaving {
    /// An empty sketch.
    #[wasm_bindgen(constructor)]
    pub fn new(capacity: &JsValue) -> Result<SpaceSaving> {
        let capacity = argument::given(capacity, |given| argument::unsigned(given, "capacity"))?;
        let capacity = capacity.unwrap_or(metrics::SpaceSaving::CAPACITY_DEFAULT);
        Ok(SpaceSaving(RefCell::new(metrics::SpaceSaving::new(capacity)?)))
    }

    /// Counts a key so many times.
    pub fn add(&self, key: &JsValue, times: &JsValue) -> Result<()> {
        let times = argument::given(times, |given| argument::unsigned(given, "times"))?.unwrap_or(1);
        self.0.borrow_mut().add(&argument::text(key, "key")?, times);
        Ok(())
    }

    /// The keys that are held.
    pub fn top(&self, limit: &JsValue) -> Result<Array> {
        let limit = argument::given(limit, |given| argument::unsigned(given, "limit"))?.unwrap_or(usize::MAX);
        Ok(reports(self.0.borrow().top(limit).iter().map(metrics::KeyCount::to_document)))
    }

    /// How much was counted in all.
    #[wasm_bindgen(getter)]
    pub fn total(&self) -> f64 {
        self.0.borrow().total() as f64
    }

    /// How many keys are held at most.
    #[wasm_bindgen(getter)]
    pub fn capacity(&self) -> f64 {
        self.0.borrow().capacity() as f64
    }
}
