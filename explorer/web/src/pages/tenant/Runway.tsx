import type { AccountForecast } from "../../../../../sdk/rules/account-forecast.ts";
import type { AccountStatus } from "../../../../../sdk/rules/account.ts";
import { roughDuration } from "../../format/durations.ts";
import { shortTime } from "../../format/times.ts";
import classes from "./Runway.module.css";

interface RunwayProps {
  readonly label: string;
  readonly status: AccountStatus;
  readonly forecast: AccountForecast;
  /** Unix time in seconds. */
  readonly now: number;
  /** Where the line ends: lines with the same one can be compared. */
  readonly until: number;
}

interface Stretch {
  readonly kind: AccountStatus;
  readonly from: number;
  readonly to: number;
}

/** What will become of an account if nobody does anything, as a line of time and in words. */
export function Runway({ label, status, forecast, now, until }: RunwayProps) {
  return (
    <figure className={classes["runway"]}>
      <figcaption>
        <span className={classes["label"]}>{label}</span> {inWords(status, forecast, now)}
      </figcaption>
      <div className={classes["line"]} aria-hidden>
        {stretchesOf(forecast, now, until).map(({ kind, from, to }) => (
          <div key={kind} data-kind={kind} style={{ flexGrow: to - from }} />
        ))}
      </div>
    </figure>
  );
}

/** Where a line ends that shows all of the forecasts: a tenth after the last of what is foreseen. */
export function endOfLine(forecasts: readonly AccountForecast[], now: number): number {
  const ends = forecasts.map(({ exhaustsAt }) => Number(exhaustsAt ?? now));
  const last = Math.max(now + 1, ...ends);
  return last + (last - now) / 10;
}

function stretchesOf({ pausesAt, exhaustsAt }: AccountForecast, now: number, until: number): Stretch[] {
  const within = (at: bigint | undefined) => Math.min(until, Math.max(now, Number(at ?? until)));
  const [paused, exhausted] = [within(pausesAt), within(exhaustsAt)];
  const all: Stretch[] = [
    { kind: "active", from: now, to: paused },
    { kind: "paused", from: paused, to: exhausted },
    { kind: "exhausted", from: exhausted, to: until },
  ];
  return all.filter(({ from, to }) => to > from);
}

function inWords(status: AccountStatus, { pausesAt, exhaustsAt }: AccountForecast, now: number): string {
  const at = (seconds: bigint) => `${shortTime(Number(seconds))}, in ${roughDuration(Number(seconds) - now)}`;
  if (status === "exhausted") return "Exhausted: its reservations have ended.";
  if (exhaustsAt === undefined) return "Nothing runs on it: the balance stays as it is.";
  if (status === "paused") {
    return `Paused: workloads stand still, and what they keep is paid for until ${at(exhaustsAt)}. Then they end.`;
  }
  const pauses = pausesAt === undefined ? "" : `Active until ${at(pausesAt)}. `;
  return `${pauses}Then workloads stand still; from ${at(exhaustsAt)} on they have ended.`;
}
