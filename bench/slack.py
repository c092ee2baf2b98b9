"""The fake Slack as a process of its own: prints where it is and who works there, and plays until its input ends."""

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.slack import FakeSlack

MEMBERS, CONTACTS, OWNERS = 40, 50, 700


async def main() -> None:
    slack = FakeSlack(now=lambda: datetime.now(UTC), manifest=Path(__file__).parents[1] / "manifest.yml")
    people = [
        slack.add_person(f"person{number}", division="Finance").id for number in range(MEMBERS + CONTACTS + OWNERS)
    ]
    await slack.start(port=0)
    told = {
        "api_url": slack.api_url,
        "bot_token": slack.bot_token,
        "signing_secret": slack.signing_secret,
        "team_id": slack.team_id,
        "bot_user_id": slack.bot_user_id,
        "members": people[:MEMBERS],
        "contacts": people[MEMBERS : MEMBERS + CONTACTS],
        "owners": {owner: slack.dm_channel(owner).id for owner in people[MEMBERS + CONTACTS :]},
    }
    print(json.dumps(told), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await slack.stop()


if __name__ == "__main__":
    asyncio.run(main())
