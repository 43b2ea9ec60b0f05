import { CONTRACTS } from "../network/contracts.ts";
import type { ContractName } from "../network/contracts.ts";

/** A role of the access manager: who holds it may call these functions, and nobody else may. */
export interface Role {
  /** Its number in the access manager. */
  readonly id: bigint;
  /** What it is for, in a few words. */
  readonly purpose: string;
  /** The functions it reaches, by contract. */
  readonly functions: Partial<Record<ContractName, readonly string[]>>;
}

/**
 * Every role and every function that is restricted to one. Deployment writes this table into the access manager, a test
 * compares it with the deployed contracts, and `docs/trust.md` says what limits the harm that each can do.
 */
export const ROLES = {
  admin: { id: 0n, purpose: "grants and revokes roles", functions: {} },
  governor: {
    id: 1n,
    purpose: "admits minters and bookers, ends this version",
    functions: {
      TFT: ["setMinter"],
      Directory: ["setBooker"],
      FarmingRewards: ["setLastPeriod"],
      Escrow: ["endOpening"],
    },
  },
  policyManager: {
    id: 2n,
    purpose: "adds policies, attaches farms to them, sets the connection price of new terms",
    functions: { FarmingPolicies: ["add"], Directory: ["attachPolicy", "setConnectionPrice"] },
  },
  certifier: {
    id: 3n,
    purpose: "certifies farms and nodes, replaces lost node keys together with the farmer",
    functions: { Directory: ["certifyFarm", "certifyNode", "replaceKey"] },
  },
  verifier: {
    id: 4n,
    purpose: "verifies the hardware behind terms",
    functions: { Directory: ["verifyTerms", "withdrawVerification"] },
  },
  guardian: {
    id: 5n,
    purpose: "rejects measurements during their review window, keeps streams from being opened for a while",
    functions: { Measurements: ["reject"], Escrow: ["pauseOpening"] },
  },
  measurementAdmin: {
    id: 6n,
    purpose: "proposes measurements that a guardian rejected twice",
    functions: { Measurements: ["proposeAsAdmin"] },
  },
  pricingManager: {
    id: 7n,
    purpose: "adds pricing versions, for new reservations, and retires old ones; approves solution providers",
    functions: { Pricing: ["add", "retire"], Offers: ["approveProvider"] },
  },
} as const satisfies Record<string, Role>;

export type RoleName = keyof typeof ROLES;

export const ROLE_NAMES = Object.keys(ROLES) as RoleName[];

/** The 4-byte selectors of the functions that a role reaches in one contract. */
export function roleSelectors(role: Role, contract: ContractName): string[] {
  const contractInterface = CONTRACTS[contract].createInterface();
  return (role.functions[contract] ?? []).map((name) => {
    const fragment = contractInterface.getFunction(name as never);
    if (fragment === null) throw new RoleFunctionUnknownError(contract, name);
    return fragment.selector;
  });
}

/** The table of roles names a function that its contract does not have. */
export class RoleFunctionUnknownError extends Error {
  override readonly name = "RoleFunctionUnknownError";

  constructor(contract: ContractName, functionName: string) {
    super(`The table of roles names ${contract}.${functionName}, which does not exist; correct sdk/access/roles.ts.`);
  }
}
