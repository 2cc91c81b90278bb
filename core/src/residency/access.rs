//! What a deployment answers about places and labels.

use super::{Action, Expression, Label, LabelSet, RegionSet};
use crate::{
    Code, Error, Result,
    deployment::{Deployment, suggest},
};
use alloc::{format, string::String, vec::Vec};

impl Deployment {
    /// The labels in ascending order of their numbers.
    pub fn labels(&self) -> &[Label] {
        &self.policy.labels
    }

    /// The jurisdictions by name, ascending.
    pub fn jurisdictions(&self) -> &[(String, Expression)] {
        &self.policy.jurisdictions
    }

    /// The labels with these names.
    ///
    /// # Errors
    ///
    /// `unknown_label`.
    pub fn label_set<S: AsRef<str>>(&self, names: &[S]) -> Result<LabelSet> {
        let mut set = LabelSet::EMPTY;
        for name in names {
            let name = name.as_ref();
            let label = self.policy.label_by_name(name).ok_or_else(|| self.unknown_label(name))?;
            set = LabelSet::one(label.number).map_or(set, |one| set.union(one));
        }
        Ok(set)
    }

    /// The names of labels, in ascending order of their numbers; numbers that no label has are left out.
    pub fn names_of_labels(&self, labels: LabelSet) -> impl Iterator<Item = &str> {
        self.policy.labels.iter().filter(move |label| labels.contains(label.number)).map(|label| label.name.as_str())
    }

    #[cold]
    fn unknown_label(&self, name: &str) -> Error {
        let names: Vec<&str> = self.policy.labels.iter().map(|label| label.name.as_str()).collect();
        self.unknown(Code::UnknownLabel, "label", name, &names)
    }

    #[cold]
    fn unknown(&self, code: Code, what: &str, name: &str, names: &[&str]) -> Error {
        let (deployment, version) = (self.name(), self.version());
        let message = format!("deployment `{deployment}` version {version} has no {what} {name:?}");
        match suggest::nearest(name, names) {
            Some(meant) => Error::new(code, format!("{message}; did you mean `{meant}`?")).with("suggestion", meant),
            None => Error::new(code, message),
        }
    }

    /// The place of a region in [`Deployment::regions`], by its name: what a [`RegionSet`] has.
    ///
    /// # Errors
    ///
    /// `unknown_region`.
    #[inline]
    pub fn place(&self, region: &str) -> Result<usize> {
        self.place_of_name(region).ok_or_else(|| {
            let names: Vec<&str> = self.regions().iter().map(|spec| spec.name.as_str()).collect();
            self.unknown(Code::UnknownRegion, "region", region, &names)
        })
    }

    /// The place of a region in [`Deployment::regions`], by its number.
    pub fn place_of_number(&self, number: u16) -> Option<usize> {
        self.regions().binary_search_by_key(&number, |region| region.number).ok()
    }

    pub(crate) fn names(&self, places: &RegionSet) -> Vec<String> {
        places.iter().filter_map(|place| self.regions().get(place)).map(|region| region.name.clone()).collect()
    }

    /// Whether the region at a place may do this with data of these labels, at a time in Unix milliseconds. What a rule
    /// allows only after something else, or because of what a request says of itself, is not allowed here; see
    /// [`Deployment::decide`]. A label number that no label has allows nothing.
    ///
    /// ```
    /// use active_active::{deployment::Deployment, residency::Action};
    ///
    /// let deployment = Deployment::parse(r#"{"version": 1, "name": "shop",
    ///     "regions": [{"name": "eu", "number": 1, "country": "DE"}, {"name": "us", "number": 2, "country": "US"}],
    ///     "labels": [{"name": "german", "number": 1, "rules": [{"only_in": "country:DE"}]}],
    ///     "classes": [{"name": "tax", "keys": "tax/*", "labels": ["german"], "type": "register"}]}"#)?;
    /// let (labels, us) = (deployment.classes()[0].label_set, deployment.place("us")?);
    /// assert!(!deployment.allows(labels, Action::Store, us, 0));
    /// assert_eq!(deployment.allowed(labels, Action::Store, 0).iter().collect::<Vec<_>>(), [deployment.place("eu")?]);
    /// # Ok::<(), active_active::Error>(())
    /// ```
    #[inline]
    pub fn allows(&self, labels: LabelSet, action: Action, place: usize, as_of_ms: u64) -> bool {
        self.policy.allows(labels, action, place, as_of_ms)
    }

    /// The same by names.
    ///
    /// # Errors
    ///
    /// `unknown_label` or `unknown_region`.
    #[inline]
    pub fn allows_by_name(&self, labels: &[&str], action: Action, region: &str, as_of_ms: u64) -> Result<bool> {
        Ok(self.allows(self.label_set(labels)?, action, self.place(region)?, as_of_ms))
    }

    /// The regions that may do this with data of these labels, as [`Deployment::allows`] has it.
    pub fn allowed(&self, labels: LabelSet, action: Action, as_of_ms: u64) -> RegionSet {
        self.policy.allowed(labels, action, as_of_ms)
    }

    /// The names of the regions that may do this with data of these labels, in the order of their numbers.
    pub fn allowed_names(&self, labels: LabelSet, action: Action, as_of_ms: u64) -> Vec<String> {
        self.names(&self.allowed(labels, action, as_of_ms))
    }

    /// The regions of a jurisdiction, at a time in Unix milliseconds; those of which it cannot be told are none.
    ///
    /// # Errors
    ///
    /// `unknown_jurisdiction`.
    pub fn jurisdiction(&self, name: &str, as_of_ms: u64) -> Result<RegionSet> {
        let found = self.policy.jurisdictions.iter().find(|(other, _)| other == name);
        match found {
            Some((_, expression)) => Ok(self.policy.members(expression, self.regions(), Some(as_of_ms)).yes),
            None => {
                let names: Vec<&str> = self.policy.jurisdictions.iter().map(|(name, _)| name.as_str()).collect();
                Err(self.unknown(Code::UnknownJurisdiction, "jurisdiction", name, &names))
            }
        }
    }

    /// The names of the regions of a jurisdiction, in the order of their numbers.
    ///
    /// # Errors
    ///
    /// `unknown_jurisdiction`.
    pub fn jurisdiction_by_name(&self, name: &str, as_of_ms: u64) -> Result<Vec<String>> {
        Ok(self.names(&self.jurisdiction(name, as_of_ms)?))
    }
}
