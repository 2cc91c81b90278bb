//! Rules as documents.

use super::{Rule, RuleShape};
use crate::value::Value;
use alloc::vec::Vec;

impl Rule {
    /// The normalized document: with its id and actions, its times in Unix milliseconds.
    pub fn to_value(&self) -> Value {
        let actions = self.actions.iter().map(|action| Value::from(action.as_str())).collect();
        let mut members = Vec::from([("id", Value::from(self.id.as_str())), ("actions", Value::Array(actions))]);
        let argument = match &self.shape {
            RuleShape::TransferTo { to, condition } => {
                let mut argument = Vec::from([("to", to.to_value())]);
                if let Some(condition) = condition {
                    argument.push(("if", condition.to_value()));
                }
                Value::object(argument)
            }
            other => other.set().to_value(),
        };
        members.push((self.shape.as_str(), argument));
        for (name, time) in [("valid_from", self.valid_from_ms), ("valid_until", self.valid_until_ms)] {
            if let Some(time) = time {
                members.push((name, Value::from(time)));
            }
        }
        for (name, condition) in [("when", &self.when), ("unless", &self.unless)] {
            if let Some(condition) = condition {
                members.push((name, condition.to_value()));
            }
        }
        if !self.supersedes.is_empty() {
            let ids = self.supersedes.iter().map(|id| Value::from(id.as_str())).collect();
            members.push(("supersedes", Value::Array(ids)));
        }
        Value::object(members)
    }
}
