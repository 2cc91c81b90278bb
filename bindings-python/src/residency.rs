//! Where data may be. Twin of `core/src/residency`.

use crate::{
    argument::{Number, Text},
    deployment::Deployment,
    error::Result,
    report::{report, reports},
    value::Input,
};
use active_active::{
    residency::{Action, DecisionRequest, LabelSet, catalogue, data_set},
    value::Value,
};
use pyo3::{intern, prelude::*, types::PyList};

fn items(document: Value) -> Vec<Value> {
    match document {
        Value::Array(items) => items,
        other => vec![other],
    }
}

#[pymethods]
impl Deployment {
    /// The labels with these names as a number, one bit each.
    fn label_set(&self, names: Vec<String>) -> Result<u32> {
        Ok(self.0.label_set(&names)?.bits())
    }

    /// Whether a region may do something (`store`, `read`, ...) with data of these labels, at a time in Unix
    /// milliseconds. What a rule allows only after something else, or because of what a request says, is not allowed here;
    /// see `decide`.
    ///
    /// >>> deployment = Deployment.parse('''{"version": 1, "name": "shop",
    /// ...     "regions": [{"name": "eu", "number": 1, "country": "DE"}, {"name": "us", "number": 2, "country": "US"}],
    /// ...     "labels": [{"name": "german", "number": 1, "rules": [{"only_in": "country:DE"}]}],
    /// ...     "classes": [{"name": "tax", "keys": "tax/*", "labels": ["german"], "type": "register"}]}''')
    /// >>> labels = deployment.label_set(["german"])
    /// >>> deployment.allows(labels, "store", "us", as_of_ms=1_793_491_200_000)
    /// False
    /// >>> deployment.allowed(labels, "store", as_of_ms=1_793_491_200_000)
    /// ['eu']
    #[pyo3(signature = (labels, action, region, *, as_of_ms))]
    fn allows(&self, labels: Number<u32>, action: Text<'_>, region: Text<'_>, as_of_ms: Number<u64>) -> Result<bool> {
        let (action, place) = (Action::parse(action.0)?, self.0.place(region.0)?);
        Ok(self.0.allows(LabelSet::from_bits(labels.0), action, place, as_of_ms.0))
    }

    /// The names of the regions that may do something with data of these labels, in the order of their numbers.
    #[pyo3(signature = (labels, action, *, as_of_ms))]
    fn allowed(&self, labels: Number<u32>, action: Text<'_>, as_of_ms: Number<u64>) -> Result<Vec<String>> {
        Ok(self.0.allowed_names(LabelSet::from_bits(labels.0), Action::parse(action.0)?, as_of_ms.0))
    }

    /// Decides a request, with the reasons: a dict of `action`, `labels` or `class`, and `as_of_ms`; and, where they
    /// matter, `region`, `from`, `via`, `copies` and `facts`.
    ///
    /// >>> deployment = Deployment.parse('''{"version": 1, "name": "shop",
    /// ...     "regions": [{"name": "eu", "number": 1, "country": "DE"}, {"name": "us", "number": 2, "country": "US"}],
    /// ...     "labels": [{"name": "german", "number": 1, "rules": [{"only_in": "country:DE"}]}],
    /// ...     "classes": [{"name": "tax", "keys": "tax/*", "labels": ["german"], "type": "register"}]}''')
    /// >>> request = {"action": "read", "class": "tax", "region": "us", "as_of_ms": 1_793_491_200_000}
    /// >>> decision = deployment.decide(request)
    /// >>> decision.outcome, decision.code, decision.allowed, decision.excluded[0].rule
    /// ('deny', 'not_allowed_region', ('eu',), 'german[0]')
    fn decide<'py>(&self, py: Python<'py>, request: Input) -> Result<Bound<'py, PyAny>> {
        let request = DecisionRequest::from_value(&request.0, &self.0)?;
        report(py, intern!(py, "Decision"), &self.0.decide(&request)?.to_document())
    }

    /// The names of the regions of a jurisdiction, at a time in Unix milliseconds.
    #[pyo3(signature = (name, *, as_of_ms))]
    fn jurisdiction(&self, name: Text<'_>, as_of_ms: Number<u64>) -> Result<Vec<String>> {
        Ok(self.0.jurisdiction_by_name(name.0, as_of_ms.0)?)
    }

    /// What of labels, rules and regions is to be looked at, at a time in Unix milliseconds.
    #[pyo3(signature = (*, as_of_ms))]
    fn warnings<'py>(&self, py: Python<'py>, as_of_ms: Number<u64>) -> Result<Bound<'py, PyList>> {
        let warnings = self.0.warnings(as_of_ms.0);
        reports(py, intern!(py, "ResidencyWarning"), warnings.iter().map(|warning| warning.to_document()))
    }
}

/// The region of a public cloud with this name, which has its provider in front.
///
/// >>> place = find_place("aws:eu-central-1")
/// >>> place.country, place.subdivision, place.partition
/// ('DE', 'DE-HE', 'aws')
#[pyfunction]
pub(crate) fn find_place<'py>(py: Python<'py>, id: Text<'_>) -> Result<Bound<'py, PyAny>> {
    report(py, intern!(py, "CataloguePlace"), &catalogue::find(id.0)?.to_document())
}

/// The regions of the public clouds, closed ones included.
#[pyfunction]
pub(crate) fn places<'py>(py: Python<'py>) -> Result<Bound<'py, PyList>> {
    reports(py, intern!(py, "CataloguePlace"), items(catalogue::to_document()))
}

/// The sets of countries that are shipped, with their sources and the days until which to trust them.
///
/// >>> [found.review_by for found in data_sets() if found.name == "EEA"]
/// ['2027-08-05']
#[pyfunction]
pub(crate) fn data_sets<'py>(py: Python<'py>) -> Result<Bound<'py, PyList>> {
    reports(py, intern!(py, "ShippedSet"), items(data_set::to_document()))
}
