import { groupBy } from "../../sdk/group-by.ts";
import type { AddressBook } from "../../sdk/network/address-book.ts";
import { blockTime } from "../../sdk/network/block-time.ts";
import { formatTime } from "../../sdk/network/format-time.ts";
import { table } from "../cli/table.ts";
import { DEPLOYER, FIRST_FARMER, FIRST_TENANT, accountNumber, readReplaySettings } from "../replay/run-chain.ts";
import type { ReplayRun } from "../replay/run.ts";
import type { Fleet } from "./fleet.ts";
import type { LocalReservation, LocalTenancy } from "./prepare-tenant.ts";

export interface LocalChain {
  readonly url: string;
  readonly book: AddressBook;
  /** The month that can be claimed. */
  readonly period: number;
  /** The tenant with his reservations. */
  readonly tenancy: LocalTenancy;
}

/** What is on the local chain, who is who, and what to try. */
export async function localSummary(run: ReplayRun, { url, book, period, tenancy }: LocalChain): Promise<string> {
  const now = await blockTime(run.chain.provider);
  const farms = run.plan.farms.map(({ farmId, name }, index) => {
    return [String(run.farms.onChain(farmId)), name, String(FIRST_FARMER + index)];
  });
  return [
    `A chain runs at ${url} (chain ${book.chainId}); its clock says ${formatTime(now)}.`,
    table(["contract", "address"], Object.entries(book.contracts)),
    "Everybody has an account of the development mnemonic, used with --account N:",
    table(["account", "who"], actors()),
    `Period ${period} is measured and final; each farm can claim what its nodes really earned in it:`,
    table(["farm", "name", "account of its farmer"], farms),
    `Account ${tenancy.accountId} of the escrow is the tenant's; it has two reservations, each of a part of a node:`,
    table(["reservation", "node", "it is"], tenancy.reservations.map(reservationRow)),
    "Try in a second terminal:",
    ...commands(url, period, tenancy).map((command) => `  ${command}`),
  ].join("\n");
}

export interface LocalExplorer {
  readonly fleet: Fleet;
  readonly chainId: number;
  readonly rpcUrl: string;
}

/** Where the page is, what is simulated, and how to act on it as somebody. */
export function explorerSummary(url: string, { fleet, chainId, rpcUrl }: LocalExplorer): string {
  const { farms, nodes } = fleet;
  return [
    `${farms.length} farms with ${nodes.length} nodes are simulated; their names begin with "simulated-".`,
    `To act in the browser, add the network ${rpcUrl} (chain ${chainId}) to a wallet and import a key of the development`,
    `mnemonic: account ${FIRST_FARMER} is a farmer, ${FIRST_TENANT} the tenant.`,
    "",
    `The explorer is at ${url}`,
  ].join("\n");
}

function reservationRow({ reservationId, nodeId, state }: LocalReservation): string[] {
  return [String(reservationId), String(nodeId), state];
}

function actors(): string[][] {
  const { roles, attestors, verifiers } = readReplaySettings();
  const holders: [number, string][] = [
    [DEPLOYER, "deployer, without any role by now"],
    ...Object.entries(roles).map(([role, { account }]): [number, string] => [accountNumber(account), role]),
    ...attestors.members.map((member): [number, string] => [accountNumber(member), "attestor"]),
    ...verifiers.members.map((member): [number, string] => [accountNumber(member), "verifier of nodes"]),
    [FIRST_TENANT, "tenant"],
  ];
  const byAccount = [...groupBy(holders, ([account]) => account)].sort(([a], [b]) => a - b);
  return byAccount.map(([account, roles]) => [String(account), roles.map(([, role]) => role).join(", ")]);
}

function commands(url: string, period: number, { accountId }: LocalTenancy): string[] {
  const endpoint = url.endsWith(":8545") ? "" : `TFGRID_RPC_URL=${url} `;
  return [
    `period status --period ${period}`,
    "rewards list --farm 1",
    `rewards claim --farm 1 --account ${FIRST_FARMER}`,
    "rewards receipts --farm 1",
    `account show --id ${accountId}`,
    "quote --cru 2 --mru 4 --sru 100 --ips 1 --months 6",
  ].map((command) => `${endpoint}npm run -s tfgrid -- ${command}`);
}
