"""A listing's address without what tells how a reader came to it, so that one job has one address."""

from __future__ import annotations

import re
from functools import cache

from features.lexicons import load_lexicon

_ADDRESS = re.compile(r"(https?://)([^/?#\s]+)([^?#\s]*)(\?[^#\s]*)?(#\S*)?$", re.I)
_SITE = re.compile(r"(?:^|\.)([a-z0-9-]+)\.(?:com?\.|org\.)?[a-z]{2,}(?::\d+)?$")


def without_tracking(url: str) -> str:
    """Take the parameters off an address that identify a visit and not a job.

    Parameters
    ----------
    url : str
        As found; what is no whole web address comes back as it is.

    Returns
    -------
    str
        The address with its other parameters in their order and spelling.

    Examples
    --------
    >>> without_tracking("https://jobs.example.com/7?utm_source=mail&gh_jid=42&gclid=x#apply")
    'https://jobs.example.com/7?gh_jid=42#apply'
    >>> without_tracking("https://www.indeed.com/viewjob?jk=a1&from=serp&tk=b2")
    'https://www.indeed.com/viewjob?jk=a1'
    """
    address = _ADDRESS.match(url.strip())
    if address is None:
        return url
    scheme, host, path, query, fragment = (part or "" for part in address.groups())
    query = query.replace("&amp;", "&")
    if query:
        site = _SITE.search(host.lower())
        kept = [part for part in query[1:].split("&") if part and not _tracks(part, site[1] if site else "")]
        query = f"?{'&'.join(kept)}" if kept else ""
    if fragment[1:].lower().startswith("utm_"):
        fragment = ""
    return scheme + host + path + query + fragment


def _tracks(part: str, site: str) -> bool:
    name = part.partition("=")[0].lower().removesuffix("[]").removesuffix("%5b%5d")
    prefixes, names, sites = _tracking()
    return name.startswith(prefixes) or name in names or name in sites.get(site, ())


@cache
def _tracking() -> tuple[tuple[str, ...], frozenset[str], dict[str, frozenset[str]]]:
    lexicon = load_lexicon("tracking")
    sites = {site: frozenset(names) for site, names in lexicon["sites"].items()}
    return tuple(lexicon["prefixes"]), frozenset(lexicon["names"]), sites
