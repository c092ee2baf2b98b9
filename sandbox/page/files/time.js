// Dates as Slack writes them, in the acting person's zone and by the sandbox's clock.

import { store } from "./store.js";

let loadedAt = 0;

export function noteTime() {
  loadedAt = performance.now();
}

export function now() {
  return new Date(Date.parse(store.state.now) + performance.now() - loadedAt);
}

export function format(date, options) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: store.state.tz, ...options }).format(date);
}

export const clockTime = (date) => format(date, { hour: "2-digit", minute: "2-digit" });
export const wholeDay = (date) =>
  format(date, { weekday: "long", day: "numeric", month: "long", year: "numeric" }).replace(",", "");
export const exact = (date) => `${wholeDay(date)}, ${clockTime(date)}`;
const dayKey = (date) => format(date, { year: "numeric", month: "2-digit", day: "2-digit" });
const DAY = 86400000;

function nearDay(date) {
  const names = { "-1": "yesterday", 0: "today", 1: "tomorrow" };
  for (const [offset, name] of Object.entries(names)) {
    if (dayKey(new Date(now().getTime() + offset * DAY)) === dayKey(date)) return name;
  }
  return null;
}

export function dayName(date) {
  const near = nearDay(date);
  if (near) return near[0].toUpperCase() + near.slice(1);
  const sameYear = format(date, { year: "numeric" }) === format(now(), { year: "numeric" });
  const day = { weekday: "long", day: "numeric", month: "long" };
  return format(date, sameYear ? day : { ...day, year: "numeric" }).replace(",", "");
}

const LONG = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
const PLAIN = { day: "numeric", month: "long", year: "numeric" };
const SHORT = { day: "numeric", month: "short", year: "numeric" };
const TOKENS = {
  date_num: (date) => format(date, { year: "numeric", month: "2-digit", day: "2-digit" }).split("/").reverse().join("-"),
  date: (date) => format(date, PLAIN),
  date_short: (date) => format(date, SHORT),
  date_long: (date) => format(date, LONG).replace(",", ""),
  date_pretty: (date) => nearDay(date) || format(date, PLAIN),
  date_short_pretty: (date) => nearDay(date) || format(date, SHORT),
  date_long_pretty: (date) => nearDay(date) || format(date, LONG).replace(",", ""),
  time: clockTime,
  time_secs: (date) => format(date, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  ago: (date) => {
    const days = Math.round((now() - date) / DAY);
    const words = new Intl.RelativeTimeFormat("en-GB", { numeric: "auto" });
    return Math.abs(days) < 60 ? words.format(-days, "day") : words.format(-Math.round(days / 30), "month");
  },
};

// `<!date^1790000000^{date_short_pretty} at {time}|fallback>`; an unknown token means the fallback.
export function slackDate(seconds, pattern, fallback) {
  const date = new Date(Number(seconds) * 1000);
  const names = [...pattern.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
  if (Number.isNaN(date.getTime()) || !names.length || names.some((name) => !TOKENS[name])) return fallback;
  return pattern.replace(/\{(\w+)\}/g, (_, name) => TOKENS[name](date));
}

export const fromTs = (ts) => new Date(Number(ts) * 1000);
