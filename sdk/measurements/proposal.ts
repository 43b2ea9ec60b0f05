import type { TypedDataDomain, TypedDataField } from "ethers";

/** What attestors sign about a batch of a period; the same fields as `Proposal` in IMeasurements.sol. */
export interface Proposal {
  readonly period: number;
  /** 0 for the period's first batch; later ones carry corrections. */
  readonly batch: number;
  /** Counts rejected and void attempts at this batch. */
  readonly attempt: number;
  readonly attestorSetVersion: number;
  /** The rules by which heartbeats became measurements. */
  readonly ruleSetId: number;
  /** Root of the tree over the leaves, 32 bytes. */
  readonly root: string;
  /** Number of leaves. */
  readonly count: number;
  /** Head of the hash chain over the published chunks, 32 bytes. */
  readonly dataHash: string;
  /** Whether it counts only with the signatures of all attestors, and then cannot be rejected; after two rejections only. */
  readonly isUnanimous: boolean;
}

export const PROPOSAL_TYPES: Record<string, TypedDataField[]> = {
  Proposal: [
    { name: "period", type: "uint24" },
    { name: "batch", type: "uint16" },
    { name: "attempt", type: "uint16" },
    { name: "attestorSetVersion", type: "uint32" },
    { name: "ruleSetId", type: "uint32" },
    { name: "root", type: "bytes32" },
    { name: "count", type: "uint32" },
    { name: "dataHash", type: "bytes32" },
    { name: "isUnanimous", type: "bool" },
  ],
};

/** The EIP-712 domain of a deployment's Measurements: a signature counts on one chain and for one contract only. */
export function measurementsDomain(chainId: bigint, measurements: string): TypedDataDomain {
  return { name: "ThreeFold Measurements", version: "1", chainId, verifyingContract: measurements };
}
