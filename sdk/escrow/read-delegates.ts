import type { Log } from "ethers";
import { ZeroAddress } from "ethers";
import type { GridSource } from "../network/connect-deployment.ts";
import type { PlacedEvent } from "../network/read-logs.ts";
import { readEvents } from "../network/read-logs.ts";

/** Who may open, close and fund on behalf of an account's owner. */
export interface Manager {
  readonly manager: string;
  /** In 10^-18 USD per second. */
  readonly maxUsdPerSecond: bigint;
  /** Unix time in seconds. */
  readonly expiresAt: number;
}

/** A contract that may open streams and charge an account. */
export interface Operator {
  readonly operator: string;
  /** In 10^-18 USD per second. */
  readonly maxUsdPerSecond: bigint;
  /** What it may still charge at once, in units of 10^-7 TFT. */
  readonly maxChargeUnits: bigint;
  /** Unix time in seconds. */
  readonly expiresAt: number;
}

/** Whom the present owner of an account lets act on it, and who may take it over. */
export interface Delegates {
  readonly managers: readonly Manager[];
  readonly operators: readonly Operator[];
  /** Whom it was offered to last; undefined when to nobody, or when that was accepted. */
  readonly pendingOwner: string | undefined;
}

/** Reads who may act on an account; who was dismissed or is past the end of his time is left out. */
export async function readDelegates(source: GridSource, accountId: number, now: number): Promise<Delegates> {
  const { Escrow } = source.grid;
  const range = { fromBlock: source.book.deployedAtBlock, toBlock: await source.provider.getBlockNumber() };
  const [set, approved, offered, transferred] = await Promise.all([
    readEvents(Escrow, Escrow.filters.ManagerSet, range, [accountId]),
    readEvents(Escrow, Escrow.filters.OperatorApproved, range, [accountId]),
    readEvents(Escrow, Escrow.filters.AccountTransferStarted, range, [accountId]),
    readEvents(Escrow, Escrow.filters.AccountTransferred, range, [accountId]),
  ]);
  // The events only say whom to ask about: limits are spent, and end with a transfer.
  const managers = await Promise.all(
    unique(set.map(({ values }) => values.manager)).map((manager) => readManager(source, accountId, manager)),
  );
  const operators = await Promise.all(
    unique(approved.map(({ values }) => values.operator)).map((operator) => readOperator(source, accountId, operator)),
  );
  return {
    managers: managers.filter(({ expiresAt }) => expiresAt > now),
    operators: operators.filter(({ expiresAt }) => expiresAt > now),
    pendingOwner: pendingOwnerAfter(offered.at(-1), transferred.at(-1)),
  };
}

async function readManager({ grid }: GridSource, accountId: number, manager: string): Promise<Manager> {
  const { maxRate, expiresAt } = await grid.Escrow.managerLimitsOf(accountId, manager);
  return { manager, maxUsdPerSecond: maxRate, expiresAt: Number(expiresAt) };
}

async function readOperator({ grid }: GridSource, accountId: number, operator: string): Promise<Operator> {
  const { maxRate, maxCharge, expiresAt } = await grid.Escrow.operatorLimitsOf(accountId, operator);
  return { operator, maxUsdPerSecond: maxRate, maxChargeUnits: maxCharge, expiresAt: Number(expiresAt) };
}

function pendingOwnerAfter(
  offered: PlacedEvent<{ newOwner: string }> | undefined,
  transferred: PlacedEvent<unknown> | undefined,
): string | undefined {
  if (offered === undefined || offered.values.newOwner === ZeroAddress) return undefined;
  return transferred === undefined || isBefore(transferred.log, offered.log) ? offered.values.newOwner : undefined;
}

function isBefore(log: Log, other: Log): boolean {
  return log.blockNumber === other.blockNumber ? log.index < other.index : log.blockNumber < other.blockNumber;
}

function unique(addresses: readonly string[]): string[] {
  return [...new Set(addresses)];
}
