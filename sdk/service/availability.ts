import type { Signer, TypedDataDomain, TypedDataField } from "ethers";
import { z } from "zod";
import type { Grid } from "../network/grid.ts";

/** What attestors state about a node's service; the same fields as `Availability` in IProofOfService.sol. */
export interface Availability {
  readonly nodeId: number;
  /** Unix time in seconds at which the statement begins: where the one before ended. */
  readonly from: number;
  /** Unix time in seconds at which it ends. */
  readonly to: number;
  /** How long in between the node served. */
  readonly servedSeconds: number;
  /** For streams that their account's exhaustion stopped, the price index at that moment; else 0. */
  readonly stopIndex: bigint;
  /** The set of attestors that signs. */
  readonly setVersion: number;
}

export const AVAILABILITY_TYPES: Record<string, TypedDataField[]> = {
  Availability: [
    { name: "nodeId", type: "uint32" },
    { name: "from", type: "uint40" },
    { name: "to", type: "uint40" },
    { name: "servedSeconds", type: "uint40" },
    { name: "stopIndex", type: "uint96" },
    { name: "setVersion", type: "uint32" },
  ],
};

const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/, "must be an address: 0x and 40 hexadecimal digits");
const wholeNumber = z.int().min(0);

const statementFile = z.strictObject({
  chainId: z.int().min(1),
  proofOfService: address,
  availability: z.strictObject({
    nodeId: wholeNumber,
    from: wholeNumber,
    to: wholeNumber,
    servedSeconds: wholeNumber,
    stopIndex: z
      .string()
      .regex(/^\d{1,29}$/, "must be a whole number in quotes")
      .transform((text) => BigInt(text)),
    setVersion: z.int().min(1),
  }),
  member: address,
  signature: z.string().regex(/^0x([0-9a-fA-F]{2})*$/, "must be hexadecimal, beginning with 0x"),
});

/** One attestor's signature under a statement, as it travels to whoever settles. */
export interface StatementFile {
  readonly chainId: number;
  /** The contract that it is for. */
  readonly proofOfService: string;
  readonly availability: Availability;
  readonly member: string;
  readonly signature: string;
}

/** The EIP-712 domain of a deployment's ProofOfService. */
export function proofOfServiceDomain(chainId: bigint, proofOfService: string): TypedDataDomain {
  return { name: "ThreeFold Proof of Service", version: "1", chainId, verifyingContract: proofOfService };
}

/** Signs, as an attestor, for how long a node served. */
export async function signAvailability(
  { ProofOfService }: Pick<Grid, "ProofOfService">,
  signer: Signer,
  { chainId, availability }: { readonly chainId: bigint; readonly availability: Availability },
): Promise<StatementFile> {
  const [proofOfService, member] = await Promise.all([ProofOfService.getAddress(), signer.getAddress()]);
  const domain = proofOfServiceDomain(chainId, proofOfService);
  const signature = await signer.signTypedData(domain, AVAILABILITY_TYPES, availability);
  return { chainId: Number(chainId), proofOfService, availability, member, signature };
}

/** A statement file as JSON text. */
export function formatStatementFile(statement: StatementFile): string {
  const text = (_: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);
  return `${JSON.stringify(statement, text, 2)}\n`;
}

/**
 * Reads the document of a statement.
 *
 * @throws {z.ZodError} When it is not one
 */
export function parseStatementFile(document: unknown): StatementFile {
  return statementFile.parse(document);
}
