import { JsonRpcProvider } from "ethers";
import { emptyFolder } from "../scripts/cli/fake-io.ts";
import { startAnvil, startHardhatNode } from "./chain-process.ts";
import type { RpcProxy } from "./rpc-proxy.ts";
import { startRpcProxy } from "./rpc-proxy.ts";
import type { Place } from "./tfgrid-process.ts";

/** A public chain's id, so that nothing takes the chain for a development one. */
const PUBLIC_CHAIN_ID = 84532;

/** What every Ethereum node answers. */
const STANDARD = /^(eth_(?!accounts|sendTransaction|sign)\w+|net_version|web3_clientVersion)$/;

/** Opens the keystores of nodes. */
export const NODE_PASSWORD = "a password";

/** A chain that commands are run against. */
export interface TestChain {
  readonly chainId: number;
  /** Where commands are run. */
  readonly place: Place;
  /** The chain's node itself, for what is done outside of the command line. */
  readonly provider: JsonRpcProvider;
  /** Whether commands may use development accounts by their number. */
  readonly knowsAccounts: boolean;
  readonly stop: () => Promise<void>;
}

/** A chain whose node refuses everything that only development nodes or nodes with keys answer. */
export interface PublicChain extends TestChain {
  /** What was asked for and refused. */
  readonly refused: Set<string>;
}

/** A Hardhat node, as people develop with. */
export async function startLocalChain(): Promise<TestChain> {
  const { url, stop } = await startHardhatNode();
  return { chainId: 31337, place: placeAt(url), ...toolsOf(url, stop), knowsAccounts: true };
}

/** Anvil as people develop with, which has the same accounts. */
export function startLocalAnvil(): Promise<TestChain> {
  return startLocalAnvilAt(Math.floor(Date.now() / 1000));
}

/** The same, begun at a moment in unix seconds. */
export async function startLocalAnvilAt(unixSeconds: number): Promise<TestChain> {
  const { url, stop } = await startAnvil("--accounts", "20", "--timestamp", String(unixSeconds));
  return { chainId: 31337, place: placeAt(url), ...toolsOf(url, stop), knowsAccounts: true };
}

/**
 * Anvil as a public chain: transactions wait for the next block, and blocks are 12 s apart as on Ethereum. Only their
 * timestamps are: a block is mined every second, to save time.
 */
export async function startPublicChain(): Promise<PublicChain> {
  const flags = ["--accounts", "20", "--chain-id", String(PUBLIC_CHAIN_ID), "--block-time", "1"];
  const { url, stop: stopAnvil } = await startAnvil(...flags);
  const { proxy, refused } = await startStandardProxy(url);
  const stop = () => {
    proxy.stop();
    return stopAnvil();
  };
  const { provider, ...tools } = toolsOf(url, stop);
  await provider.send("anvil_setBlockTimestampInterval", [12]);
  const place = placeAt(proxy.url, { TFGRID_NETWORK: "base-rehearsal" });
  return { chainId: PUBLIC_CHAIN_ID, place, provider, ...tools, knowsAccounts: false, refused };
}

async function startStandardProxy(url: string): Promise<{ proxy: RpcProxy; refused: Set<string> }> {
  const refused = new Set<string>();
  const refuses = ({ method }: { method: string }) => {
    if (STANDARD.test(method)) return undefined;
    refused.add(method);
    return `the method ${method} does not exist/is not available`;
  };
  return { proxy: await startRpcProxy(url, { refuses }), refused };
}

function placeAt(url: string, env: Record<string, string> = {}): Place {
  return {
    folder: emptyFolder(),
    env: { TFGRID_RPC_URL: url, TFGRID_NODE_KEYSTORE_PASSWORD: NODE_PASSWORD, ...env },
  };
}

function toolsOf(url: string, stopNode: () => Promise<void>): Pick<TestChain, "provider" | "stop"> {
  const provider = new JsonRpcProvider(url, undefined, { cacheTimeout: -1, pollingInterval: 100 });
  const stop = () => {
    provider.destroy();
    return stopNode();
  };
  return { provider, stop };
}
