import type { Signer, TypedDataDomain, TypedDataField } from "ethers";
import { directoryDomain, JOIN_FARM_TYPES, MOVE_NODE_TYPES, TAKE_KEY_TYPES } from "../../sdk/directory/consent.ts";
import type { Grid } from "../../sdk/network/grid.ts";
import type { ConsentStruct, RegistrationStruct } from "../../typechain-types/contracts/interfaces/IDirectory.ts";

/** Later than any test gets. */
const FAR_FUTURE = 2n ** 40n;

/** How a consent differs from what its party would ordinarily sign. */
export interface ConsentChanges {
  /** Whose nonce is used: another one than the signer's for a contract wallet. */
  readonly party?: string;
  readonly nonce?: bigint;
  readonly deadline?: bigint;
  readonly domain?: TypedDataDomain;
}

export function consentToJoin(
  grid: Grid,
  signer: Signer,
  registration: RegistrationStruct,
  changes: ConsentChanges = {},
): Promise<ConsentStruct> {
  return signConsent(grid, signer, JOIN_FARM_TYPES, { registration }, changes);
}

export function consentToMove(
  grid: Grid,
  signer: Signer,
  move: { nodeId: bigint; toFarmId: bigint },
  changes: ConsentChanges = {},
): Promise<ConsentStruct> {
  return signConsent(grid, signer, MOVE_NODE_TYPES, move, changes);
}

export function consentToKey(
  grid: Grid,
  signer: Signer,
  change: { nodeId: bigint; newKey: string },
  changes: ConsentChanges = {},
): Promise<ConsentStruct> {
  return signConsent(grid, signer, TAKE_KEY_TYPES, change, changes);
}

async function signConsent(
  grid: Grid,
  signer: Signer,
  types: Record<string, TypedDataField[]>,
  agreedOn: object,
  changes: ConsentChanges,
): Promise<ConsentStruct> {
  const party = changes.party ?? (await signer.getAddress());
  const nonce = changes.nonce ?? (await grid.Directory["nonces(address)"](party));
  const deadline = changes.deadline ?? FAR_FUTURE;
  const domain = changes.domain ?? (await domainOf(grid));
  return { nonce, deadline, signature: await signer.signTypedData(domain, types, { ...agreedOn, nonce, deadline }) };
}

/** The domain of this deployment's consents. */
export async function domainOf(grid: Grid): Promise<TypedDataDomain> {
  const { chainId } = await grid.Directory.runner!.provider!.getNetwork();
  return directoryDomain(chainId, await grid.Directory.getAddress());
}
