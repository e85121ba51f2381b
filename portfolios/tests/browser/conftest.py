"""Fixtures for signed-in visitors, with JavaScript and without."""

import pytest


@pytest.fixture
def demo_visitor(visitor, jordan):
    """Yield a visitor who is signed in as Jordan. Fail afterwards if the browser reported errors."""
    visitor.sign_in(jordan)
    yield visitor
    assert visitor.complaints == []


@pytest.fixture
def scriptless_visitor(browser, visitor, jordan):
    """Yield a visitor without JavaScript who is signed in as Jordan."""
    scriptless = type(visitor)(browser, visitor.address, {"width": 1280, "height": 900}, java_script_enabled=False)
    scriptless.sign_in(jordan)
    yield scriptless
    scriptless.context.close()
