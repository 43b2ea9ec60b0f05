import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { NetworkConnection } from "hardhat/types/network";
import { localSettings } from "./deploy-grid.ts";

export type Actors = Awaited<ReturnType<typeof actors>>;

/** The accounts of the in-process chain, by what they are on the local network; those from `farmer` on hold no role. */
export async function actors({ ethers }: NetworkConnection<string>) {
  const { roles, attestors, verifiers } = localSettings();
  const signerOf = (address: string): Promise<HardhatEthersSigner> => ethers.getSigner(address);
  const all = await ethers.getSigners();
  return {
    deployer: all[0]!,
    admin: await signerOf(roles.admin.account),
    governor: await signerOf(roles.governor.account),
    policyManager: await signerOf(roles.policyManager.account),
    pricingManager: await signerOf(roles.pricingManager.account),
    certifier: await signerOf(roles.certifier.account),
    verifier: await signerOf(roles.verifier.account),
    guardian: await signerOf(roles.guardian.account),
    attestors: byAddress(await Promise.all(attestors.members.map(signerOf))),
    verifiers: byAddress(await Promise.all(verifiers.members.map(signerOf))),
    farmer: all[12]!,
    otherFarmer: all[13]!,
    nodeKey: all[14]!,
    otherKey: all[15]!,
    payout: all[16]!,
    otherPayout: all[17]!,
    booker: all[18]!,
    stranger: all[19]!,
  };
}

/** The order in which contracts take members and their signatures. */
export function byAddress<T extends { address: string }>(members: readonly T[]): T[] {
  return [...members].sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
}
