"""A login or challenge page is never taken for the page that was asked for."""

from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.failures import Walled
from crawler.walls import wall_in


class WallMiddleware:
    """Raises Walled for answers that are walls; robots.txt is judged by its own rules."""

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Response:
        """Let the answer pass, or raise Walled."""
        if response.status == 200 and not request.meta.get("robots") and (trait := wall_in(response.body)):
            raise Walled(f"a login or challenge page: {trait}")
        return response
