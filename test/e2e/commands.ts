import { writeFileSync } from "node:fs";
import path from "node:path";
import { encryptKeystoreJson, HDNodeWallet } from "ethers";
import type { JsonRpcProvider } from "ethers";
import type { TestChain } from "./chains.ts";
import { NODE_PASSWORD } from "./chains.ts";
import type { Outcome, Place, RunningCommand } from "./tfgrid-process.ts";
import { startTfgrid, tfgridHere } from "./tfgrid-process.ts";

const MNEMONIC = "test test test test test test test test test test test junk";

export type Commands = ReturnType<typeof commandsOn>;

/** The command line against a chain. Commands name development accounts by their number, whatever the chain allows. */
export function commandsOn(chain: TestChain) {
  const { place, provider } = chain;
  const start = (command: string): RunningCommand => {
    const [there, args] = withKey(chain, command);
    return startTfgrid(there, args);
  };
  const runHere = (command: string): Promise<Outcome> => {
    const [there, args] = withKey(chain, command);
    return tfgridHere(there, ...args);
  };
  return {
    /** Starts a command in a process of its own. */
    start,
    /** Runs a command in a process of its own. */
    run: (command: string): Promise<Outcome> => start(command).outcome,
    /** Runs a command in this process. */
    runHere,
    /** Runs a command in this process and returns its document; it must succeed. */
    json: async <Document>(command: string): Promise<Document> => {
      const { code, out, err } = await runHere(`${command} --json`);
      if (code !== 0) throw new Error(`tfgrid ${command} ended with ${code}: ${err}`);
      return JSON.parse(out) as Document;
    },
    /** A development account outside the command line. */
    wallet: (account: number) => developmentWallet(account).connect(provider),
    /** Moves the chain's clock forward, in unix seconds. */
    travelTo: (unixSeconds: number) => travelTo(provider, unixSeconds),
    /** Makes a key in the keystore `name`.json, cheap to open, and returns its address. */
    newKey: (name: string) => writeKeystore(place, name, HDNodeWallet.createRandom()),
    /** Writes a JSON file that commands can name. */
    write: (name: string, document: unknown): string => {
      writeFileSync(path.join(place.folder, name), JSON.stringify(document));
      return name;
    },
  };
}

/** A command as the chain takes it: where accounts have no numbers, the account's key is in the environment. */
function withKey({ place, knowsAccounts }: TestChain, command: string): [Place, string[]] {
  const [flag, account] = / --account (\d+)/.exec(command) ?? [];
  if (knowsAccounts || flag === undefined) return [place, command.split(" ")];
  const env = { ...place.env, TFGRID_PRIVATE_KEY: developmentWallet(Number(account)).privateKey };
  return [{ ...place, env }, command.replace(flag, "").split(" ")];
}

function developmentWallet(account: number): HDNodeWallet {
  return HDNodeWallet.fromPhrase(MNEMONIC, undefined, `m/44'/60'/0'/0/${account}`);
}

async function travelTo(provider: JsonRpcProvider, unixSeconds: number): Promise<void> {
  await provider.send("evm_setNextBlockTimestamp", [unixSeconds]);
  await provider.send("evm_mine", []);
}

/** Writes a keystore that is cheap to open. */
export async function writeKeystore(
  { folder }: Place,
  name: string,
  { address, privateKey }: Pick<HDNodeWallet, "address" | "privateKey">,
): Promise<string> {
  const text = await encryptKeystoreJson({ address, privateKey }, NODE_PASSWORD, { scrypt: { N: 2 } });
  writeFileSync(path.join(folder, `${name}.json`), text);
  return address;
}
