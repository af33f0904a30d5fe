"""How is XML written for programs?  Elements that hold only what XML may hold."""

from __future__ import annotations

from flask import Response
from lxml import etree

from web.escaping import xml_text


def child(parent: etree._Element, name: str, text: str) -> None:
    """Put an element that holds ``text`` into ``parent``, in its namespace."""
    namespace = etree.QName(parent).namespace
    etree.SubElement(parent, f"{{{namespace}}}{name}").text = xml_text(text)


def xml_response(root: etree._Element, mimetype: str) -> Response:
    """A response that is the document of ``root``."""
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return Response(content, content_type=f"{mimetype}; charset=utf-8")
