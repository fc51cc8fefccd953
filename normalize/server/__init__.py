"""The reconciliation service and the review page, over HTTP."""

from normalize.server.limits import Limits
from normalize.server.served import Served

__all__ = ["Limits", "Served"]
