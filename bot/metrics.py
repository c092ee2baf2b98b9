"""What is counted for whoever runs the bot: `GET /metrics` on HEALTH_PORT. Never who, never a word."""

from prometheus_client import Counter, Gauge, Histogram

DELIVERIES = Counter("tactful_deliveries", "Tries to bring a DM into Slack, by what came of it.", ["outcome"])
for _outcome in ("sent", "doubtful", "refused", "postponed"):
    DELIVERIES.labels(_outcome)
LATE = Counter("tactful_deliveries_late", "DMs sent on a later day than one of their cards was meant for.")
PARKED = Gauge("tactful_parked", "What waits in Home because it could not be shown in Slack.", ["kind"])
LAST_TICK = Gauge("tactful_last_tick_timestamp_seconds", "When due reminders were last looked for.")
ACKNOWLEDGED = Histogram(
    "tactful_acknowledgement_seconds",
    "From Slack's request to our answer; Slack gives three seconds.",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5),
)
MODEL_CALLS = Counter("tactful_model_calls", "Requests to the language model.")
