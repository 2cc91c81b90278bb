//! The hybrid clock. Twin of `core/src/time/hybrid_clock.rs`.

use crate::{
    argument::{self, now_ms},
    error::Result,
    options::Options,
};
use active_active::time::{self, ClockOptions};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// The node number of a process: region, incarnation and process in one integer.
#[wasm_bindgen]
pub fn node(region: &JsValue, incarnation: &JsValue, process: &JsValue) -> Result<u64> {
    let or = |given: &JsValue, default: u32| if given.is_undefined() { JsValue::from(default) } else { given.clone() };
    let region = argument::unsigned(region, "region")?;
    let incarnation = argument::unsigned(&or(incarnation, 1), "incarnation")?;
    Ok(time::node(region, incarnation, argument::unsigned(&or(process, 0), "process")?))
}

/// A clock that issues timestamps which exceed all that it issued or observed.
#[wasm_bindgen]
pub struct HybridClock(time::HybridClock);

fn clock_options(node: &JsValue, given: &JsValue) -> Result<ClockOptions> {
    let given = Options::read(given, &["maxDriftMs", "maxAheadMs", "maxJumpMs"])?;
    let default = ClockOptions::new(argument::unsigned(node, "node")?);
    Ok(ClockOptions {
        max_drift_ms: given.get("maxDriftMs", argument::unsigned)?.unwrap_or(default.max_drift_ms),
        max_ahead_ms: given.get("maxAheadMs", argument::unsigned)?.unwrap_or(default.max_ahead_ms),
        max_jump_ms: given.get("maxJumpMs", argument::unsigned)?,
        ..default
    })
}

#[wasm_bindgen]
impl HybridClock {
    /// A clock that has issued nothing.
    #[wasm_bindgen(constructor)]
    pub fn new(node: &JsValue, options: &JsValue) -> Result<HybridClock> {
        Ok(HybridClock(time::HybridClock::new(clock_options(node, options)?)))
    }

    /// A clock after a restart, from the bound that was persisted.
    pub fn restart(node: &JsValue, bound_ms: &JsValue, options: &JsValue) -> Result<HybridClock> {
        let options = clock_options(node, options)?;
        Ok(HybridClock(time::HybridClock::restart(options, argument::unsigned(bound_ms, "boundMs")?)))
    }

    /// A clock that goes on after the last timestamp of an earlier one.
    pub fn resume(node: &JsValue, last: &JsValue, options: &JsValue) -> Result<HybridClock> {
        let options = clock_options(node, options)?;
        Ok(HybridClock(time::HybridClock::resume(options, argument::timestamp(last)?)))
    }

    /// The next timestamp, as text.
    pub fn tick(&self, now: Option<f64>) -> Result<String> {
        Ok(self.0.tick(now_ms(now)?)?.to_string())
    }

    /// The next timestamp without its node, or zero where [`tick_checked`](Self::tick_checked) says why not. Both
    /// make `tickPacked` (`npm/src/clock.js`): an answer that may be an error costs an allocation on the way out,
    /// which would be half of the call.
    #[wasm_bindgen(js_name = tickOrZero)]
    pub fn tick_or_zero(&self, now: f64) -> u64 {
        let now_ms = if now >= 0.0 { now as u64 } else { return 0 };
        self.0.tick(now_ms).map_or(0, |timestamp| timestamp.packed())
    }

    /// The next timestamp without its node.
    #[wasm_bindgen(js_name = tickChecked)]
    pub fn tick_checked(&self, now: Option<f64>) -> Result<u64> {
        Ok(self.0.tick(now_ms(now)?)?.packed())
    }

    /// Makes every later tick exceed a timestamp that was received.
    pub fn observe(&self, timestamp: &JsValue, now: Option<f64>) -> Result<()> {
        Ok(self.0.observe(argument::timestamp(timestamp)?, now_ms(now)?)?)
    }

    /// As `observe`, with the timestamp as two integers.
    #[wasm_bindgen(js_name = observeTime)]
    pub fn observe_time(&self, packed: u64, node: u64, now: Option<f64>) -> Result<()> {
        Ok(self.0.observe_time(packed, node, now_ms(now)?)?)
    }

    /// What `observe` would refuse, without observing.
    #[wasm_bindgen(js_name = checkDrift)]
    pub fn check_drift(&self, timestamp: &JsValue, now: Option<f64>) -> Result<()> {
        Ok(self.0.check_drift(argument::timestamp(timestamp)?, now_ms(now)?)?)
    }

    /// A new bound to persist before `confirmReserve`.
    pub fn reserve(&self, ahead_ms: &JsValue, now: Option<f64>) -> Result<f64> {
        Ok(self.0.reserve(now_ms(now)?, argument::unsigned(ahead_ms, "aheadMs")?) as f64)
    }

    /// Puts a persisted bound in force.
    #[wasm_bindgen(js_name = confirmReserve)]
    pub fn confirm_reserve(&self, bound_ms: &JsValue) -> Result<()> {
        self.0.confirm_reserve(argument::unsigned(bound_ms, "boundMs")?);
        Ok(())
    }

    /// Accepts a forward jump of local time.
    #[wasm_bindgen(js_name = confirmJump)]
    pub fn confirm_jump(&self, now: Option<f64>) -> Result<()> {
        self.0.confirm_jump(now_ms(now)?);
        Ok(())
    }

    /// The greatest timestamp issued or observed, under this clock's node.
    #[wasm_bindgen(getter)]
    pub fn last(&self) -> String {
        self.0.last().to_string()
    }

    /// The node.
    #[wasm_bindgen(getter)]
    pub fn node(&self) -> u64 {
        self.0.node()
    }

    /// The bound in force.
    #[wasm_bindgen(getter, js_name = boundMs)]
    pub fn bound_ms(&self) -> Option<f64> {
        self.0.bound_ms().map(|ms| ms as f64)
    }

    /// How often local time stepped backwards.
    #[wasm_bindgen(getter, js_name = backwardJumps)]
    pub fn backward_jumps(&self) -> f64 {
        self.0.backward_jumps() as f64
    }

    /// The largest step backwards.
    #[wasm_bindgen(getter, js_name = backwardMsMax)]
    pub fn backward_ms_max(&self) -> f64 {
        self.0.backward_ms_max() as f64
    }
}
