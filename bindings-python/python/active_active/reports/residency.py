"""Where data may be: what the library answers about it, as plain, frozen data."""

from dataclasses import dataclass
from typing import Any, Literal, Self, TypeAlias

Action: TypeAlias = Literal[
    "collect", "store", "replicate", "relay", "process", "read", "index", "backup", "observe", "home", "purge"
]
"""What may be done with data, judged apart for each."""

DecisionCode: TypeAlias = Literal[
    "allow",
    "allow_after_obligations",
    "not_allowed_region",
    "collect_elsewhere",
    "requirement_unmet",
    "condition_unmet",
    "rule_error",
    "rule_expired",
    "data_expired",
    "region_retired",
    "region_draining",
    "no_allowed_region",
]
"""Why something is allowed or denied."""


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What one rule says."""

    rule: str
    """Its id."""
    label: str
    """The label that it belongs to."""
    shape: Literal["only_in", "never_in", "collect_in", "primary_copy_in", "transfer_to", "requires"]
    """What it asks for."""
    action: Action
    """The action that it was asked about."""
    region: str | None
    """The region that it was asked about."""
    set: str
    """The set or condition that it is about, in one line."""
    condition: str | None
    """What its exception depends on, in one line."""
    allows: tuple[str, ...]
    """The regions where it does not stand in the way."""
    verdict: (
        Literal["allow", "obliged", "deny", "left_to_exception", "not_applicable", "not_in_force", "superseded"] | None
    )
    """What it says of the region."""
    reason: DecisionCode | None
    """Why it denies."""
    unknown: tuple[str, ...]
    """What is not known, where that is why, such as `attribute:dpf_listed`."""

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """From the members of a document."""
        return cls(**{**document, "allows": tuple(document["allows"]), "unknown": tuple(document["unknown"])})


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A region that may not do this."""

    region: str
    """The region."""
    rule: str | None
    """The first rule against it; none where it takes no part."""
    label: str | None
    """The label of that rule."""
    reason: DecisionCode
    """Why."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """What comes with a permission."""

    kind: Literal["primary_copy_first", "record_transfer"]
    """A copy is to be committed first in one of `copy_in`; or a record is to be kept of the transfer."""
    rule: str
    """The rule that asks for it."""
    label: str
    """The label of that rule."""
    at: tuple[str, ...]
    """The regions where doing this asks for it."""
    copy_in: tuple[str, ...]
    """The regions in one of which a copy is to be committed before."""
    condition: str | None
    """What the permission rests on, in one line."""

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """From the members of a document."""
        return cls(**{**document, "at": tuple(document["at"]), "copy_in": tuple(document["copy_in"])})


@dataclass(frozen=True, slots=True)
class DecisionVersions:
    """Which editions of the data a decision rests on."""

    deployment: int
    """The version of the deployment."""
    catalogue: str | None
    """The edition of the catalogue of places."""
    jurisdictions: str
    """The edition of the shipped sets."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to a request, with its reasons. It names regions, rules and labels, never a key or a value."""

    outcome: Literal["allow", "deny"]
    """Whether it is allowed. What is allowed only after something else has a code that says so."""
    code: DecisionCode
    """Why, in a word: that of the first rule that denies."""
    action: Action
    """What was asked for."""
    region: str | None
    """Where it was asked for; none if the question was where it may be done at all."""
    labels: tuple[str, ...]
    """The labels of the data, by their numbers."""
    rules: tuple[RuleResult, ...]
    """What each rule says that speaks of the action, in the order in which they are asked."""
    allowed: tuple[str, ...]
    """The regions that may do this, those with an obligation included."""
    excluded: tuple[Exclusion, ...]
    """The regions that may not, each with the first rule against it."""
    obligations: tuple[Obligation, ...]
    """What has to be done before, or kept a record of."""
    versions: DecisionVersions
    """What was decided by."""
    as_of_ms: int
    """When it was decided, in Unix milliseconds."""

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """From the members of a document."""
        parts = {
            "labels": tuple(document["labels"]),
            "rules": tuple(map(RuleResult.from_document, document["rules"])),
            "allowed": tuple(document["allowed"]),
            "excluded": tuple(Exclusion(**excluded) for excluded in document["excluded"]),
            "obligations": tuple(map(Obligation.from_document, document["obligations"])),
            "versions": DecisionVersions(**document["versions"]),
        }
        return cls(**{**document, **parts})


@dataclass(frozen=True, slots=True)
class ResidencyWarning:
    """Something in a deployment to look at."""

    code: Literal[
        "unplaceable",
        "one_region",
        "two_regions",
        "no_home",
        "disconnected",
        "place_retired",
        "country_unknown",
        "rule_expired",
        "data_expired",
        "rule_expires",
        "data_expires",
    ]
    """What it is."""
    place: str
    """Where in the normalized document, such as `classes[1].labels`."""
    message: str
    """A sentence for people."""
    regions: tuple[str, ...]
    """The regions that it is about."""

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """From the members of a document."""
        return cls(**{**document, "regions": tuple(document["regions"])})


@dataclass(frozen=True, slots=True)
class CataloguePlace:
    """A region of a public cloud."""

    id: str
    """Its name with the provider, such as `aws:eu-central-1`."""
    provider: str
    """The provider: `aws`, `azure`, `fly`, `gcp` or `ibm`."""
    code: str
    """The provider's code."""
    city: str
    """The city, or what the provider calls the place."""
    country: str | None
    """The country, by ISO 3166-1; none where it is not published."""
    subdivision: str | None
    """The part of the country, by ISO 3166-2."""
    partition: str
    """The part of the cloud that is run apart, such as `aws-eusc`."""
    latitude: float | None
    """Of the city, in degrees; for distances only."""
    longitude: float | None
    """Of the city, in degrees; for distances only."""
    status: Literal["active", "retired"]
    """Whether the provider still has it."""
    retired_on: str | None
    """The day on which the provider closed it."""

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """From the members of a document."""
        return cls(**document)


@dataclass(frozen=True, slots=True)
class ShippedSet:
    """A set of countries that is shipped: facts for configuration, and no legal advice."""

    name: str
    """Its name, as in `{"builtin": "EU"}`."""
    version: str
    """The day on which it was gathered."""
    review_by: str
    """The last day on which to trust it."""
    source: str
    """Where it is from."""
    members: Any
    """Who is in it, as an expression."""

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """From the members of a document."""
        return cls(**document)
