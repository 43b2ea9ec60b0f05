import type { TypedDataDomain, TypedDataField } from "ethers";

const CAPACITY: TypedDataField[] = [
  { name: "cru", type: "uint32" },
  { name: "mru", type: "uint64" },
  { name: "sru", type: "uint64" },
  { name: "hru", type: "uint64" },
];

const NODE_DETAILS: TypedDataField[] = [
  { name: "country", type: "string" },
  { name: "city", type: "string" },
  { name: "latitudeE6", type: "int32" },
  { name: "longitudeE6", type: "int32" },
  { name: "serialNumber", type: "string" },
  { name: "hasSecureBoot", type: "bool" },
];

const REGISTRATION: TypedDataField[] = [
  { name: "farmId", type: "uint32" },
  { name: "key", type: "address" },
  { name: "capacity", type: "Capacity" },
  { name: "ipv4Count", type: "uint16" },
  { name: "isVirtualized", type: "bool" },
  { name: "details", type: "NodeDetails" },
];

const NONCE_AND_DEADLINE: TypedDataField[] = [
  { name: "nonce", type: "uint256" },
  { name: "deadline", type: "uint256" },
];

/** Node and farmer agree that the node joins the farm. */
export const JOIN_FARM_TYPES: Record<string, TypedDataField[]> = {
  JoinFarm: [{ name: "registration", type: "Registration" }, ...NONCE_AND_DEADLINE],
  Registration: REGISTRATION,
  Capacity: CAPACITY,
  NodeDetails: NODE_DETAILS,
};

/** Node and farmer agree that the node moves to the farm. */
export const MOVE_NODE_TYPES: Record<string, TypedDataField[]> = {
  MoveNode: [{ name: "nodeId", type: "uint32" }, { name: "toFarmId", type: "uint32" }, ...NONCE_AND_DEADLINE],
};

/** A key agrees to serve a node; with a lost key the farmer agrees to it too. */
export const TAKE_KEY_TYPES: Record<string, TypedDataField[]> = {
  TakeKey: [{ name: "nodeId", type: "uint32" }, { name: "newKey", type: "address" }, ...NONCE_AND_DEADLINE],
};

/** What the Directory takes from a party that sends the transaction itself. */
export const NO_CONSENT = { nonce: 0n, deadline: 0n, signature: "0x" } as const;

/** The EIP-712 domain of a deployment's Directory. */
export function directoryDomain(chainId: bigint, directory: string): TypedDataDomain {
  return { name: "ThreeFold Directory", version: "1", chainId, verifyingContract: directory };
}
