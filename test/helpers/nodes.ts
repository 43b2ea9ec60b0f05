import type { Capacity } from "../../sdk/rules/capacity.ts";
import type { Grid } from "../../sdk/network/grid.ts";
import type {
  CapacityStruct,
  NodeDetailsStruct,
  RegistrationStruct,
} from "../../typechain-types/contracts/interfaces/IDirectory.ts";
import type { Actors } from "./actors.ts";
import { consentToJoin } from "./consents.ts";
import { NO_CONSENT } from "../../sdk/directory/consent.ts";

export const GIB = 2n ** 30n;

/** 7.75 CU, limited by its memory, and 4.096 SU. */
export const EXAMPLE_CAPACITY: CapacityStruct = { cru: 8n, mru: 32n * GIB, sru: 1024n * GIB, hru: 0n };

export const EXAMPLE_DETAILS: NodeDetailsStruct = {
  country: "Belgium",
  city: "Lochristi",
  latitudeE6: 51_096_000n,
  longitudeE6: 3_833_000n,
  serialNumber: "GB5C1R2",
  hasSecureBoot: true,
};

/** A capacity of the library in the form that contracts take. */
export function toCapacityStruct({ cru, mruBytes, sruBytes, hruBytes }: Capacity): CapacityStruct {
  return { cru: BigInt(cru), mru: mruBytes, sru: sruBytes, hru: hruBytes };
}

/** What a node of farm 1 states of itself, changed where a test needs it. */
export function exampleRegistration(key: string, changes: Partial<RegistrationStruct> = {}): RegistrationStruct {
  return {
    farmId: 1n,
    key,
    capacity: EXAMPLE_CAPACITY,
    ipv4Count: 2n,
    isVirtualized: false,
    details: EXAMPLE_DETAILS,
    ...changes,
  };
}

/** Registers a node of one of the farmer's farms; the farmer sends and the node's key agrees by signature. */
export async function registerNode(
  grid: Grid,
  { farmer, nodeKey }: Pick<Actors, "farmer" | "nodeKey">,
  changes: Partial<RegistrationStruct> = {},
) {
  const registration = exampleRegistration(nodeKey.address, changes);
  const nodeConsent = await consentToJoin(grid, nodeKey, registration);
  return grid.Directory.connect(farmer).register(registration, nodeConsent, NO_CONSENT);
}
