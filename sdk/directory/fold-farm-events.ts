import type {
  FarmCertifiedEvent,
  FarmCreatedEvent,
  FarmPayoutChangeCancelledEvent,
  FarmPayoutChangeScheduledEvent,
  FarmPayoutLockSetEvent,
  FarmPolicyLimitSetEvent,
  FarmRenamedEvent,
  FarmTransferredEvent,
  FarmTransferStartedEvent,
} from "../../typechain-types/contracts/directory/Directory.ts";
import type { FarmCertification } from "./certify-farm.ts";

/** A change of a payout address that was announced. */
export interface PayoutChange {
  readonly payout: string;
  /** Unix time in seconds from which rewards go there. */
  readonly effectiveAt: number;
}

/** A farm as its events tell it. */
export interface FarmHistory {
  readonly farmId: number;
  readonly name: string;
  readonly owner: string;
  /** Who may accept the farm, if it was offered. */
  readonly pendingOwner: string | undefined;
  /** Where rewards went before the latest change. */
  readonly payout: string;
  /** The latest change of the payout address, whether or not it has taken effect. */
  readonly payoutChange: PayoutChange | undefined;
  readonly isPayoutLocked: boolean;
  readonly certification: FarmCertification;
  /** The special policy of new terms; 0 for none. */
  readonly specialPolicyId: number;
}

/** An event of the Directory with its values. */
export interface DirectoryEvent {
  readonly name: string;
  readonly values: unknown;
}

type Changes = Readonly<Record<FarmEventName, (values: never) => Partial<FarmHistory>>>;

export type FarmEventName = (typeof FARM_EVENTS)[number];

export const FARM_EVENTS = [
  "FarmCreated",
  "FarmRenamed",
  "FarmTransferStarted",
  "FarmTransferred",
  "FarmPayoutChangeScheduled",
  "FarmPayoutChangeCancelled",
  "FarmPayoutLockSet",
  "FarmCertified",
  "FarmPolicyLimitSet",
] as const;

const ZERO = /^0x0{40}$/;

/** What each event changes. */
const CHANGES: Changes = {
  FarmCreated: ({ farmId, name, owner, payout }: FarmCreatedEvent.OutputObject) => ({
    farmId: Number(farmId),
    name,
    owner,
    pendingOwner: undefined,
    payout,
    payoutChange: undefined,
    isPayoutLocked: false,
    certification: "notCertified",
    specialPolicyId: 0,
  }),
  FarmRenamed: ({ name }: FarmRenamedEvent.OutputObject) => ({ name }),
  FarmTransferStarted: ({ newOwner }: FarmTransferStartedEvent.OutputObject) => ({
    pendingOwner: ZERO.test(newOwner) ? undefined : newOwner,
  }),
  FarmTransferred: ({ newOwner }: FarmTransferredEvent.OutputObject) => ({ owner: newOwner, pendingOwner: undefined }),
  FarmPayoutChangeScheduled: ({ payout, newPayout, effectiveAt }: FarmPayoutChangeScheduledEvent.OutputObject) => ({
    payout,
    payoutChange: { payout: newPayout, effectiveAt: Number(effectiveAt) },
  }),
  FarmPayoutChangeCancelled: ({ payout }: FarmPayoutChangeCancelledEvent.OutputObject) => ({
    payout,
    payoutChange: undefined,
  }),
  FarmPayoutLockSet: ({ isLocked }: FarmPayoutLockSetEvent.OutputObject) => ({ isPayoutLocked: isLocked }),
  FarmCertified: ({ certification }: FarmCertifiedEvent.OutputObject) => ({
    certification: certification === 0n ? "notCertified" : "gold",
  }),
  FarmPolicyLimitSet: ({ limit }: FarmPolicyLimitSetEvent.OutputObject) => ({
    specialPolicyId: Number(limit.policyId),
  }),
};

/** The farms that events tell of, by their numbers; the events are in the order of the chain. */
export function foldFarmEvents(events: readonly DirectoryEvent[]): FarmHistory[] {
  const farms = new Map<number, FarmHistory>();
  for (const { name, values } of events) {
    const farmId = Number((values as { farmId: bigint }).farmId);
    const changes = CHANGES[name as FarmEventName](values as never);
    farms.set(farmId, { ...farms.get(farmId), ...changes } as FarmHistory);
  }
  return [...farms.values()];
}

/** Where a farm's rewards go at a moment (unix seconds). */
export function payoutAt({ payout, payoutChange }: FarmHistory, now: number): string {
  return payoutChange !== undefined && payoutChange.effectiveAt <= now ? payoutChange.payout : payout;
}

/** The change of the payout address that is under way at a moment (unix seconds). */
export function pendingPayoutAt({ payoutChange }: FarmHistory, now: number): PayoutChange | undefined {
  return payoutChange !== undefined && payoutChange.effectiveAt > now ? payoutChange : undefined;
}
