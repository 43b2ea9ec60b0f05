import { TypedDataEncoder, getAddress } from "ethers";
import type { TypedDataDomain, TypedDataField } from "ethers";
import { GridError } from "../grid-error.ts";
import { formatTime } from "../network/format-time.ts";
import type { Grid } from "../network/grid.ts";
import { readSignerSet } from "../network/signer-set.ts";
import type { SignerSetState } from "../network/signer-set.ts";
import { signerSetOf } from "./signer-sets.ts";
import type { SignerSetName } from "./signer-sets.ts";

/** What members of a set sign to hand it over; the same fields as `Rotation` in SignerSet.sol. */
export interface Rotation {
  /** The number of the new set. */
  readonly version: number;
  /** Strictly ascending addresses. */
  readonly members: readonly string[];
  /** So many of them must sign; more than half. */
  readonly threshold: number;
}

export const ROTATION_TYPES: Record<string, TypedDataField[]> = {
  Rotation: [
    { name: "version", type: "uint32" },
    { name: "members", type: "address[]" },
    { name: "threshold", type: "uint8" },
  ],
};

/** A set can have no more members. */
export const MOST_MEMBERS = 32;

/** The EIP-712 domain of a set: a signature counts on one chain and for one contract only. */
export async function rotationDomain(grid: Grid, set: SignerSetName): Promise<TypedDataDomain> {
  const { name, version, chainId, verifyingContract } = await signerSetOf(grid, set).eip712Domain();
  return { name, version, chainId, verifyingContract };
}

/** What members sign, as 32 bytes. */
export async function hashRotation(grid: Grid, set: SignerSetName, rotation: Rotation): Promise<string> {
  return TypedDataEncoder.hash(await rotationDomain(grid, set), ROTATION_TYPES, rotation);
}

/** So many of the present members must sign a rotation: the threshold, and at least two thirds. */
export function rotationQuorum({ members, threshold }: Pick<SignerSetState, "members" | "threshold">): number {
  return Math.max(threshold, Math.ceil((members.length * 2) / 3));
}

/**
 * The rotation that gives a set new members, in any order.
 * @throws SignerSetInvalidError, SignerSetRotationPendingError
 */
export async function prepareRotation(
  grid: Grid,
  set: SignerSetName,
  { members, threshold }: Pick<Rotation, "members" | "threshold">,
): Promise<Rotation> {
  const { version, next } = await readSignerSet(signerSetOf(grid, set));
  if (next !== undefined) throw new SignerSetRotationPendingError(set, next.version, next.activeFrom);
  const ascending = members.map(getAddress).sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  const rotation = { version: version + 1, members: ascending, threshold };
  requireValidSet(rotation);
  return rotation;
}

/**
 * When a rotation takes or took effect, in unix seconds; undefined when it can still be decided on.
 * @throws RotationTakenError, RotationAheadError, SignerSetRotationPendingError
 */
export async function rotationActiveFrom(
  grid: Grid,
  set: SignerSetName,
  rotation: Rotation,
): Promise<number | undefined> {
  const contract = signerSetOf(grid, set);
  const [stored, { version, next }] = await Promise.all([contract.setOf(rotation.version), readSignerSet(contract)]);
  if (stored.members.length > 0) {
    const isThis = isSameSet(rotation, { members: stored.members, threshold: Number(stored.threshold) });
    if (!isThis) throw new RotationTakenError(set, rotation.version);
    return Number(stored.activeFrom);
  }
  if (next !== undefined) throw new SignerSetRotationPendingError(set, next.version, next.activeFrom);
  if (rotation.version !== version + 1) throw new RotationAheadError(set, rotation.version, version);
  return undefined;
}

/** @throws SignerSetInvalidError */
export function requireValidSet({ members, threshold }: Pick<Rotation, "members" | "threshold">): void {
  const isAscending = members.every((member, index) => BigInt(member) > BigInt(members[index - 1] ?? 0));
  const isMajority = threshold * 2 > members.length && threshold <= members.length;
  if (!isAscending || !isMajority || members.length > MOST_MEMBERS) throw new SignerSetInvalidError(members, threshold);
}

type Members = Pick<Rotation, "members" | "threshold">;

/** Whether two sets have the same members in the same order and the same threshold. */
export function isSameSet(one: Members, other: Members): boolean {
  const text = ({ members, threshold }: Members) => `${threshold} ${members.join().toLowerCase()}`;
  return text(one) === text(other);
}

/** A set has no members, too many, one twice, or a threshold that is no majority. */
export class SignerSetInvalidError extends GridError {
  override readonly name = "SignerSetInvalidError";

  constructor(members: readonly string[], threshold: number) {
    super(`${threshold} of the ${members.length} addresses ${members.join(", ")} are no valid set.`, {
      hint: `Give 1 to ${MOST_MEMBERS} different addresses and a threshold of more than half of them.`,
    });
  }
}

/** A rotation waits for its delay to pass; no other can be decided on before. */
export class SignerSetRotationPendingError extends GridError {
  override readonly name = "SignerSetRotationPendingError";

  constructor(set: SignerSetName, version: number, activeFrom: number) {
    super(`Set ${version} of the ${set} was decided on and speaks from ${formatTime(activeFrom)} on.`, {
      hint: "Wait until then before you change the set again.",
    });
  }
}

/** The number of a rotation has gone to another one. */
export class RotationTakenError extends GridError {
  override readonly name = "RotationTakenError";

  constructor(set: SignerSetName, version: number) {
    super(`Set ${version} of the ${set} has other members: another rotation was decided on.`, {
      hint: `Look at it with \`tfgrid signers show --set ${set}\`, and make the rotation anew if it is still wanted.`,
    });
  }
}

/** A rotation has a number that is not the next one, as after a development chain began anew. */
export class RotationAheadError extends GridError {
  override readonly name = "RotationAheadError";

  constructor(set: SignerSetName, version: number, active: number) {
    super(`The rotation makes set ${version} of the ${set}, but set ${active} speaks now and ${active + 1} is next.`, {
      hint: "Make the rotation anew and have it signed again.",
    });
  }
}
