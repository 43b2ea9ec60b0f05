import type { Signer, TypedDataDomain, TypedDataField } from "ethers";
import type { MemberSignatureStruct } from "../../typechain-types/contracts/access/SignerSet.ts";

export const ROTATION_TYPES: Record<string, TypedDataField[]> = {
  Rotation: [
    { name: "version", type: "uint32" },
    { name: "members", type: "address[]" },
    { name: "threshold", type: "uint8" },
  ],
};

export const VERIFICATION_TYPES: Record<string, TypedDataField[]> = {
  Verification: [
    { name: "nodeId", type: "uint32" },
    { name: "termsIndex", type: "uint16" },
    { name: "verifiedUntil", type: "uint24" },
    { name: "setVersion", type: "uint32" },
  ],
};

/** Signatures of members over a statement, in the order in which the members are given. */
export function signByMembers(
  members: readonly Signer[],
  domain: TypedDataDomain,
  types: Record<string, TypedDataField[]>,
  statement: object,
): Promise<MemberSignatureStruct[]> {
  return Promise.all(
    members.map(async (member) => ({
      member: await member.getAddress(),
      signature: await member.signTypedData(domain, types, statement),
    })),
  );
}
