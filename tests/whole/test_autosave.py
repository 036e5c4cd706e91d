"""A form that saves itself over a network that stalls and loses answers, in a real browser."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs

from playwright.sync_api import Browser, Locator, Route, expect

from rig.whole.product import Product
from tests.whole.test_back_and_reload import walk_to_the_form
from tests.whole.walker import Walker

NOT_SAVED = "自動で保存できませんでした。"
SAVED = "（自動）"
PATIENCE = 30_000


@dataclass
class Network:
    """Between a form and its server: holds the first autosave back, and passes all else on.

    `addresses`: the 住所 of each autosave that left the page, in their order.
    """

    walker: Walker
    held: list[Route] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.walker.page.route("**/form", self._carry)

    def _carry(self, route: Route) -> None:
        sent = parse_qs(route.request.post_data or "", keep_blank_values=True)
        is_autosave = sent.get("action") == ["autosave"]
        self.addresses += sent["address"] if is_autosave else []
        if is_autosave and not self.held:
            self.held.append(route)
        else:
            route.continue_()

    def save(self, address: str) -> Locator:
        """Type an address and leave its field, which saves at once; gives where that is said."""
        with self.walker.page.expect_request("**/form"):
            self.walker.fill(住所=address)
            self.walker.field("住所").blur()
        return self.walker.page.locator("#saved-at")


def test_button_does_not_wait_without_end_for_an_autosave_that_stalls(
    browser: Browser, product: Product
) -> None:
    walker = walk_to_the_form(browser, product, "hara@mizutamari.example", "みずたまり食品")
    network = Network(walker)
    network.save("千代田区千代田1-1")
    walker.press("入力内容を確認する")
    assert walker.sees("入力内容をご確認ください")
    assert walker.field("住所").input_value() == "千代田区千代田1-1"
    assert network.addresses == ["千代田区千代田1-1"], "only the button came after it"


def test_lost_answer_does_not_make_what_is_typed_next_another_page_s(
    browser: Browser, product: Product
) -> None:
    walker = walk_to_the_form(browser, product, "hara@amayadori.example", "あまやどり食品")
    network = Network(walker)
    said = network.save("千代田区1")
    walker.fill(住所="千代田区2")
    network.held[0].fetch()
    network.held[0].abort()
    expect(said).to_contain_text(NOT_SAVED, timeout=PATIENCE)
    network.save("千代田区3")
    expect(walker.page.locator("[name=version]")).to_have_value("3", timeout=PATIENCE)
    expect(said).to_contain_text(SAVED)
    assert network.addresses == ["千代田区1", "千代田区1", "千代田区3"]
    walker.page.reload()
    assert walker.field("住所").input_value() == "千代田区3"


HOLDS_BODIES = """() => {
  window.held = [];
  const read = Response.prototype.json;
  Response.prototype.json = async function () {
    await new Promise((go) => window.held.push(go));
    return read.call(this);
  };
}"""
"""Has the text of each answer wait until the test lets it go, as a slow network does."""


def test_place_of_a_postal_code_takes_nothing_from_who_typed_faster(
    browser: Browser, product: Product
) -> None:
    walker = walk_to_the_form(browser, product, "hara@yuudachi.example", "ゆうだち食品")
    walker.page.evaluate(HOLDS_BODIES)
    with walker.page.expect_response("**/postal-codes/*"):
        walker.fill(郵便番号="100-0001")
        walker.field("郵便番号").blur()
    walker.page.wait_for_function("window.held.length > 0")
    walker.choose("本社所在地", "大阪府")
    walker.fill(住所="千代田区千代田1-1 十二階")
    walker.page.evaluate("() => window.held.forEach((go) => go())")
    walker.page.wait_for_timeout(200)
    assert walker.field("住所").input_value() == "千代田区千代田1-1 十二階"
    assert walker.field("本社所在地").input_value() == "大阪府"
