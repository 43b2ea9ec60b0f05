import { readFileSync } from "node:fs";
import { HDNodeWallet, Mnemonic } from "ethers";
import type { Signer } from "ethers";
import hre from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";
import { gridModule } from "../../ignition/modules/Grid.ts";
import { deploymentSettings } from "../../sdk/deployment/settings.ts";
import type { DeploymentSettings } from "../../sdk/deployment/settings.ts";
import { CONTRACT_NAMES } from "../../sdk/network/contracts.ts";
import type { ContractName } from "../../sdk/network/contracts.ts";
import { connectGrid } from "../../sdk/network/grid.ts";
import type { Grid } from "../../sdk/network/grid.ts";

/** Before the first real month, period 45, and within the period in which its nodes are registered. */
const CLOCK_START = "2021-12-01T00:00:00Z";

const MNEMONIC = Mnemonic.fromPhrase("test test test test test test test test test test test junk");

/** Farmers have the accounts from this one on; those before are the roles of `ignition/parameters/replay.json`. */
const FIRST_FARMER = 12;

/** A chain of its own inside this process, with the contracts on it and everybody who acts in the replay. */
export interface ReplayChain {
  readonly grid: Grid;
  /** Sends what anybody may send: proposals and leaves. */
  readonly sender: Signer;
  readonly policyManager: Signer;
  readonly certifier: Signer;
  readonly attestors: readonly Signer[];
  /** How many attestors must sign. */
  readonly threshold: number;
  /** One key per farmer, counted from 0. */
  readonly farmer: (index: number) => Signer;
  /** Moves the clock forward; nothing happens when that moment has passed. In unix seconds. */
  readonly travelTo: (unixSeconds: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Starts the chain and deploys to it with the Ignition module of every network. */
export async function startChain(): Promise<ReplayChain> {
  const settings = readSettings();
  const connection = await hre.network.create({ override: { initialDate: CLOCK_START } });
  const accounts = await connection.ethers.getSigners();
  const numbered = (index: number) => required(accounts[index], `account ${index}`);
  const holding = (address: string) =>
    required(
      accounts.find((account) => account.address === address),
      address,
    );
  return {
    grid: await deploy(connection, settings, numbered(0)),
    sender: numbered(0),
    policyManager: holding(settings.roles.policyManager.account),
    certifier: holding(settings.roles.certifier.account),
    attestors: settings.attestors.members.map(holding),
    threshold: settings.attestors.threshold,
    farmer: (index) => numbered(FIRST_FARMER + index),
    travelTo: (unixSeconds) => travelTo(connection, unixSeconds),
    close: () => connection.close(),
  };
}

/** The key of a node: made from its number on the real grid, so that it is the same in every run. */
export function nodeKey(realNodeId: number): HDNodeWallet {
  return HDNodeWallet.fromMnemonic(MNEMONIC, `m/44'/60'/1'/0/${realNodeId}`);
}

function readSettings(): DeploymentSettings {
  const file = new URL("../../ignition/parameters/replay.json", import.meta.url);
  return deploymentSettings.parse(JSON.parse(readFileSync(file, "utf8")));
}

async function deploy(connection: NetworkConnection, settings: DeploymentSettings, deployer: Signer): Promise<Grid> {
  const deployed = await connection.ignition.deploy(gridModule(settings));
  const addresses = await Promise.all(
    CONTRACT_NAMES.map(async (name): Promise<[ContractName, string]> => [name, await deployed[name].getAddress()]),
  );
  return connectGrid(Object.fromEntries(addresses) as Record<ContractName, string>, deployer);
}

async function travelTo({ networkHelpers }: NetworkConnection, unixSeconds: number): Promise<void> {
  if ((await networkHelpers.time.latest()) < unixSeconds) await networkHelpers.time.increaseTo(unixSeconds);
}

function required<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`The development mnemonic of this chain has no ${what}.`);
  return value;
}
