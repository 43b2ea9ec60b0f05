import { groupBy } from "../group-by.ts";
import type { ClaimEvent, ClaimedLeaf, MintedTft, OwedTft } from "./read-claims.ts";

/** One farm's claim of one or more leaves, and the TFT that came of it. */
export interface Payment {
  readonly farmId: number;
  readonly leaves: readonly ClaimedLeaf[];
  /** Absent when nothing was created for it. */
  readonly mint: MintedTft | undefined;
  /** Absent when nothing of it is owed. */
  readonly owed: OwedTft | undefined;
}

/** Payments, and what was created or is owed beside them. */
export interface GroupedPayments {
  readonly payments: readonly Payment[];
  readonly strays: readonly (MintedTft | OwedTft)[];
}

/**
 * Puts claimed leaves together with the TFT that came of them. A claim leaves its events one after the other in its
 * transaction: its leaves, what was minted, what is owed.
 */
export function groupPayments(events: readonly ClaimEvent[]): GroupedPayments {
  const transactions = [...groupBy(events, ({ log }) => log.transactionHash).values()].map(groupTransaction);
  return {
    payments: transactions.flatMap(({ payments }) => payments),
    strays: transactions.flatMap(({ strays }) => strays),
  };
}

function groupTransaction(events: readonly ClaimEvent[]): GroupedPayments {
  const payments: Payment[] = [];
  const strays: (MintedTft | OwedTft)[] = [];
  for (const [index, event] of events.entries()) {
    const last = payments.at(-1);
    const longer = last && withEvent(last, event);
    // What is minted for an earlier debt comes right before the word of it.
    const isForDebt = event.kind === "mint" && events[index + 1]?.kind === "debtPaid";
    if (longer !== undefined) payments.splice(-1, 1, longer);
    else if (event.kind === "leaf") payments.push(toPayment(event));
    else if (event.kind !== "debtPaid" && !isForDebt) strays.push(event);
  }
  return { payments, strays };
}

function toPayment(leaf: ClaimedLeaf): Payment {
  return { farmId: leaf.farmId, leaves: [leaf], mint: undefined, owed: undefined };
}

/** A payment with the event that follows it, if it can belong to it. */
function withEvent(payment: Payment, event: ClaimEvent): Payment | undefined {
  switch (event.kind) {
    case "leaf":
      return isOpen(payment) && event.farmId === payment.farmId
        ? { ...payment, leaves: [...payment.leaves, event] }
        : undefined;
    case "mint":
      return isOpen(payment) && unitsOf(payment) > 0n ? { ...payment, mint: event } : undefined;
    case "owed":
      return isOwing(payment) && event.farmId === payment.farmId ? { ...payment, owed: event } : undefined;
    case "debtPaid":
      return undefined;
  }
}

/** Whether nothing came of the leaves yet. */
function isOpen({ mint, owed }: Payment): boolean {
  return mint === undefined && owed === undefined;
}

/** Whether some of it may be owed still. */
function isOwing(payment: Payment): boolean {
  return payment.owed === undefined && unitsOf(payment) > 0n;
}

/** What the leaves of a payment are worth together, in TFT units. */
export function unitsOf({ leaves }: Payment): bigint {
  return leaves.reduce((sum, { units }) => sum + units, 0n);
}
