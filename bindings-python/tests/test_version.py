from importlib.metadata import version as installed_version

import active_active


def test_the_version_is_the_packages() -> None:
    assert active_active.version() == installed_version("active-active")
