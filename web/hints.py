"""What do browsers and crawlers ask a site for?  /opensearch.xml and /robots.txt."""

from __future__ import annotations

from flask import Blueprint, Response, url_for
from lxml import etree

from web.xml import child, xml_response

_OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"


def blueprint() -> Blueprint:
    """The two files, ready to register."""
    routes = Blueprint("hints", __name__)
    routes.add_url_rule("/opensearch.xml", "opensearch", opensearch)
    routes.add_url_rule("/robots.txt", "robots", robots)
    return routes


def opensearch() -> Response:
    """Tell a browser how to search here from its address bar."""
    root = etree.Element(f"{{{_OPENSEARCH}}}OpenSearchDescription", nsmap={None: _OPENSEARCH})
    child(root, "ShortName", "Tìm Báo")
    child(root, "Description", "Tìm trong báo chí Việt Nam")
    child(root, "InputEncoding", "UTF-8")
    child(root, "OutputEncoding", "UTF-8")
    for endpoint, mimetype in (
        ("pages.search", "text/html"),
        ("feeds.atom", "application/atom+xml"),
        ("api.search", "application/json"),
    ):
        template = url_for(endpoint, _external=True) + "?q={searchTerms}"
        etree.SubElement(root, f"{{{_OPENSEARCH}}}Url", type=mimetype, template=template)
    return xml_response(root, "application/opensearchdescription+xml")


def robots() -> Response:
    """Crawlers may read the front page and the articles, not every possible search."""
    rules = ["User-agent: *", "Disallow: /search", "Disallow: /api/", "Disallow: /*?", ""]
    return Response("\n".join(rules), mimetype="text/plain")
