import type { Signer } from "ethers";
import type { Deployment } from "../../sdk/network/connect-deployment.ts";
import type { RpcEndpoint } from "../../sdk/network/rpc-endpoint.ts";
import type { Io } from "./io.ts";

/** What a command has that needs no network. */
export interface LocalContext {
  readonly env: Io["env"];
  /** The folder that relative paths begin at. */
  readonly folder: string;
  /** Says on stderr what is going on. */
  readonly progress: (text: string) => void;
  /** Says a line on stdout at once: of commands that go on until they are stopped. */
  readonly line: (text: string) => void;
}

/** What a command has that needs a chain, but no contracts yet. */
export interface ChainContext extends LocalContext, RpcEndpoint {
  /** The network's name, its address book's file is called after it. */
  readonly network: string;
}

/** What a command has that reads the contracts. */
export interface GridContext extends ChainContext, Deployment {}

/** What a command has that sends transactions. */
export interface SendContext extends GridContext {
  /** Signs; absent when calls are only written down (`--unsigned`, `--safe`, `--dry-run`) and no key is configured. */
  readonly signer: Signer | undefined;
  /** Who sends: the signer, or the address given with `--from`. */
  readonly sender: string | undefined;
}
