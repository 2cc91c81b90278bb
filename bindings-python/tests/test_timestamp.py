import copy
import datetime
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from active_active import ClockError, Timestamp, UsageError

TEXT = "017f22e279b0-0005-0001000000000000"

timestamps = st.builds(
    Timestamp, st.integers(0, 2**48 - 1), st.integers(0, 2**16 - 1), st.integers(0, 2**64 - 1)
)


@given(timestamps)
def test_every_form_reads_back(stamp: Timestamp) -> None:
    assert Timestamp.parse(str(stamp)) == stamp
    assert Timestamp.from_bytes(bytes(stamp)) == stamp
    assert Timestamp.from_base32(stamp.to_base32()) == stamp
    assert Timestamp.from_packed(stamp.packed, stamp.node) == stamp
    assert Timestamp(stamp.ms, stamp.counter, stamp.node) == stamp
    assert pickle.loads(pickle.dumps(stamp)) == stamp
    assert copy.copy(stamp) == copy.deepcopy(stamp) == stamp
    assert eval(repr(stamp)) == stamp


@given(timestamps, timestamps)
def test_every_form_has_the_order_of_the_triple(one: Timestamp, other: Timestamp) -> None:
    less = (one.ms, one.counter, one.node) < (other.ms, other.counter, other.node)
    assert (one < other) == less
    assert (str(one) < str(other)) == less
    assert (bytes(one) < bytes(other)) == less
    assert (one.to_base32() < other.to_base32()) == less
    assert (one == other) == (hash(one) == hash(other) and one <= other <= one)


def test_it_matches_and_is_hashable() -> None:
    match Timestamp.parse(TEXT):
        case Timestamp(ms, counter, node):
            assert (ms, counter, node) == (1_645_557_742_000, 5, 1 << 48)
    assert len({Timestamp.parse(TEXT), Timestamp.parse(TEXT)}) == 1
    assert Timestamp.parse(TEXT) != TEXT


@given(st.datetimes(datetime.datetime(1970, 1, 1)))
def test_datetime_is_exact_to_the_millisecond(moment: datetime.datetime) -> None:
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=datetime.UTC)
    ms = (moment - datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)) // datetime.timedelta(milliseconds=1)
    assert Timestamp(ms).datetime == moment
    assert Timestamp(ms).datetime.utcoffset() == datetime.timedelta(0)


def test_a_datetime_ends_with_the_year_9999() -> None:
    with pytest.raises(ClockError) as raised:
        _ = Timestamp.MAX.datetime
    assert raised.value.code == "timestamp_out_of_range"


@pytest.mark.parametrize("text", ["", "today", TEXT.upper(), TEXT + "0", TEXT[:-1], "\N{FULLWIDTH DIGIT ZERO}" + TEXT[1:]])
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(ClockError, check=lambda error: error.code == "timestamp_invalid"):
        Timestamp.parse(text)


def test_numbers_out_of_range_are_refused() -> None:
    with pytest.raises(ClockError, check=lambda error: error.code == "timestamp_out_of_range"):
        Timestamp(1 << 48)
    for counter in (-1, 1 << 16, 10**400):
        with pytest.raises(UsageError, check=lambda error: error.code == "invalid_argument"):
            Timestamp(0, counter)


def test_any_buffer_is_read() -> None:
    stamp = Timestamp.parse(TEXT)
    for form in (bytes, bytearray, memoryview):
        assert Timestamp.from_bytes(form(bytes(stamp))) == stamp
    with pytest.raises(TypeError):
        Timestamp.from_bytes(TEXT)  # type: ignore[arg-type]


def test_it_never_changes() -> None:
    with pytest.raises(AttributeError):
        Timestamp.parse(TEXT).ms = 5  # type: ignore[misc]
