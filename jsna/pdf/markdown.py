"""Markdown to a plain tree that the Typst template walks: text stays text, never source code.

The subset a page may use: headings, paragraphs, emphasis, strong, code, links, lists, quotes,
rules, and admonitions (```` ```{admonition} Title ````). Anything else is refused, not dropped.

A node is a dictionary with its kind under `t`. Blocks: heading (level, body), para (body),
list (ordered, items), quote (body), note (title, plain, body), code (v), rule. Inline: text (v),
emph (body), strong (body), code (v), break, link (body, url, shown).
"""

import re
from collections.abc import Iterable
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from jsna.errors import PublishError

Node = dict[str, Any]

_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")
_DIRECTIVE = re.compile(r"\{(?P<name>[\w-]+)\}\s*(?P<title>.*)")
_OPTION = re.compile(r":(?P<name>[\w-]+):\s*(?P<value>.*)")
_TITLES = {"note": "Note", "tip": "Tip", "important": "Important", "warning": "Warning"}
_REFUSED = {
    "table": "A table in Markdown; give it to page.table(), which prints it everywhere",
    "image": "A picture in Markdown; give it to page.figure(), which describes it in words",
}


def tree(text: str, *, address: str | None) -> list[Node]:
    """Return the block nodes of a Markdown text, in reading order.

    Args:
        text: Markdown whose roles are already words.
        address: the site's address without a slash at its end; None prints links to pages of
            the site as plain text.

    Raises:
        PublishError: if the text holds something that the PDF cannot print.
    """
    return _blocks(SyntaxTreeNode(_PARSER.parse(text)), address)


def plain(nodes: Iterable[Node]) -> str:
    """Return the words of inline nodes, without their form."""
    return "".join(node.get("v", "") + plain(node.get("body", ())) for node in nodes)


def _blocks(parent: SyntaxTreeNode, address: str | None) -> list[Node]:
    return [_block(child, address) for child in parent.children]


def _block(node: SyntaxTreeNode, address: str | None) -> Node:
    match node.type:
        case "heading":
            return {"t": "heading", "level": int(node.tag[1]), "body": _inlines(node, address)}
        case "paragraph":
            return {"t": "para", "body": _inlines(node, address)}
        case "bullet_list" | "ordered_list":
            items = [_blocks(item, address) for item in node.children]
            return {"t": "list", "ordered": node.type == "ordered_list", "items": items}
        case "blockquote":
            return {"t": "quote", "body": _blocks(node, address)}
        case "fence" if directive := _DIRECTIVE.fullmatch(node.info.strip()):
            return _note(directive["name"], directive["title"], node.content, address)
        case "fence" | "code_block":
            return {"t": "code", "v": node.content.rstrip("\n")}
        case "hr":
            return {"t": "rule"}
    raise _refusal(node.type)


def _note(name: str, title: str, content: str, address: str | None) -> Node:
    if name != "admonition" and name not in _TITLES:
        raise _refusal(f"{{{name}}}")
    options: dict[str, str] = {}
    lines = content.splitlines()
    while lines and (option := _OPTION.fullmatch(lines[0].strip())):
        options[option["name"]] = option["value"]
        lines.pop(0)
    return {
        "t": "note",
        "title": _inline_text(title or _TITLES.get(name, ""), address),
        "plain": "plain" in options.get("class", "").split(),
        "body": tree("\n".join(lines), address=address),
    }


def _inline_text(text: str, address: str | None) -> list[Node]:
    return _inlines(SyntaxTreeNode(_PARSER.parseInline(text)), address)


def _inlines(parent: SyntaxTreeNode, address: str | None) -> list[Node]:
    nodes: list[Node] = []
    for child in parent.children:
        if child.type == "inline":
            nodes += _inlines(child, address)
        else:
            nodes.append(_inline(child, address))
    return nodes


def _inline(node: SyntaxTreeNode, address: str | None) -> Node:
    match node.type:
        case "text" | "text_special":
            return {"t": "text", "v": node.content}
        case "softbreak":
            return {"t": "text", "v": " "}
        case "hardbreak":
            return {"t": "break"}
        case "code_inline":
            return {"t": "code", "v": node.content}
        case "em" | "strong":
            kind = "emph" if node.type == "em" else "strong"
            return {"t": kind, "body": _inlines(node, address)}
        case "link":
            return link(_inlines(node, address), str(node.attrs.get("href", "")), address)
    raise _refusal(node.type)


def link(body: list[Node], href: str, address: str | None) -> Node:
    """Return a link node whose `url` is None where the target cannot be reached from paper.

    `shown` is the address printed in brackets after the words, empty where the words are it.
    """
    url: str | None = None
    if re.match(r"(https?://|mailto:)", href):
        url = href
    elif href.startswith("/") and address:
        url = address + re.sub(r"\.md(?=#|$)", ".html", href)
    printed = (url or "").removeprefix("mailto:")
    return {
        "t": "link",
        "body": body,
        "url": url,
        "shown": "" if plain(body) == printed else printed,
    }


def _refusal(kind: str) -> PublishError:
    what = _REFUSED.get(kind, f"{kind.replace('_', ' ')!r} in Markdown")
    return PublishError(f"The PDF cannot print this: {what}.")
