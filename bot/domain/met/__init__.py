"""What people type after `/met`, read by rules: `reading.py` is the grammar, the others its words."""

from bot.domain.met.dates import is_month_first as is_month_first
from bot.domain.met.reading import Met as Met, read as read
from bot.domain.met.typed import readable as readable
