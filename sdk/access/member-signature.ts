import type { BlockTag, ContractRunner } from "ethers";
import { Contract, recoverAddress } from "ethers";

/** A signature as the contracts take it. */
export interface MemberSignature {
  readonly member: string;
  readonly signature: string;
}

const ERC1271 = ["function isValidSignature(bytes32 digest, bytes signature) view returns (bytes4)"];
const ERC1271_MAGIC = "0x1626ba7e";

/** Whether the member's own key signed the digest. */
export function isSignedByKey(digest: string, { member, signature }: MemberSignature): boolean {
  try {
    return recoverAddress(digest, signature).toLowerCase() === member.toLowerCase();
  } catch {
    // What is no signature of a key may still be one of a contract.
    return false;
  }
}

/** Whether the member is a contract (ERC-1271) that calls the signature its own, now or as of a block. */
export async function isSignedByContract(
  runner: ContractRunner | null,
  digest: string,
  { member, signature }: MemberSignature,
  blockTag: BlockTag = "latest",
): Promise<boolean> {
  const contract = new Contract(member, ERC1271, runner);
  try {
    const answer: unknown = await contract.getFunction("isValidSignature").staticCall(digest, signature, { blockTag });
    return answer === ERC1271_MAGIC;
  } catch {
    // Neither an account without code nor a contract that refuses has signed.
    return false;
  }
}
