const DAY = 86_400;
const HOUR = 3_600;

/** How long something takes, roughly: "63 days", "5 hours". */
export function roughDuration(seconds: number): string {
  if (seconds >= 730 * DAY) return `${Math.floor(seconds / (365 * DAY))} years`;
  if (seconds >= 2 * DAY) return `${Math.floor(seconds / DAY)} days`;
  if (seconds >= 2 * HOUR) return `${Math.floor(seconds / HOUR)} hours`;
  const minutes = Math.floor(seconds / 60);
  return minutes === 1 ? "1 minute" : `${minutes} minutes`;
}
