import { writeFileSync } from "node:fs";
import path from "node:path";
import { encryptKeystoreJson, HDNodeWallet, JsonRpcProvider } from "ethers";
import { emptyFolder } from "../scripts/cli/fake-io.ts";
import type { ChainProcess } from "./chain-process.ts";
import { startHardhatNode } from "./chain-process.ts";
import type { Outcome, Place } from "./tfgrid-process.ts";
import { tfgrid, tfgridHere } from "./tfgrid-process.ts";

const MNEMONIC = "test test test test test test test test test test test junk";

/** Opens the keystores of nodes. */
const PASSWORD = "a password";

/** A call that another wallet is to send. */
export interface UnsignedCall {
  readonly chainId: number;
  readonly to: string;
  readonly value: string;
  readonly data: string;
}

export type LocalGrid = Awaited<ReturnType<typeof deployLocalGrid>>;

let running: Promise<LocalGrid> | undefined;
let node: ChainProcess | undefined;

/** A Hardhat node in a process of its own with the grid on it, shared by the test files that ask for it. */
export function localGrid(): Promise<LocalGrid> {
  running ??= deployLocalGrid();
  return running;
}

after(async () => {
  if (running === undefined) return;
  (await running).provider.destroy();
  await node?.stop();
});

async function deployLocalGrid() {
  node = await startHardhatNode();
  const { url } = node;
  const provider = new JsonRpcProvider(url, undefined, { cacheTimeout: -1, pollingInterval: 100 });
  const env = { TFGRID_RPC_URL: url, TFGRID_NODE_KEYSTORE_PASSWORD: PASSWORD };
  const place: Place = { folder: emptyFolder(), env };
  const deployed = await tfgrid(place, "deploy");
  if (deployed.code !== 0) throw new Error(deployed.err);
  return { provider, place, ...actions(place, provider) };
}

function actions(place: Place, provider: JsonRpcProvider) {
  return {
    /** A development account outside the command line. */
    wallet: (account: number) =>
      HDNodeWallet.fromPhrase(MNEMONIC, undefined, `m/44'/60'/0'/0/${account}`).connect(provider),
    /** Runs a command in this process and returns its document; it must succeed. */
    json: async <Document>(command: string): Promise<Document> => {
      const { code, out, err } = await tfgridHere(place, ...command.split(" "), "--json");
      if (code !== 0) throw new Error(`tfgrid ${command} ended with ${code}: ${err}`);
      return JSON.parse(out) as Document;
    },
    /** Runs a command in a process of its own. */
    run: (command: string): Promise<Outcome> => tfgrid(place, ...command.split(" ")),
    /** Runs a command in this process. */
    runHere: (command: string): Promise<Outcome> => tfgridHere(place, ...command.split(" ")),
    /** Makes a key in the keystore `name`.json, cheap to open, and returns its address. */
    newKey: async (name: string): Promise<string> => {
      const { address, privateKey } = HDNodeWallet.createRandom();
      const text = await encryptKeystoreJson({ address, privateKey }, PASSWORD, { scrypt: { N: 2 } });
      writeFileSync(path.join(place.folder, `${name}.json`), text);
      return address;
    },
    /** Writes a JSON file that commands can name. */
    write: (name: string, document: unknown): string => {
      writeFileSync(path.join(place.folder, name), JSON.stringify(document));
      return name;
    },
  };
}
