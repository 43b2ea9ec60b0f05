import type { NetworkConnection } from "hardhat/types/network";
import type { Registration } from "../../../sdk/directory/registration.ts";
import type { AddressBook } from "../../../sdk/network/address-book.ts";
import { CONTRACT_NAMES } from "../../../sdk/network/contracts.ts";
import type { ContractName } from "../../../sdk/network/contracts.ts";
import type { Grid } from "../../../sdk/network/grid.ts";
import { localSettings } from "../../helpers/deploy-grid.ts";
import { emptyGrid } from "../../helpers/directory-fixtures.ts";

const GIB = 2n ** 30n;

/** Later than any test gets, in unix seconds. */
export const FAR_FUTURE = 2n ** 39n;

/** A node of farm 1 as a farmer states it. */
export function exampleRegistration(key: string, changes: Partial<Registration> = {}): Registration {
  return {
    farmId: 1,
    key,
    capacity: { cru: 8, mruBytes: 32n * GIB, sruBytes: 1024n * GIB, hruBytes: 0n },
    ipv4Count: 0,
    isVirtualized: false,
    details: { country: "Belgium", city: "Ghent", latitude: 51.05, serialNumber: "X1", hasSecureBoot: false },
    ...changes,
  };
}

/** A new grid as library functions read it. */
export async function deployment(connection: NetworkConnection<string>) {
  const context = await emptyGrid(connection);
  return { ...context, provider: connection.ethers.provider, book: await addressBook(context.grid) };
}

export async function addressBook(grid: Grid): Promise<AddressBook> {
  const addresses = await Promise.all(CONTRACT_NAMES.map(async (name) => [name, await grid[name].getAddress()]));
  return {
    network: "testing",
    chainId: 31337,
    deployedAtBlock: 0,
    schedule: localSettings().schedule,
    contracts: Object.fromEntries(addresses) as Record<ContractName, string>,
  };
}
