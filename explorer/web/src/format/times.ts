const dateAndTime = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
const dateOnly = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });

/** A unix time in seconds, in UTC: "1 Jul 2023, 10:30 UTC". */
export function shortTime(seconds: number): string {
  return `${dateAndTime.format(seconds * 1000)} UTC`;
}

export function shortDate(seconds: number): string {
  return dateOnly.format(seconds * 1000);
}
