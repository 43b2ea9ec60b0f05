import { foldFarmEvents, payoutAt } from "../directory/fold-farm-events.ts";
import { groupBy } from "../group-by.ts";
import { precedes, tft } from "./words.ts";
import { unitsOf } from "./group-payments.ts";
import type { GroupedPayments, Payment } from "./group-payments.ts";
import { LogsIncompleteError } from "./logs-incomplete-error.ts";
import type { ClaimedLeaf } from "./read-claims.ts";
import type { GridRecord } from "./read-grid-record.ts";

/**
 * Checks that what the claimed leaves are worth was minted or is owed, all of it to the payout address that the farm had at
 * that moment, and that nothing was minted beside it.
 */
export function checkMints(record: GridRecord, { payments, strays }: GroupedPayments): string[] {
  const payoutOf = payoutFinder(record);
  return [
    ...payments.flatMap((payment) => [...checkSum(payment), ...checkPayout(payment, payoutOf)]),
    ...strays.flatMap((stray) => {
      // Another minter may act in the same transaction.
      if (stray.kind === "mint" && record.hasOtherMinters) return [];
      const what = stray.kind === "mint" ? `minted to ${stray.to}` : `owed to farm ${stray.farmId}`;
      return [`Transaction ${stray.log.transactionHash}: ${tft(stray.units)} were ${what} for no claimed leaf.`];
    }),
  ];
}

function checkSum(payment: Payment): string[] {
  const { mint, owed } = payment;
  const [units, minted, due] = [unitsOf(payment), mint?.units ?? 0n, owed?.units ?? 0n];
  if (minted + due === units) return [];
  return [`${paymentName(payment)} is worth ${tft(units)}; ${tft(minted)} were minted and ${tft(due)} are owed.`];
}

function checkPayout(payment: Payment, payoutOf: PayoutFinder): string[] {
  const { mint, owed, leaves } = payment;
  const [leaf] = leaves;
  if (leaf === undefined) return [];
  const payout = payoutOf(leaf);
  return [mint?.to, owed?.payout]
    .filter((receiver) => receiver !== undefined && receiver !== payout)
    .map((receiver) => `${paymentName(payment)} went to ${receiver}; the farm's payout address was ${payout}.`);
}

type PayoutFinder = (claim: ClaimedLeaf) => string;

/** Finds out where a farm's rewards went at the moment of a claim. */
function payoutFinder({ payoutEvents }: GridRecord): PayoutFinder {
  const ofFarms = groupBy(payoutEvents, ({ values }) => Number((values as { farmId: bigint }).farmId));
  return ({ farmId, log, at }) => {
    const before = ofFarms.get(farmId)?.filter((event) => precedes(event.log, log)) ?? [];
    const [farm] = foldFarmEvents(before);
    if (farm === undefined) throw new LogsIncompleteError(`the creation of farm ${farmId} is missing`);
    return payoutAt(farm, at);
  };
}

function paymentName({ farmId, leaves }: Payment): string {
  return `Claim of farm ${farmId} in transaction ${leaves[0]?.log.transactionHash}`;
}
