"""The free days of the members' countries, read from the `holidays` package once and then kept."""

from datetime import date, datetime
from importlib import metadata
from itertools import product

from sqlalchemy.orm import Session

from bot.domain.calendar import country_of, free_days, remember
from bot.domain.models import Workspace
from bot.store import members


def have(session: Session, workspace: Workspace, now: datetime) -> None:
    """This year's and the next one's at hand: the package is a tenth of a second and 11 MB of a process."""
    version = metadata.version("holidays")
    kept = dict(workspace.free_days.get(version, {}))
    countries = {country_of(zone) for zone in members.zones(session, workspace.id)}
    for country, year in product(sorted(filter(None, countries)), (now.year, now.year + 1)):
        name = f"{country} {year}"
        if name in kept:
            remember(country, year, map(date.fromordinal, kept[name]))
        else:
            kept[name] = sorted(map(date.toordinal, free_days(country, year)))
    workspace.free_days = {version: kept}
