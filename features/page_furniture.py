"""What stands on every web page and belongs to no posting: menus, footers, forms, banners, buttons."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from features.posting_signs import is_button

_ALWAYS = frozenset(
    "script style noscript template svg iframe object nav footer form button select dialog menu video audio canvas "
    "input textarea map aside".split()
)
_ROLES = frozenset("navigation banner contentinfo complementary dialog search alert alertdialog menu menubar".split())
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|footer|cookies?|consent|gdpr|breadcrumbs?|shar(?:e|ing)|social|newsletter|subscribe|"
    r"sidebar|related|similar|recommended|comments?|modal|popup|overlay|skip|copyright|contact-?form|apply-?form|login|search)"
    r"(?:$|[\s_-])",
    re.I,
)
_LEAVES = frozenset("a span p div li h1 h2 h3 h4 h5 h6 strong b em".split())

#: A part that is named like furniture and holds more than this share of the page's words is the page ("has-sidebar").
MAX_FURNITURE = 0.4

#: A list is a menu if links make up this share of its words and its items are short.
MENU_LINKS, MENU_ITEM_WORDS = 0.8, 8


def remove_furniture(body: LexborNode) -> None:
    """Take the furniture out of a parsed page, in place.

    Parameters
    ----------
    body : LexborNode
        The page's body.
    """
    words = _words(body)
    stack = [body]
    while stack:
        node = stack.pop()
        child = node.first_child
        while child is not None:
            # Asked for before the child may be gone.
            following = child.next
            if child.tag == "_comment" or (child.is_element_node and _is_furniture(child, words)):
                child.decompose()
            elif child.is_element_node:
                stack.append(child)
            child = following


def _is_furniture(node: LexborNode, page_words: int) -> bool:
    tag = node.tag or ""
    if tag in _ALWAYS:
        return True
    attributes = node.attributes
    if (attributes.get("role") or "") in _ROLES or (tag == "header" and node.css_first("h1, h2") is None):
        return True
    named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    if named.strip() and _NAMED.search(named):
        return node.css_first("h1") is None and _words(node) <= MAX_FURNITURE * page_words
    if tag in ("ul", "ol"):
        return _is_menu(node)
    if tag in _LEAVES and _is_leaf(node):
        text = node.text()
        return 0 < len(text) < 60 and is_button(text)
    return False


def _is_leaf(node: LexborNode) -> bool:
    child = node.first_child
    while child is not None:
        if child.is_element_node:
            return False
        child = child.next
    return True


def _is_menu(node: LexborNode) -> bool:
    links = node.css("a")
    words = _words(node)
    if not links or sum(map(_words, links)) < MENU_LINKS * words:
        return False
    return words <= MENU_ITEM_WORDS * max(1, len(node.css("li")))


def _words(node: LexborNode) -> int:
    return len(node.text(separator=" ").split())
