import { GridError } from "../grid-error.ts";
import type { MemberSignature } from "../access/member-signature.ts";
import type { Grid } from "../network/grid.ts";
import type { Availability, StatementFile } from "./availability.ts";

/** A statement with the signatures of a quorum, in the order that the contract wants. */
export interface SignedStatement {
  readonly availability: Availability;
  readonly signatures: readonly MemberSignature[];
}

/**
 * Brings statement files of several attestors, given in any order and perhaps twice, together: one statement for each
 * node and interval. The contract that verifies them is asked beforehand: what it throws is {@link explainError}'s to tell.
 *
 * @throws {StatementForeignError} When one is for another chain or deployment
 */
export async function mergeStatements(grid: Grid, files: readonly StatementFile[]): Promise<SignedStatement[]> {
  await requireHere(grid, files);
  const merged = new Map<string, StatementFile[]>();
  for (const file of files) {
    const key = Object.values(file.availability).map(String).join(" ");
    merged.set(key, [...(merged.get(key) ?? []), file]);
  }
  const statements = [...merged.values()].flatMap(signedStatement);
  for (const statement of statements) await requireQuorum(grid, statement);
  return statements;
}

function signedStatement(files: readonly StatementFile[]): SignedStatement[] {
  const [first] = files;
  if (first === undefined) return [];
  const byMember = new Map(files.map(({ member, signature }) => [BigInt(member), { member, signature }]));
  const signatures = [...byMember].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, signed]) => signed);
  return [{ availability: first.availability, signatures }];
}

async function requireQuorum(
  { ProofOfService, Attestors }: Grid,
  { availability, signatures }: SignedStatement,
): Promise<void> {
  const digest = await ProofOfService.digestOf(availability);
  await Attestors.requireQuorum(availability.setVersion, digest, [...signatures]);
}

async function requireHere({ ProofOfService }: Grid, files: readonly StatementFile[]): Promise<void> {
  const { chainId, verifyingContract } = await ProofOfService.eip712Domain();
  for (const file of files) {
    const isSame = file.proofOfService.toLowerCase() === verifyingContract.toLowerCase();
    if (!isSame || BigInt(file.chainId) !== chainId) throw new StatementForeignError(file);
  }
}

/** The statement is for another chain or deployment. */
export class StatementForeignError extends GridError {
  override readonly name = "StatementForeignError";

  constructor({ member, chainId, proofOfService }: StatementFile) {
    super(
      `The statement of ${member} is for the contract ${proofOfService} on chain ${chainId}, not for this network.`,
      {
        hint: "Have it signed again for this network.",
      },
    );
  }
}
