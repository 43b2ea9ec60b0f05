import type { GridSource } from "../network/connect-deployment.ts";
import type { ContractName } from "../network/contracts.ts";
import { readEvents } from "../network/read-logs.ts";
import type { Role, RoleName } from "./roles.ts";
import { ROLE_NAMES, ROLES, roleSelectors } from "./roles.ts";

/** Somebody who holds a role. */
export interface RoleHolder {
  readonly account: string;
  /** How long its calls are visible before they can be executed, in seconds. */
  readonly executionDelaySeconds: number;
}

/** A role as it stands on chain. */
export interface RoleState {
  readonly name: RoleName;
  readonly role: Role;
  readonly holders: readonly RoleHolder[];
  /** How long a new grant is visible before it takes effect, in seconds. */
  readonly grantDelaySeconds: number;
  /** Functions of the table that the chain gives to another role: "TFT.setMinter". */
  readonly misplaced: readonly string[];
}

/** Every role with its holders and delays. */
export async function readRoles(source: GridSource): Promise<RoleState[]> {
  const accounts = await readGranted(source);
  return Promise.all(ROLE_NAMES.map((name) => readRole(source, name, accounts.get(ROLES[name].id) ?? [])));
}

/** How long a change to what a role reaches in a contract is visible before it takes effect, in seconds. */
export async function readTargetDelays({ grid, book }: GridSource): Promise<Map<ContractName, number>> {
  const targets = [...new Set(ROLE_NAMES.flatMap((name) => targetsOf(ROLES[name])))];
  const delays = await Promise.all(
    targets.map((contract) => grid.AccessManager.getTargetAdminDelay(book.contracts[contract])),
  );
  return new Map(targets.map((contract, index) => [contract, Number(delays[index])]));
}

async function readRole(source: GridSource, name: RoleName, accounts: readonly string[]): Promise<RoleState> {
  const role = ROLES[name];
  const manager = source.grid.AccessManager;
  const [grantDelay, holders, misplaced] = await Promise.all([
    manager.getRoleGrantDelay(role.id),
    Promise.all(accounts.map((account) => readHolder(source, role, account))),
    readMisplaced(source, role),
  ]);
  return { name, role, holders, grantDelaySeconds: Number(grantDelay), misplaced };
}

async function readHolder({ grid }: GridSource, role: Role, account: string): Promise<RoleHolder> {
  const { executionDelay } = await grid.AccessManager.hasRole(role.id, account);
  return { account, executionDelaySeconds: Number(executionDelay) };
}

async function readMisplaced({ grid, book }: GridSource, role: Role): Promise<string[]> {
  const functions = targetsOf(role).flatMap((contract) =>
    roleSelectors(role, contract).map((selector, index) => ({
      selector,
      target: book.contracts[contract],
      label: `${contract}.${role.functions[contract]?.[index] ?? selector}`,
    })),
  );
  const roles = await Promise.all(
    functions.map(({ target, selector }) => grid.AccessManager.getTargetFunctionRole(target, selector)),
  );
  return functions.filter((_, index) => roles[index] !== role.id).map(({ label }) => label);
}

/** The accounts that hold each role, from the grants and withdrawals in the order of the chain. */
async function readGranted({ grid, provider, book }: GridSource): Promise<Map<bigint, string[]>> {
  const { AccessManager } = grid;
  const range = { fromBlock: book.deployedAtBlock, toBlock: await provider.getBlockNumber() };
  const [granted, revoked] = await Promise.all([
    readEvents(AccessManager, AccessManager.filters.RoleGranted, range),
    readEvents(AccessManager, AccessManager.filters.RoleRevoked, range),
  ]);
  const changes = [
    ...granted.map(({ log, values }) => ({ log, values, isGrant: true })),
    ...revoked.map(({ log, values }) => ({ log, values, isGrant: false })),
  ].sort((a, b) => a.log.blockNumber - b.log.blockNumber || a.log.index - b.log.index);

  const holders = new Map<bigint, string[]>();
  for (const { values, isGrant } of changes) {
    const others = (holders.get(values.roleId) ?? []).filter((account) => account !== values.account);
    holders.set(values.roleId, isGrant ? [...others, values.account] : others);
  }
  return holders;
}

function targetsOf({ functions }: Role): ContractName[] {
  return Object.keys(functions) as ContractName[];
}
