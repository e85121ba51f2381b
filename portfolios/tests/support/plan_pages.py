"""What tests of the plan in a browser share."""

from playwright.sync_api import expect


def add_income(page, name, *, from_age):
    """Add $12,000 a year on the page of the plan and wait for its row."""
    page.locator("#income summary").click()
    adding = page.locator("#add-income")
    adding.get_by_label("Name").fill(name)
    adding.get_by_label("Amount").fill("12000")
    adding.get_by_label("From").fill(str(from_age))
    adding.get_by_role("button", name="Add income").click()
    expect(page.get_by_role("rowheader", name=name)).to_be_visible()
