"""Which state of the index is asked?  The live one, and such as walks began with before it.

Which one is live is asked of the cluster once a second at most, and not for long: whoever asks is
on the way to a search, which a node that does not answer must not hold up.  Another one is opened
by the request that notices it, while others go on with what is open; where nothing can be opened,
they say why.
"""

from __future__ import annotations

import logging
import tempfile
import threading
import time
from collections import OrderedDict
from datetime import datetime
from pathlib import Path

from index.cluster.connection import Cluster, check_version
from index.cluster.files import fetch_files
from index.cluster.home import ClusterManifest, ClusterState, FormerState, current_state
from index.days import LOCAL_ZONE
from index.errors import IndexMissing, StoreError
from index.lexicon import open_lexicon
from index.store.deleted import read_deleted
from index.store.layout import DELETED
from search.deadline import Deadline
from search.engines.opensearch.asking import Asking, PointGone
from search.engines.opensearch.state import State, Where, count_holdings
from search.errors import CursorGone, IndexUnavailable
from search.meaning.interpreter import Interpreter

SECONDS_BETWEEN_LOOKS = 1.0
LOOK_SECONDS = 2.0
"""That one node has to say which state is live, while another state is open."""
_MAX_FORMER = 2
_LEXICON = ".lexicon"
_log = logging.getLogger(__name__)


class StateHolder:
    """The states of one index that are open; ``watched`` is the same cluster, asked with less
    patience.  Safe to share between threads."""

    def __init__(self, asking: Asking, watched: Cluster, seconds: float) -> None:
        self._asking, self._watched, self._seconds = asking, watched, seconds
        self._lock = threading.Lock()
        self._looking = threading.Lock()
        self._live: State | None = None
        self._published: ClusterState | None = None
        self._former: OrderedDict[str, State] = OrderedDict()
        self._looked = 0.0
        self._trouble: IndexUnavailable | None = None
        self._closed = False

    @property
    def trouble(self) -> IndexUnavailable | None:
        """Why the newest state is not the one that is asked, if it is not."""
        return self._trouble

    def use(self, identity: str | None = None) -> State:
        """The live state, or that with this identity.

        Raises :class:`search.errors.IndexUnavailable`, and :class:`search.errors.CursorGone` for an
        identity that is no longer kept.
        """
        if self._closed:
            raise IndexUnavailable("the engine has been closed")
        self._look()
        live = self._live
        if live is None:
            raise IndexUnavailable(str(self._trouble)) from (
                self._trouble and self._trouble.__cause__
            )
        if identity is None or identity == live.where.identity:
            return live
        former = self._use_former(identity)
        if former is None:  # another process may have seen it before this one
            self.look_again()
            self._look()
            live = self._live
            if live is not None and identity == live.where.identity:
                return live
            former = self._use_former(identity)
        if former is None:
            raise CursorGone
        return former

    def look_again(self) -> None:
        """Let the next request ask which state is live, whenever that was asked."""
        self._looked = 0.0

    def close(self) -> None:
        """Use no state any more."""
        self._closed = True
        self._live = None
        self._former.clear()
        self._watched.client.close()

    def _look(self) -> None:
        """See whether another state is live; whoever comes meanwhile goes on with the former."""
        if self._live is not None and time.monotonic() - self._looked < SECONDS_BETWEEN_LOOKS:
            return
        if not self._looking.acquire(blocking=self._live is None):
            return
        try:
            if self._live is None or time.monotonic() - self._looked >= SECONDS_BETWEEN_LOOKS:
                self._open_live()
        finally:
            self._looked = time.monotonic()
            self._looking.release()

    def _open_live(self) -> None:
        cluster, live = self._asking.cluster, self._live
        try:
            if live is None:
                check_version(cluster.client, cluster.settings)
            published = current_state(cluster if live is None else self._watched)
            if live is None or published.identity != live.where.identity:
                where = Where(published.identity, published.index)
                self._live = self._open(where, published.manifest)
                if live is not None:
                    live.is_replaced.set()
            self._published, self._trouble = published, None
        except (StoreError, IndexUnavailable) as error:
            self._note(error)

    def _note(self, error: StoreError | IndexUnavailable) -> None:
        """Keep why the newest state is not asked, and have it in the log once."""
        trouble = error
        if not isinstance(trouble, IndexUnavailable):
            trouble = IndexUnavailable(str(error))
            trouble.__cause__ = error
        if self._live is not None and str(trouble) != str(self._trouble):
            _log.error("%s", trouble)
        self._trouble = trouble

    def _open(self, where: Where, manifest: ClusterManifest) -> State:
        """A state; its files need not stay once they are mapped."""
        with tempfile.TemporaryDirectory(prefix="timbao-") as name:
            folder = Path(name)
            names = manifest.names_of(_LEXICON, DELETED)
            fetch_files(self._asking.cluster, manifest.files, names, folder)
            lexicon, deleted = open_lexicon(folder), read_deleted(folder)
        built = datetime.fromisoformat(manifest.built).astimezone(LOCAL_ZONE).date()
        holdings = count_holdings(self._asking, where, built, Deadline.after(self._seconds))
        return State(where, lexicon, Interpreter(lexicon), frozenset(deleted), holdings, manifest)

    def _use_former(self, identity: str) -> State | None:
        """The former state with this identity, if it is still kept."""
        with self._lock:
            known = self._former.get(identity)
            if known is not None:
                self._former.move_to_end(identity)
                return known
        published = self._published
        for one in published.former if published is not None else ():
            if one.identity == identity and one.until > time.time():
                opened = self._open_former(one)
                with self._lock:
                    self._former[identity] = opened
                    while len(self._former) > _MAX_FORMER:
                        self._former.popitem(last=False)
                return opened
        return None

    def _open_former(self, one: FormerState) -> State:
        try:
            return self._open(Where(one.identity, one.index, one.pit or None), one.manifest)
        except PointGone as error:
            raise CursorGone from error
        except StoreError as error:
            raise IndexUnavailable(str(error)) from error
        except IndexUnavailable as error:
            if isinstance(error.__cause__, IndexMissing):
                raise CursorGone from error
            raise
