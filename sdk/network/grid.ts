import type { ContractRunner } from "ethers";
import { CONTRACTS, CONTRACT_NAMES } from "./contracts.ts";
import type { ContractName } from "./contracts.ts";

/** The typed contracts of one deployment. */
export type Grid = { readonly [Name in ContractName]: ReturnType<(typeof CONTRACTS)[Name]["connect"]> };

/** Binds the addresses of a deployment to a provider (to read) or a signer (to send). */
export function connectGrid(addresses: Readonly<Record<ContractName, string>>, runner: ContractRunner): Grid {
  return Object.fromEntries(
    CONTRACT_NAMES.map((name) => [name, CONTRACTS[name].connect(addresses[name], runner)]),
  ) as Grid;
}
