"""Opens a page in a real browser, and keeps what it asks for and complains about."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# The contrast of the text of an element against the nearest background that is not transparent (WCAG 2.2).
CONTRAST = """(selector) => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = numbers(colour).slice(0, 3).map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const element = document.querySelector(selector);
  let behind = element;
  while (behind && numbers(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
  const a = light(getComputedStyle(element).color);
  const b = light(getComputedStyle(behind || document.body).backgroundColor);
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}"""


@dataclass
class Opened:
    """A page with what it asked for and complained about."""

    page: Any
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def opened(browser: Any, file: Path, **options: Any) -> Opened:
    """Open a file in a context of its own."""
    context = browser.new_context(**{"viewport": {"width": 1200, "height": 900}, **options})
    found = Opened(context.new_page())
    found.page.on("request", lambda request: found.asked.append(request.url))
    found.page.on("console", lambda message: found.said.append(message.text))
    found.page.on("pageerror", lambda error: found.said.append(str(error)))
    found.page.on("dialog", lambda dialog: (found.said.append("dialog"), dialog.dismiss()))
    found.page.goto(file.as_uri())
    return found


def background(page: Any) -> list[int]:
    """Return red, green and blue of what is behind a page."""
    return [int(part) for part in page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g)")]
