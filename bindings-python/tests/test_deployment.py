import copy
import json
import pickle
from typing import Any

import pytest

from active_active import Deployment, DeploymentError, InvalidValueError, Region

from conftest import DOCUMENT


def test_text_and_document_are_one_deployment(deployment: Deployment) -> None:
    again = Deployment.from_document(DOCUMENT)
    assert (again, hash(again), again.digest()) == (deployment, hash(deployment), deployment.digest())
    assert Deployment.from_document(deployment.to_document()) == deployment
    assert pickle.loads(pickle.dumps(deployment)) == deployment
    assert (deployment.name, deployment.version, deployment.partitions) == ("shop", 1, 1)
    assert deployment.regions == {"eu": 1, "us": 2, "ap": 3}


def test_a_fault_is_told_with_its_place() -> None:
    broken: Any = copy.deepcopy(DOCUMENT)
    broken["classes"][0]["fields"]["name"]["type"] = "registre"
    with pytest.raises(DeploymentError) as raised:
        Deployment.from_document(broken)
    assert raised.value.code == "deployment_invalid"
    assert raised.value.details["place"] == "classes[0].fields.name.type"


def test_json_that_is_none_is_refused() -> None:
    for text, code in [("{", "invalid_json"), ('{"version":1,"version":2}', "duplicate_key")]:
        with pytest.raises(InvalidValueError, check=lambda error, code=code: error.code == code):  # type: ignore[misc]
            Deployment.parse(text)


def test_only_a_successor_is_loaded(deployment: Deployment, eu: Region) -> None:
    newer = Deployment.parse(json.dumps({**DOCUMENT, "version": 2}))
    deployment.check_successor(newer)
    eu.load_deployment(newer)
    assert eu.deployment == newer

    forked = Deployment.parse(json.dumps({**DOCUMENT, "version": 2, "partitions": 7}))
    with pytest.raises(DeploymentError, check=lambda error: error.code == "deployment_forked"):
        newer.check_successor(forked)
    with pytest.raises(DeploymentError):
        eu.load_deployment(forked)
    assert eu.deployment == newer
