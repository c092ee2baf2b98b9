"""What may pass for an answer of Slack's: a JSON object. A page of some proxy between us and Slack may not."""

import json

import aiohttp

UPLOADS = "/upload/"
"""Where files go; there the answer is a plain "OK"."""


async def only_slack(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Raise ClientResponseError for anything else: slack_sdk stumbles over plain text and broken JSON by itself."""
    response = await handler(request)
    is_upload = request.method == "POST" and request.url.path.startswith(UPLOADS) and response.status == 200
    if response.status == 101 or is_upload or _is_object(await response.read()):  # 101: Socket Mode's handshake
        return response
    raise aiohttp.ClientResponseError(
        response.request_info, (), status=response.status, message="no answer of Slack's", headers=response.headers
    )


def _is_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except ValueError:
        return False
