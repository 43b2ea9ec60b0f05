import type { TermsStructOutput } from "../../typechain-types/contracts/directory/Directory.ts";
import type { Capacity } from "../rules/capacity.ts";

/** What holds for a node in the periods [fromPeriod, untilPeriod). */
export interface NodeTerms {
  readonly nodeId: number;
  /** Which of the node's terms, counted from 0. */
  readonly termsIndex: number;
  readonly farmId: number;
  readonly fromPeriod: number;
  readonly untilPeriod: number;
  readonly policyId: number;
  /** USD per TFT, in mUSD. */
  readonly connectionPriceMusd: number;
  readonly ipv4Count: number;
  readonly isCertified: boolean;
  readonly isVirtualized: boolean;
  /** Periods for which the hardware is verified: [verifiedFrom, verifiedUntil). */
  readonly verifiedFrom: number;
  readonly verifiedUntil: number;
  readonly capacity: Capacity;
}

/** Terms out of the form in which the contract tells them. */
export function toNodeTerms(nodeId: bigint, termsIndex: bigint, terms: TermsStructOutput): NodeTerms {
  const { cru, mru, sru, hru } = terms.capacity;
  return {
    nodeId: Number(nodeId),
    termsIndex: Number(termsIndex),
    farmId: Number(terms.farmId),
    fromPeriod: Number(terms.fromPeriod),
    untilPeriod: Number(terms.untilPeriod),
    policyId: Number(terms.policyId),
    connectionPriceMusd: Number(terms.connectionPriceMusd),
    ipv4Count: Number(terms.ipv4Count),
    isCertified: terms.isCertified,
    isVirtualized: terms.isVirtualized,
    verifiedFrom: Number(terms.verifiedFrom),
    verifiedUntil: Number(terms.verifiedUntil),
    capacity: { cru: Number(cru), mruBytes: mru, sruBytes: sru, hruBytes: hru },
  };
}
