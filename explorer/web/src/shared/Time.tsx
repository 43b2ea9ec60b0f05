import { shortTime } from "../format/times.ts";

/** A moment, in UTC. */
export function Time({ seconds }: Readonly<{ seconds: number }>) {
  return <time dateTime={new Date(seconds * 1000).toISOString()}>{shortTime(seconds)}</time>;
}
