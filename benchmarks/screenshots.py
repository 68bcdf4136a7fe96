"""Pictures of a report for the documents: its pages, light, dark and on a phone, in the Chromium that is installed.

python -m benchmarks.screenshots out/report.html docs/images
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")

DESK, PHONE = (1060, 720), (390, 760)

#: Name of each picture, page, colours and size.
PICTURES = tuple(
    (f"{page}-{look}", page, "dark" if look == "dark" else "light", PHONE if look == "phone" else DESK)
    for page in ("jobs", "market", "career")
    for look in ("light", "dark", "phone")
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", type=Path)
    parser.add_argument("folder", type=Path)
    args = parser.parse_args(arguments)
    browser = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if browser is None:
        sys.stderr.write(f"no browser among {', '.join(CHROMIUM)}\n")
        return 2
    from playwright.sync_api import sync_playwright

    address = args.report.resolve().as_uri()
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=browser) as chromium:
        for name, page, colours, (width, height) in PICTURES:
            view = chromium.new_page(viewport={"width": width, "height": height}, color_scheme=colours)  # type: ignore[arg-type]
            view.goto(f"{address}#/{page}")
            view.wait_for_timeout(400)
            view.screenshot(path=args.folder / f"{name}.png")
            view.close()
        view = chromium.new_page(viewport={"width": DESK[0], "height": 1000}, color_scheme="light")
        view.goto(f"{address}#/jobs")
        view.locator("tbody tr a").first.click()
        view.wait_for_timeout(400)
        view.screenshot(path=args.folder / "job-light.png")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
