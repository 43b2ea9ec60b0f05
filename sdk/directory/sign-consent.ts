import type { Signer, TypedDataField } from "ethers";
import type { Grid } from "../network/grid.ts";
import { directoryDomain, JOIN_FARM_TYPES, MOVE_NODE_TYPES, TAKE_KEY_TYPES } from "./consent.ts";
import type { Registration } from "./registration.ts";
import { toRegistrationStruct } from "./registration.ts";

/** A party's signed agreement, as the Directory takes it. */
export interface Consent {
  /** The party's next nonce on the track that the subject chooses. */
  readonly nonce: bigint;
  /** Unix time in seconds after which it is void. */
  readonly deadline: bigint;
  readonly signature: string;
}

/** Who agrees, and until when. */
export interface ConsentTerms {
  /** Whose consent it is: a contract wallet that the signer signs for; the signer when left out. */
  readonly party?: string | undefined;
  /** Unix time in seconds. */
  readonly deadline: bigint;
}

/** Signs that a node joins a farm, as the node or as the farmer. */
export function signConsentToJoin(
  grid: Grid,
  signer: Signer,
  { registration, ...terms }: ConsentTerms & { readonly registration: Registration },
): Promise<Consent> {
  const subject = { registration: toRegistrationStruct(registration) };
  return sign(grid, signer, JOIN_FARM_TYPES, { subject, track: BigInt(registration.key), ...terms });
}

/** Signs that a node moves to a farm, as the node or as the farm's owner. */
export function signConsentToMove(
  grid: Grid,
  signer: Signer,
  { nodeId, toFarmId, ...terms }: ConsentTerms & { readonly nodeId: number; readonly toFarmId: number },
): Promise<Consent> {
  return sign(grid, signer, MOVE_NODE_TYPES, { subject: { nodeId, toFarmId }, track: BigInt(nodeId), ...terms });
}

/** Signs that a key serves a node, as that key or, for a lost one, as the farmer. */
export function signConsentToKey(
  grid: Grid,
  signer: Signer,
  { nodeId, newKey, ...terms }: ConsentTerms & { readonly nodeId: number; readonly newKey: string },
): Promise<Consent> {
  return sign(grid, signer, TAKE_KEY_TYPES, { subject: { nodeId, newKey }, track: BigInt(newKey), ...terms });
}

interface Agreement extends ConsentTerms {
  readonly subject: object;
  /**
   * Nonces count on tracks of their own: with one per subject, consents to many things can be signed today and used in any
   * order.
   */
  readonly track: bigint;
}

async function sign(
  grid: Grid,
  signer: Signer,
  types: Record<string, TypedDataField[]>,
  { subject, track, deadline, party }: Agreement,
): Promise<Consent> {
  const [chainId, directory, address] = await Promise.all([
    chainIdOf(grid),
    grid.Directory.getAddress(),
    signer.getAddress(),
  ]);
  const nonce = await grid.Directory["nonces(address,uint192)"](party ?? address, track);
  const domain = directoryDomain(chainId, directory);
  return { nonce, deadline, signature: await signer.signTypedData(domain, types, { ...subject, nonce, deadline }) };
}

async function chainIdOf({ Directory }: Grid): Promise<bigint> {
  const network = await Directory.runner?.provider?.getNetwork();
  if (network === undefined) throw new Error("The contracts are not connected to a provider.");
  return network.chainId;
}
