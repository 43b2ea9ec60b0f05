import type { Signer, TypedDataDomain, TypedDataField } from "ethers";
import { z } from "zod";
import type { Grid } from "../network/grid.ts";

/** What verifiers sign about a node; the same fields as `Verification` in Verifiers.sol. */
export interface Verification {
  readonly nodeId: number;
  /** Which of the node's terms, counted from 0. */
  readonly termsIndex: number;
  /** The first period that is no longer verified. */
  readonly verifiedUntil: number;
  /** The set of verifiers that speaks. */
  readonly setVersion: number;
}

export const VERIFICATION_TYPES: Record<string, TypedDataField[]> = {
  Verification: [
    { name: "nodeId", type: "uint32" },
    { name: "termsIndex", type: "uint16" },
    { name: "verifiedUntil", type: "uint24" },
    { name: "setVersion", type: "uint32" },
  ],
};

const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/, "must be an address: 0x and 40 hexadecimal digits");

const verificationFile = z.strictObject({
  chainId: z.int().min(1),
  verifiers: address,
  verification: z.strictObject({
    nodeId: z.int().min(1),
    termsIndex: z.int().min(0),
    verifiedUntil: z.int().min(1),
    setVersion: z.int().min(1),
  }),
  member: address,
  signature: z.string().regex(/^0x([0-9a-fA-F]{2})*$/, "must be hexadecimal, beginning with 0x"),
});

/** One verifier's signature, as it travels to whoever sends. */
export interface VerificationFile {
  readonly chainId: number;
  /** The contract that it is for. */
  readonly verifiers: string;
  readonly verification: Verification;
  readonly member: string;
  readonly signature: string;
}

/** The EIP-712 domain of a deployment's Verifiers. */
export function verifiersDomain(chainId: bigint, verifiers: string): TypedDataDomain {
  return { name: "ThreeFold Verifiers", version: "1", chainId, verifyingContract: verifiers };
}

/** Signs that the hardware behind a node's terms was checked. */
export async function signVerification(
  { Verifiers }: Pick<Grid, "Verifiers">,
  signer: Signer,
  { chainId, verification }: { readonly chainId: bigint; readonly verification: Verification },
): Promise<VerificationFile> {
  const [verifiers, member] = await Promise.all([Verifiers.getAddress(), signer.getAddress()]);
  const signature = await signer.signTypedData(verifiersDomain(chainId, verifiers), VERIFICATION_TYPES, verification);
  return { chainId: Number(chainId), verifiers, verification, member, signature };
}

/**
 * Reads the document of a verifier's signature.
 *
 * @throws {z.ZodError} When it is not one
 */
export function parseVerificationFile(document: unknown): VerificationFile {
  return verificationFile.parse(document);
}
