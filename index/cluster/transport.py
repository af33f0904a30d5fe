"""Is there no such index, where a node says so?  Not before the others say it too.

A node that was cut off from the cluster and is back does not know for a second of what was created
meanwhile.  A client is told so by whichever node it happens to ask, and takes it for the truth.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from opensearchpy import NotFoundError, Transport

from index.cluster.failures import NO_INDEX

_BEHIND_ONE_ADDRESS = 3


class AskingAround(Transport):
    """Asks the next node where one does not know of an index, until each was asked once."""

    @property
    def _nodes(self) -> int:
        """How many there are; what has one address may be several behind it."""
        return max(len(self.hosts), _BEHIND_ONE_ADDRESS)

    def perform_request(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        *args: Any,
        **others: Any,
    ) -> Any:
        """The first answer that is another one, or the last.  What is refused so was not done, so
        it can be asked again whatever it is."""
        for _ in range(self._nodes - 1):
            try:
                # the client takes out of the parameters what is for itself
                answer = super().perform_request(method, url, dict(params or {}), *args, **others)
            except NotFoundError as error:
                if error.error != NO_INDEX:
                    raise
            else:
                if not _says_no_index(answer) and not (method == "HEAD" and answer is False):
                    return answer
        return super().perform_request(method, url, params, *args, **others)


def _says_no_index(answer: object) -> bool:
    """Whether that is what an answer says of which the caller ignores the status."""
    if not isinstance(answer, Mapping) or not isinstance(error := answer.get("error"), Mapping):
        return False
    return error.get("type") == NO_INDEX
