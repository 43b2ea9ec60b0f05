import type { ErrorDescription, ParamType } from "ethers";
import { ZeroAddress } from "ethers";
import { ROLES } from "../access/roles.ts";
import { formatCapacity } from "../directory/format-capacity.ts";
import { formatIp } from "../directory/format-ip.ts";
import { formatUsd } from "../oracle/format-usd.ts";
import type { PeriodSchedule } from "../rules/minting-period.ts";
import { formatTft } from "../token/format-tft.ts";
import { CONTRACTS } from "./contracts.ts";
import { formatDuration, formatPeriod, formatTime } from "./format-time.ts";

const BOOKER_STATUS = ["not admitted", "active", "retired"];
const BATCH_STATE = ["awaited", "being published", "void", "under review", "final"];
const FARM_CERTIFICATION = ["not certified", "gold certified"];

const STREAM_STATUS = ["not open", "waiting for its start", "running", "stopped", "dead", "closed before its start"];

/** Arguments that need more than their type to be told in words. */
const BY_NAME: Readonly<Record<string, (value: never) => string>> = {
  status: (value: bigint) => nameIn(BOOKER_STATUS, value),
  newStatus: (value: bigint) => nameIn(BOOKER_STATUS, value),
  state: (value: bigint) => nameIn(BATCH_STATE, value),
  farmCertification: (value: bigint) => nameIn(FARM_CERTIFICATION, value),
  roleId: (value: bigint) => Object.entries(ROLES).find(([, role]) => role.id === value)?.[0] ?? String(value),
  selector: (value: string) => functionName(value),
  ip: formatIp,
  gateway: formatIp,
  delay: formatDuration,
  maxAge: formatDuration,
  reportMaxAge: formatDuration,
  usdPerTft: formatUsd,
  deadline: formatTime,
  finalAt: (value: bigint) =>
    value === 0n ? "its leaves are not all published" : `it will be at ${formatTime(value)}`,
  details: (value: object) => Object.values(value).map(String).join(", "),
};

/** The same for errors in which a name means something of its own. */
const BY_ERROR: Readonly<Record<string, Readonly<Record<string, (value: bigint) => string>>>> = {
  EscrowBalanceInsufficient: { balance: balanceInTft, needed: balanceInTft },
  EscrowManagerRateExceeded: { rate: perMonth, maxRate: perMonth },
  EscrowOperatorChargeExceeded: { amount: formatTft, maxCharge: formatTft },
  EscrowOperatorRateExceeded: { rate: perMonth, maxRate: perMonth },
  EscrowReserveTouched: { balance: balanceInTft, reserve: balanceInTft },
  NameMonthUnpaid: { paid: formatTft, price: formatTft },
  NameTooExpensive: { rate: perMonth, mostRate: perMonth },
  ReservationTooExpensive: { rate: perMonth, mostRate: perMonth },
  EscrowStreamInvalid: { status: (value) => nameIn(STREAM_STATUS, value) },
};

/** The arguments of a contract's error in words, by their names. */
export function argumentWords(
  { fragment, args, name }: ErrorDescription,
  schedule?: PeriodSchedule,
): Record<string, string> {
  const entries = fragment.inputs.map((input, index): [string, string] => [
    input.name,
    inWords(name, input, args[index] as unknown, schedule),
  ]);
  return Object.fromEntries(entries);
}

function inWords(error: string, input: ParamType, value: unknown, schedule: PeriodSchedule | undefined): string {
  const byName = BY_ERROR[error]?.[input.name] ?? BY_NAME[input.name];
  if (byName !== undefined) return byName(value as never);
  if (input.components?.[0]?.name === "cru") return capacity(value as ContractCapacity);
  return typeof value === "bigint" ? byType(error, input, value, schedule) : plain(value);
}

function byType(error: string, { name, type }: ParamType, value: bigint, schedule: PeriodSchedule | undefined): string {
  if (type === "uint256" && /^(TFT|ERC20)/.test(error)) return formatTft(value);
  if (type === "uint24" && /period|verified|earliest/i.test(name)) return period(value, schedule);
  return type === "uint40" || name === "earliest" ? formatTime(value) : String(value);
}

/** A balance, which an account keeps in 10^-16 TFT. */
function balanceInTft(value: bigint): string {
  return formatTft(value / 10n ** 9n);
}

/** A rate of 10^-18 USD per second as USD in 30 days, rounded up to the cent. */
function perMonth(value: bigint): string {
  const cents = (value * 30n * 86_400n * 100n + 10n ** 18n - 1n) / 10n ** 18n;
  return `${cents / 100n}.${String(cents % 100n).padStart(2, "0")}`;
}

interface ContractCapacity {
  readonly cru: bigint;
  readonly mru: bigint;
  readonly sru: bigint;
  readonly hru: bigint;
}

function capacity({ cru, mru, sru, hru }: ContractCapacity): string {
  return formatCapacity({ cru: Number(cru), mruBytes: mru, sruBytes: sru, hruBytes: hru });
}

function plain(value: unknown): string {
  if (value === ZeroAddress) return "nobody (the zero address)";
  return Array.isArray(value) ? value.map(String).join(", ") : String(value);
}

function period(value: bigint, schedule: PeriodSchedule | undefined): string {
  return schedule === undefined ? String(value) : formatPeriod(schedule, Number(value));
}

function nameIn(names: readonly string[], value: bigint): string {
  return names[Number(value)] ?? String(value);
}

function functionName(selector: string): string {
  const found = Object.values(CONTRACTS).map((factory) => factory.createInterface().getFunction(selector as never));
  return (found.find((fragment) => fragment !== null) as { name: string } | undefined)?.name ?? selector;
}
