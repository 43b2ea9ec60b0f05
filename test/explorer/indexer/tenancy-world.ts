import { readFileSync } from "node:fs";
import path from "node:path";
import type { JsonRpcProvider, Signer } from "ethers";
import { HDNodeWallet, parseEther } from "ethers";
import { NO_CONSENT } from "../../../sdk/directory/consent.ts";
import { parseAddressBook } from "../../../sdk/network/address-book.ts";
import type { AddressBook } from "../../../sdk/network/address-book.ts";
import type { Grid } from "../../../sdk/network/grid.ts";
import { connectGrid } from "../../../sdk/network/grid.ts";
import { startLocalAnvilAt } from "../../e2e/chains.ts";
import { deployGrid } from "../../e2e/grids.ts";
import { consentToJoin } from "../../helpers/consents.ts";
import { FAR_FUTURE, UNITS_PER_TFT } from "../../helpers/escrow-fixtures.ts";
import { exampleRegistration } from "../../helpers/nodes.ts";
import { GENEROUS, ipOf } from "../../helpers/reservation-fixtures.ts";

const HOUR = 3600;
const IPS_PER_FARM = 12;
const MNEMONIC = "test test test test test test test test test test test junk";

/** The same moment in every run: what happens afterwards depends on the seed alone. */
const DEPLOYED_AT = 1_900_000_000;
const STARTS_AT = DEPLOYED_AT + 86_400;

/** A grid on Anvil whose blocks are a second apart. */
export interface TenancyWorld {
  readonly grid: Grid;
  readonly provider: JsonRpcProvider;
  readonly book: AddressBook;
  readonly bookFile: string;
  readonly rpcUrl: string;
  readonly admin: Signer;
  readonly attestors: readonly Signer[];
  readonly reporters: readonly Signer[];
  readonly farmer: Signer;
  readonly manager: Signer;
  readonly provider_: Signer;
  readonly tenants: readonly [Signer, Signer];
  readonly now: () => Promise<number>;
  readonly travel: (seconds: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** A farm with two nodes, and an account of each tenant. */
export interface Tenancy {
  readonly farmId: number;
  readonly nodeIds: readonly [number, number];
  readonly nodeKeys: readonly [HDNodeWallet, HDNodeWallet];
  readonly accountIds: readonly [number, number];
}

export async function startWorld(): Promise<TenancyWorld> {
  const chain = await deployGrid(await startLocalAnvilAt(DEPLOYED_AT));
  const { provider, place, stop } = chain;
  const bookFile = path.join(place.folder, "deployments", "localhost.json");
  const book = parseAddressBook(readFileSync(bookFile, "utf8"), bookFile);
  const signers = await Promise.all(Array.from({ length: 20 }, (_, index) => provider.getSigner(index)));
  const [deployer, admin] = [signers[0]!, signers[1]!];
  const tenants = [signers[17]!, signers[18]!] as const;
  const grid = connectGrid(book.contracts, provider);
  await provider.send("anvil_setBlockTimestampInterval", [1]);
  await chain.travelTo(STARTS_AT);
  await grid.TFT.connect(admin).setMinter(deployer, 10n ** 15n, 0n);
  for (const tenant of tenants) {
    await grid.TFT.connect(deployer).mint(tenant, 10n ** 13n);
    await grid.TFT.connect(tenant).approve(grid.Escrow, 2n ** 256n - 1n);
  }
  await grid.Offers.connect(admin).approveProvider(signers[19]!, 1500n);
  const now = async () => (await provider.getBlock("latest"))!.timestamp;
  return {
    ...{ grid, provider, book, bookFile, rpcUrl: place.env["TFGRID_RPC_URL"]!, admin, tenants, stop, now },
    attestors: [4, 5, 6].map((index) => signers[index]!),
    reporters: [4, 5].map((index) => signers[index]!),
    farmer: signers[15]!,
    manager: signers[14]!,
    provider_: signers[19]!,
    travel: async (seconds) => chain.travelTo((await now()) + seconds),
  };
}

/** Whoever was there before stays as he is: the index holds all of them. */
export async function newTenancy(world: TenancyWorld): Promise<Tenancy> {
  const { grid, farmer, tenants } = world;
  const { Directory, PublicIps, Escrow } = grid;
  const farmId = Number(await Directory.farmCount()) + 1;
  await Directory.connect(farmer).createFarm(`Farm-${farmId}`, farmer);
  const ips = Array.from({ length: IPS_PER_FARM }, (_, index) => ipOf(farmId * 16 + index));
  await PublicIps.connect(farmer).add(farmId, ips);
  const nodeKeys = [keyOf(farmId, 0), keyOf(farmId, 1)] as const;
  const nodeIds = [await register(world, farmId, nodeKeys[0]), await register(world, farmId, nodeKeys[1])] as const;
  await grid.Offers.connect(farmer).setOffer(nodeIds[1], { isDedicatedOnly: false, extraFeeRate: 10n ** 12n });
  const accountIds: number[] = [];
  for (const tenant of tenants) {
    await Escrow.connect(tenant).openAccount();
    const accountId = Number(await Escrow.accountCount());
    accountIds.push(accountId);
    await Escrow.connect(tenant).deposit(accountId, 100n * UNITS_PER_TFT);
    await approveAll(world, tenant, accountId);
  }
  return { farmId, nodeIds, nodeKeys, accountIds: [accountIds[0]!, accountIds[1]!] };
}

export async function approveAll({ grid, manager }: TenancyWorld, owner: Signer, accountId: number): Promise<void> {
  const escrow = grid.Escrow.connect(owner);
  await escrow.approve(accountId, grid.Reservations, GENEROUS);
  await escrow.approve(accountId, grid.Names, GENEROUS);
  await escrow.setManager(accountId, manager, { maxRate: 10n ** 15n, expiresAt: FAR_FUTURE });
}

/** Two of the reporters are enough. */
export async function reportPrice({ grid, reporters, travel }: TenancyWorld, usdPerTft: string): Promise<void> {
  await travel(HOUR);
  for (const reporter of reporters) await grid.MedianPriceFeed.connect(reporter).report(parseEther(usdPerTft));
}

async function register({ grid, farmer }: TenancyWorld, farmId: number, key: HDNodeWallet): Promise<number> {
  const registration = exampleRegistration(key.address, { farmId });
  await grid.Directory.connect(farmer).register(registration, await consentToJoin(grid, key, registration), NO_CONSENT);
  return Number(await grid.Directory.nodeCount());
}

function keyOf(farmId: number, index: number): HDNodeWallet {
  return HDNodeWallet.fromPhrase(MNEMONIC, undefined, `m/44'/60'/${farmId}'/0/${index}`);
}
