import { readFileSync } from "node:fs";
import { HDNodeWallet, Mnemonic } from "ethers";
import type { Provider, Signer } from "ethers";
import { deploymentSettings } from "../../sdk/deployment/settings.ts";
import type { DeploymentSettings } from "../../sdk/deployment/settings.ts";
import type { GridSource } from "../../sdk/network/connect-deployment.ts";

/** What every development chain funds. */
const MNEMONIC = Mnemonic.fromPhrase("test test test test test test test test test test test junk");
const ACCOUNTS = 20;

/** Farmers have the accounts from this one on; those before are the roles of the parameter file. */
export const FIRST_FARMER = 12;

/** Tenants have the accounts from this one on; those between are payees of the parameter file. */
export const FIRST_TENANT = 17;

/** The account of a solution provider. */
const SOLUTION_PROVIDER = 19;

/** Deploys, and sends what anybody may send. */
export const DEPLOYER = 0;

/** The parameters of a chain on which real months are replayed. */
export const REPLAY_PARAMETERS = new URL("../../ignition/parameters/replay.json", import.meta.url);

/** A provider of a development chain: its clock can be moved. */
export interface DevelopmentProvider extends Provider {
  send(method: string, parameters: unknown[]): Promise<unknown>;
}

/** A development chain with the contracts on it and everybody who acts in the replay. */
export interface ReplayChain extends GridSource {
  readonly provider: DevelopmentProvider;
  /** Sends what anybody may send: proposals and leaves. */
  readonly sender: Signer;
  readonly policyManager: Signer;
  readonly certifier: Signer;
  readonly attestors: readonly Signer[];
  /** How many attestors must sign. */
  readonly threshold: number;
  /** Decides who mints. */
  readonly governor: Signer;
  /** Approves solution providers. */
  readonly pricingManager: Signer;
  /** Who reports the price of TFT. */
  readonly reporters: readonly Signer[];
  readonly solutionProvider: Signer;
  /** One key per farmer, counted from 0. */
  readonly farmer: (index: number) => Signer;
  /** One key per tenant, counted from 0. */
  readonly tenant: (index: number) => Signer;
  /** Moves the clock forward; nothing happens when that moment has passed. In unix seconds. */
  readonly travelTo: (unixSeconds: number) => Promise<void>;
}

/** Gives everybody who acts his account of the development mnemonic. */
export function castActors(source: GridSource & { readonly provider: DevelopmentProvider }): ReplayChain {
  const { provider } = source;
  const { roles, attestors, priceFeed } = readReplaySettings();
  const accounts = Array.from({ length: ACCOUNTS }, (_, index) => developmentKey(`0'/0/${index}`).connect(provider));
  const numbered = (index: number) => required(accounts[index], `account ${index}`);
  const holding = (address: string) =>
    required(
      accounts.find((account) => account.address.toLowerCase() === address.toLowerCase()),
      address,
    );
  return {
    ...source,
    sender: numbered(DEPLOYER),
    policyManager: holding(roles.policyManager.account),
    certifier: holding(roles.certifier.account),
    attestors: attestors.members.map(holding),
    threshold: attestors.threshold,
    governor: holding(roles.governor.account),
    pricingManager: holding(roles.pricingManager.account),
    reporters: priceFeed.reporters.members.map(holding),
    solutionProvider: numbered(SOLUTION_PROVIDER),
    farmer: (index) => numbered(FIRST_FARMER + index),
    tenant: (index) => numbered(FIRST_TENANT + index),
    travelTo: (unixSeconds) => travelTo(provider, unixSeconds),
  };
}

/** The number of an account of the development mnemonic. */
export function accountNumber(address: string): number {
  const numbers = Array.from({ length: ACCOUNTS }, (_, index) => index);
  const isIt = (index: number) => developmentKey(`0'/0/${index}`).address.toLowerCase() === address.toLowerCase();
  return required(numbers.find(isIt), address);
}

/** The key of a node: made from its number on the real grid, so that it is the same in every run. */
export function nodeKey(realNodeId: number): HDNodeWallet {
  return developmentKey(`1'/0/${realNodeId}`);
}

/** What the parameter file of the replay says. */
export function readReplaySettings(): DeploymentSettings {
  return deploymentSettings.parse(JSON.parse(readFileSync(REPLAY_PARAMETERS, "utf8")));
}

/** A key of the development mnemonic, beyond the accounts that every chain funds. */
export function developmentKey(path: string): HDNodeWallet {
  return HDNodeWallet.fromMnemonic(MNEMONIC, `m/44'/60'/${path}`);
}

async function travelTo(provider: DevelopmentProvider, unixSeconds: number): Promise<void> {
  const block = await provider.getBlock("latest");
  if (block !== null && block.timestamp >= unixSeconds) return;
  await provider.send("evm_setNextBlockTimestamp", [unixSeconds]);
  await provider.send("evm_mine", []);
}

function required<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`The development mnemonic of this chain has no ${what}.`);
  return value;
}
