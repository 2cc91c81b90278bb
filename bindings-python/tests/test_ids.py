import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from active_active import IdError, Snowflake, SnowflakeParts, Timestamp, UsageError, Uuid7, parse_uuid

NOW = 1_700_000_000_000


def test_uuids_rise_and_are_python_s_own() -> None:
    ids = Uuid7()
    made = [ids.next(now=NOW) for _ in range(1_000)] + [ids.next(now=NOW - 60_000)]
    assert made == sorted(set(made))
    assert all(isinstance(one, uuid.UUID) and one.version == 7 for one in made)
    assert Uuid7.ms(made[0]) == NOW
    assert Uuid7.resume(made[-1]).next(now=NOW) > made[-1]


def test_randomness_may_be_given() -> None:
    assert Uuid7().next(now=NOW, random=bytes(10)) == Uuid7().next(now=NOW, random=bytearray(10))
    assert Uuid7().next(now=NOW) != Uuid7().next(now=NOW)
    with pytest.raises(UsageError, check=lambda error: error.code == "invalid_argument"):
        Uuid7().next(random=b"short")


@given(st.integers(0, 2**48 - 1), st.integers(0, 2**16 - 1))
def test_causal_ids_carry_their_timestamp(ms: int, counter: int) -> None:
    stamp = Timestamp(ms, counter, 1)
    assert Uuid7.causal_time(Uuid7.causal(stamp)) == stamp.packed


@given(st.uuids())
def test_a_uuid_reads_back(one: uuid.UUID) -> None:
    assert parse_uuid(str(one)) == one


@pytest.mark.parametrize("text", ["", "017f22e279b07cc398c4dc0c0c07398f", "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}"])
def test_uuids_are_read_strictly(text: str) -> None:
    with pytest.raises(IdError, check=lambda error: error.code == "id_invalid"):
        parse_uuid(text)
    with pytest.raises(TypeError):
        Uuid7.ms(text)  # type: ignore[arg-type]


def test_snowflakes_rise_and_come_apart() -> None:
    ids = Snowflake(1023, epoch_ms=NOW)
    made = [ids.next(now=NOW + 5) for _ in range(4_096)]
    assert made == sorted(set(made))
    assert ids.decode(made[-1]) == SnowflakeParts(NOW + 5, 1023, 4_095)
    assert (ids.worker, ids.epoch_ms) == (1023, NOW)
    assert Snowflake.resume(1023, made[-1], epoch_ms=NOW).next(now=NOW + 6) > made[-1]


def test_a_worker_number_has_ten_bits() -> None:
    with pytest.raises(IdError, check=lambda error: error.code == "worker_out_of_range"):
        Snowflake(1024, epoch_ms=NOW)
