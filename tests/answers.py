"""What stands in an answer of the site?"""

from __future__ import annotations

import json
from typing import Any

from werkzeug.test import TestResponse


def json_of(response: TestResponse) -> Any:
    """The body read as JSON, whatever the status; anything else fails the test."""
    return json.loads(response.data)
