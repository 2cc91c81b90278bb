import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from active_active import UsageError, VersionVector, WireError

documents = st.dictionaries(
    st.builds("{}.{}".format, st.integers(1, 5), st.integers(1, 2)), st.integers(1, 2**63 - 1), max_size=4
)


@given(documents)
def test_every_form_reads_back(document: dict[str, int]) -> None:
    vector = VersionVector(document)
    assert vector.to_document() == document
    assert VersionVector.from_bytes(vector.to_bytes()) == vector
    assert pickle.loads(pickle.dumps(vector)) == copy.copy(vector) == copy.deepcopy(vector) == vector
    assert len(vector) == len(document)


@given(documents, documents)
def test_merge_is_the_least_that_has_seen_both(a: dict[str, int], b: dict[str, int]) -> None:
    merged = VersionVector(a)
    merged.merge(VersionVector(b))
    assert merged.to_document() == {key: max(a.get(key, 0), b.get(key, 0)) for key in a | b}
    assert merged.compare(VersionVector(a)) in ("equal", "after")


def test_a_vector_merges_and_compares_with_itself() -> None:
    vector = VersionVector({"1.1": 5})
    vector.merge(vector)
    assert vector.compare(vector) == "equal"


def test_copies_go_their_own_way() -> None:
    vector = VersionVector()
    other = vector.copy()
    other.advance("1.1", 3)
    assert (vector.get("1.1"), other.get("1.1")) == (0, 3)
    assert (other.covers("1.1#3"), other.covers("1.1#4")) == (True, False)
    assert vector != other
    with pytest.raises(TypeError):
        hash(vector)


def test_bad_parts_are_refused() -> None:
    for call in (
        lambda: VersionVector({"1": 5}),
        lambda: VersionVector({"1.1": 0}),
        lambda: VersionVector.from_bytes(b"\x00"),
        lambda: VersionVector().get("x"),
        lambda: VersionVector().covers("1.1"),
    ):
        with pytest.raises(WireError, check=lambda error: error.code == "part_malformed"):
            call()
    with pytest.raises(UsageError):
        VersionVector().advance("1.1", -1)
