"""The peer: a bare Bolt app that only acknowledges `/met`, on Bolt's own aiohttp server.

`python -m bench.bare PORT default`: Bolt's default settings. `… tuned`: `process_before_response=True`.
"""

import logging
import os
import sys

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


def main() -> None:
    port, kind = int(sys.argv[1]), sys.argv[2]
    logging.getLogger("aiohttp.access").setLevel(logging.CRITICAL)
    app = AsyncApp(
        signing_secret=os.environ["SLACK_SIGNING_SECRET"],
        client=AsyncWebClient(token=os.environ.pop("SLACK_BOT_TOKEN"), base_url=os.environ["SLACK_API_URL"]),
        process_before_response=kind == "tuned",
    )

    @app.command("/met")
    async def met(ack: AsyncAck) -> None:
        await ack("Noted.")

    app.server(port=port, host="127.0.0.1").start()


if __name__ == "__main__":
    main()
