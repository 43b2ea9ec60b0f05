import { ZeroAddress } from "ethers";
import type { CapacityStructOutput } from "../../typechain-types/contracts/interfaces/IDirectory.ts";
import { formatIp } from "../directory/format-ip.ts";
import type { Grid } from "../network/grid.ts";
import type { Capacity } from "../rules/capacity.ts";
import type { Rates } from "../rules/rates.ts";

/** What is reserved. The position in this list is the code on chain. */
export const RESERVATION_KINDS = ["none", "shared", "dedicated", "included"] as const;

/** Where a reservation stands, likewise. */
export const RESERVATION_STATES = ["none", "pending", "active", "paused", "closed"] as const;

/** Why a reservation is closed, likewise. */
export const CLOSE_REASONS = [
  "none",
  "cancelled",
  "not acknowledged in time",
  "exhausted",
  "farmer's notice",
  "pricing version retired",
  "dedication closed",
] as const;

/** A reservation as the contracts tell it now. */
export interface ReservationReading extends Rates {
  readonly reservationId: number;
  /** What pays for it now. */
  readonly streamId: number;
  readonly kind: (typeof RESERVATION_KINDS)[number];
  readonly state: (typeof RESERVATION_STATES)[number];
  /** Also when it only could be closed, but has not been released. */
  readonly reason: (typeof CLOSE_REASONS)[number];
  readonly accountId: number;
  readonly farmId: number;
  readonly nodeId: number;
  /** The solution provider; undefined for none. */
  readonly provider: string | undefined;
  readonly capacity: Capacity;
  /** 32 bytes: of what the node is to run. */
  readonly deploymentHash: string;
  /** The public addresses that it holds. */
  readonly ips: readonly string[];
  /** Unix time in seconds up to which it is settled; while it is pending, when it was reserved. */
  readonly settledTo: number;
  /** What it is owed and not settled yet, in units of 10^-7 TFT. */
  readonly owedUnits: bigint;
  /** The change that waits for the node. */
  readonly update: UpdateReading | undefined;
  readonly traffic: TrafficReading;
}

/** A change that a node has not acknowledged. */
export interface UpdateReading {
  readonly streamId: number;
  readonly capacity: Capacity;
  readonly ipv4Count: number;
  readonly deploymentHash: string;
  /** Unix time in seconds. */
  readonly requestedAt: number;
}

/** How much traffic may be charged, in bytes. */
export interface TrafficReading {
  readonly dailyBytes: bigint;
  readonly leftBytes: bigint;
  readonly chargedBytes: bigint;
}

/** Reads a reservation; what the contract throws when there is none is {@link explainError}'s to tell. */
export async function readReservation(grid: Grid, reservationId: number): Promise<ReservationReading> {
  const { Reservations, Escrow } = grid;
  const reservation = await Reservations.reservationOf(reservationId);
  const { streamId } = reservation;
  const [standing, update, ips, traffic, stream, provider, settledTo, owedUnits] = await Promise.all([
    Reservations.stateOf(reservationId),
    readUpdate(grid, reservationId),
    Reservations.ipsOf(reservationId),
    Reservations.trafficOf(reservationId),
    Escrow.streamOf(streamId),
    Escrow.providerOf(streamId),
    Escrow.settledTo(streamId),
    Escrow.owedTo(streamId),
  ]);
  return {
    reservationId,
    streamId: Number(streamId),
    kind: RESERVATION_KINDS[Number(reservation.kind)] ?? "none",
    state: RESERVATION_STATES[Number(standing.state)] ?? "none",
    reason: CLOSE_REASONS[Number(standing.reason)] ?? "none",
    accountId: Number(stream.accountId),
    farmId: Number(stream.farmId),
    nodeId: Number(stream.nodeId),
    provider: provider === ZeroAddress ? undefined : provider,
    capacity: toCapacity(reservation.capacity),
    deploymentHash: reservation.deploymentHash,
    ips: ips.map(formatIp),
    discountableUsdPerSecond: stream.discountableRate,
    plainUsdPerSecond: stream.plainRate,
    settledTo: Number(settledTo),
    owedUnits,
    update,
    traffic: { dailyBytes: traffic.dailyBytes, leftBytes: traffic.leftBytes, chargedBytes: traffic.chargedBytes },
  };
}

async function readUpdate({ Reservations }: Grid, reservationId: number): Promise<UpdateReading | undefined> {
  const { streamId, capacity, ipv4Count, deploymentHash, requestedAt } = await Reservations.updateOf(reservationId);
  if (requestedAt === 0n) return undefined;
  return {
    streamId: Number(streamId),
    capacity: toCapacity(capacity),
    ipv4Count: Number(ipv4Count),
    deploymentHash,
    requestedAt: Number(requestedAt),
  };
}

function toCapacity({ cru, mru, sru, hru }: CapacityStructOutput): Capacity {
  return { cru: Number(cru), mruBytes: mru, sruBytes: sru, hruBytes: hru };
}
