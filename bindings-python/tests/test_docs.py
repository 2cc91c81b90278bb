"""Every example in the documentation runs, and every public name is documented and told to type checkers."""

import doctest
import inspect
from collections.abc import Iterator

import pytest

import active_active
import active_active._native as native


def documented() -> Iterator[tuple[str, str]]:
    for name in active_active.__all__:
        item = getattr(active_active, name)
        if not (inspect.isclass(item) or inspect.isroutine(item)):
            continue
        yield name, item.__doc__ or ""
        for member_name, member in vars(item).items() if inspect.isclass(item) else ():
            public = not member_name.startswith("_") and member_name != "from_document"
            if public and (inspect.isroutine(member) or inspect.isgetsetdescriptor(member)):
                yield f"{name}.{member_name}", getattr(member, "__doc__", None) or ""


@pytest.mark.parametrize(("name", "text"), list(documented()))
def test_the_documentation_is_there_and_its_examples_run(name: str, text: str) -> None:
    assert text.strip(), f"{name} has no documentation"
    example = doctest.DocTestParser().get_doctest(text, dict(vars(active_active)), name, None, 0)
    assert doctest.DocTestRunner().run(example).failed == 0


def test_every_native_name_is_public() -> None:
    assert set(native.__all__) <= set(active_active.__all__)
