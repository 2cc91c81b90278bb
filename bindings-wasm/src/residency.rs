//! Where data may be. Twin of `core/src/residency`.

use crate::{
    argument,
    deployment::Deployment,
    error::Result,
    report::{report, reports},
    value,
};
use active_active::{
    residency::{Action, DecisionRequest, LabelSet, catalogue, data_set},
    value::Value,
};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// A request as the core has it: only the name of the time differs.
fn request(given: &JsValue) -> Result<Value> {
    Ok(match value::read(given)? {
        Value::Object(members) => Value::object(
            members.into_iter().map(|(name, value)| (if name == "asOfMs" { "as_of_ms".into() } else { name }, value)),
        ),
        other => other,
    })
}

fn action(given: &JsValue) -> Result<Action> {
    Ok(Action::parse(&argument::text(given, "action")?)?)
}

fn labels(given: &JsValue) -> Result<LabelSet> {
    Ok(LabelSet::from_bits(argument::unsigned(given, "labels")?))
}

fn time(given: &JsValue) -> Result<u64> {
    argument::unsigned(given, "asOfMs")
}

fn texts(names: Vec<String>) -> JsValue {
    value::write(&Value::Array(names.into_iter().map(Value::from).collect()))
}

#[wasm_bindgen]
impl Deployment {
    /// The labels with these names as a number, one bit each.
    #[wasm_bindgen(js_name = labelSet)]
    pub fn label_set(&self, names: &JsValue) -> Result<u32> {
        let names = argument::path(names, "names")?;
        Ok(self.core().label_set(&names)?.bits())
    }

    /// Whether a region may do something with data of these labels.
    pub fn allows(&self, labels: &JsValue, action: &JsValue, region: &JsValue, as_of_ms: &JsValue) -> Result<bool> {
        let (labels, action, as_of_ms) = (self::labels(labels)?, self::action(action)?, time(as_of_ms)?);
        let place = self.core().place(&argument::text(region, "region")?)?;
        Ok(self.core().allows(labels, action, place, as_of_ms))
    }

    /// The names of the regions that may do something with data of these labels.
    pub fn allowed(&self, labels: &JsValue, action: &JsValue, as_of_ms: &JsValue) -> Result<JsValue> {
        let (labels, action, as_of_ms) = (self::labels(labels)?, self::action(action)?, time(as_of_ms)?);
        Ok(texts(self.core().allowed_names(labels, action, as_of_ms)))
    }

    /// Decides a request, with the reasons.
    pub fn decide(&self, request: &JsValue) -> Result<JsValue> {
        let request = DecisionRequest::from_value(&self::request(request)?, self.core())?;
        Ok(report(&self.core().decide(&request)?.to_document()))
    }

    /// The names of the regions of a jurisdiction.
    pub fn jurisdiction(&self, name: &JsValue, as_of_ms: &JsValue) -> Result<JsValue> {
        let (name, as_of_ms) = (argument::text(name, "name")?, time(as_of_ms)?);
        Ok(texts(self.core().jurisdiction_by_name(&name, as_of_ms)?))
    }

    /// What is to be looked at.
    pub fn warnings(&self, as_of_ms: &JsValue) -> Result<JsValue> {
        let warnings = self.core().warnings(time(as_of_ms)?);
        Ok(reports(warnings.iter().map(|warning| warning.to_document())).into())
    }
}

/// The region of a public cloud with this name.
#[wasm_bindgen(js_name = findPlace)]
pub fn find_place(id: &JsValue) -> Result<JsValue> {
    Ok(report(&catalogue::find(&argument::text(id, "id")?)?.to_document()))
}

/// The regions of the public clouds.
#[wasm_bindgen]
pub fn places() -> JsValue {
    report(&catalogue::to_document())
}

/// The sets of countries that are shipped.
#[wasm_bindgen(js_name = dataSets)]
pub fn data_sets() -> JsValue {
    report(&data_set::to_document())
}
