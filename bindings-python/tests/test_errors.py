import importlib
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import active_active as aa
from active_active import ActiveActiveError, errors

CLASSES = [getattr(errors, name) for name in errors.__all__]


@pytest.mark.parametrize("cls", CLASSES)
def test_classes_are_one_family_under_the_package_s_name(cls: type[ActiveActiveError]) -> None:
    assert issubclass(cls, ActiveActiveError)
    assert cls.__module__ == "active_active"
    assert getattr(aa, cls.__name__) is cls


@pytest.mark.parametrize("cls", CLASSES)
def test_errors_pickle_with_all_they_say(cls: type[ActiveActiveError]) -> None:
    error = cls("some_code", "what went wrong", {"limit_ms": 5})
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is cls
    assert (again.code, again.message, again.details) == ("some_code", "what went wrong", {"limit_ms": 5})
    assert str(again) == "some_code: what went wrong"


def test_an_invalid_value_is_a_value_error() -> None:
    with pytest.raises(ValueError):
        aa.to_canonical_cbor(object())  # type: ignore[arg-type]


def test_every_area_has_its_class() -> None:
    areas = {name.removesuffix("Error").removeprefix("Invalid").lower() for name in errors.__all__}
    assert set(aa.error_codes().values()) == areas - {"activeactive"}


def test_errors_of_the_library_pickle() -> None:
    with pytest.raises(ActiveActiveError) as raised:
        aa.Timestamp.parse("x")
    again = pickle.loads(pickle.dumps(raised.value))
    assert type(again) is aa.ClockError
    assert again.code == "timestamp_invalid"


def test_a_missing_native_module_is_explained(tmp_path: Path) -> None:
    package = tmp_path / "active_active"
    package.mkdir()
    for name in ("__init__", "errors", "reports"):
        source = Path(importlib.import_module(f"active_active.{name}".removesuffix(".__init__")).__file__ or "")
        (package / f"{name}.py").write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    command = [sys.executable, "-S", "-c", "import active_active"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "the native module of active_active does not load" in run.stderr
    assert "pip install" in run.stderr
