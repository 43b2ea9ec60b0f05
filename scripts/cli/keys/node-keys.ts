import type { BaseWallet } from "ethers";
import type { LocalContext } from "../context.ts";
import type { KeystoreParameters } from "./keystore.ts";
import { keystoreAddress, readKeystore } from "./keystore.ts";

type Environment = Pick<LocalContext, "env" | "folder">;

/** Opens the keystore of a node's key: its password is TFGRID_NODE_KEYSTORE_PASSWORD, or asked for. */
export function readNodeKey(environment: Environment, file: string): Promise<BaseWallet> {
  return readKeystore(keystoreOf(environment, file));
}

/** The address of a node's key. */
export function nodeKeyAddress(environment: Environment, file: string): Promise<string> {
  return keystoreAddress(keystoreOf(environment, file));
}

function keystoreOf({ env, folder }: Environment, file: string): KeystoreParameters {
  return { file, folder, password: env["TFGRID_NODE_KEYSTORE_PASSWORD"] };
}
