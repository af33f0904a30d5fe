"""Which addresses lead to the same article?  Those with the same canonical form.

People paste an address as their browser, a mail or a chat shows it: with ``https`` or without, with
``www.`` or ``m.``, with what tells an advertiser where they came from, with the place on the page.
None of that says which article it is.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import SplitResult, parse_qsl, quote, unquote_to_bytes, urlencode, urlsplit

_WEB = re.compile(r"https?://", re.IGNORECASE)
_SUBDOMAINS = re.compile(r"^(?:(?:www\d?|m|mobile|amp)\.)+(?=[^.]+\.)")
_DEFAULT_PORTS = (80, 443)
_SAFE_IN_PATH = "/:@!$&'()*+,;=~"
_FIRST_PAGE = re.compile(r"/(?:(?:index|default|home)\.(?:html?|php|aspx?|jsp))?$", re.IGNORECASE)
_AMP = re.compile(r"(?<=.)/amp/?$")
_MAX_PARAMETERS, _MAX_HOST_CHARS = 100, 253

# Parameters that say where a reader came from: those of ad networks, of Facebook, Zalo and others
# that links are shared by, and of the newspapers' own counting.
_TRACKING = re.compile(
    r"(?:utm|itm|mtm|matomo|piwik|pk|vn|hsa|fb|mc|wt|at|ga|_x_tr)_\w*"
    r"|(?:fb|g|d|ms|y|tw|tt)clid|gclsrc|[gw]braid|gidzl|zarsrc|zalo\w*|igsh|igshid|mibextid|sfnsn"
    r"|rtid|_gl|_ga|_hsenc|_hsmi|ocid|cmpid|ref|ref_?src|ref_?url|refer+er|srsltid|spm|trk|li_fat_id"
    r"|shared?|amp|amp_js_v|outputtype",
    re.IGNORECASE,
)


@lru_cache(1024)
def canonical_address(url: str) -> str | None:
    """Return what all addresses of one page have in common, without a scheme; ``None`` if ``url``
    is no address on the web.  One that names no scheme is taken for one of ``https``.

    >>> canonical_address("http://www.Tin.example:80/a/b.html?utm_source=x&id=3#top")
    'tin.example/a/b.html?id=3'
    """
    url = url.strip()
    if not _WEB.match(url):
        if "://" in url:
            return None
        url = f"https://{url}"
    try:
        parts = urlsplit(url)
        host = _host(parts)
        return f"{host}{_path(parts.path)}{_query(parts.query)}" if host else None
    except ValueError:  # a port that is no number, half an IPv6 address, a hundred parameters…
        return None


def only_tracks(parameter: str) -> bool:
    """Whether the parameter of this name says where a reader came from, and not which page it is.

    >>> only_tracks("utm_source"), only_tracks("id")
    (True, False)
    """
    return _TRACKING.fullmatch(parameter) is not None


def _host(parts: SplitResult) -> str:
    """The host as it is looked up (*xn--…* for letters beyond ASCII), and its port if that is an
    unusual one; "" if it is none that others could look up."""
    host = (parts.hostname or "").strip(".")
    if "." not in host or len(host) > _MAX_HOST_CHARS:
        return ""
    if not host.isascii():
        host = host.encode("idna").decode()
    host = _SUBDOMAINS.sub("", host, count=1)
    return host if parts.port in (None, *_DEFAULT_PORTS) else f"{host}:{parts.port}"


def _query(query: str) -> str:
    parameters = parse_qsl(query, keep_blank_values=True, max_num_fields=_MAX_PARAMETERS)
    kept = sorted(one for one in parameters if not only_tracks(one[0]))
    return f"?{urlencode(kept)}" if kept else ""


def _path(path: str) -> str:
    """``path`` with its characters written in one way, without what only names its first page or
    another layout."""
    written = re.sub("/{2,}", "/", quote(unquote_to_bytes(path), safe=_SAFE_IN_PATH))
    return _FIRST_PAGE.sub("", _AMP.sub("", written))


def address_hash(address: str) -> int:
    """64 bits of the BLAKE2b hash of a canonical address, never 0: the same on every machine."""
    digest = blake2b(address.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") or 1


def hash_of_url(url: str) -> int:
    """The hash of the canonical form of ``url``; 0 if that is no address."""
    address = canonical_address(url) if url else None
    return address_hash(address) if address is not None else 0
