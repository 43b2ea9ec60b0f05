import { createConfig } from "ponder";
import type { Hex } from "viem";
import type { ContractName } from "../../sdk/network/contracts.ts";
import { CONTRACTS } from "../../sdk/network/contracts.ts";
import { readSettings } from "./settings.ts";

const { book, rpcUrls, pollingIntervalMs, databaseFolder } = readSettings(process.env);

export default createConfig({
  ...(databaseFolder === undefined ? {} : { database: { kind: "pglite", directory: databaseFolder } }),
  chains: { grid: { id: book.chainId, rpc: [...rpcUrls], pollingInterval: pollingIntervalMs } },
  contracts: {
    AccessManager: contract("AccessManager"),
    TFT: contract("TFT"),
    FarmingPolicies: contract("FarmingPolicies"),
    Directory: contract("Directory"),
    PublicIps: contract("PublicIps"),
    Twins: contract("Twins"),
    Attestors: contract("Attestors"),
    Verifiers: contract("Verifiers"),
    Measurements: contract("Measurements"),
    FarmingRewards: contract("FarmingRewards"),
    MedianPriceFeed: contract("MedianPriceFeed"),
    Pricing: contract("Pricing"),
    ProofOfService: contract("ProofOfService"),
    Escrow: contract("Escrow"),
    Offers: contract("Offers"),
    Reservations: contract("Reservations"),
    Names: contract("Names"),
  },
});

/** A contract of the address book: no event of the grid is older than its deployment. */
function contract<Name extends ContractName>(name: Name) {
  const abi: (typeof CONTRACTS)[Name]["abi"] = CONTRACTS[name].abi;
  return { abi, chain: "grid", address: book.contracts[name] as Hex, startBlock: book.deployedAtBlock } as const;
}
