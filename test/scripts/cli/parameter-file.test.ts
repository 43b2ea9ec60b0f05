import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import {
  ParametersInsecureError,
  ParametersUnknownError,
  readParameterFile,
} from "../../../scripts/cli/commands/network/parameter-file.ts";
import type { ChainContext } from "../../../scripts/cli/context.ts";
import { emptyFolder } from "./fake-io.ts";

const LOCAL = new URL("../../../ignition/parameters/local.json", import.meta.url);

function context(changes: Partial<ChainContext> = {}) {
  const said: string[] = [];
  const base = {
    network: "mars",
    chainId: 84532n,
    folder: emptyFolder(),
    env: { TFGRID_RPC_URL: "https://mars.example" },
  };
  return {
    said,
    context: { ...base, progress: (text: string) => said.push(text), ...changes } as unknown as ChainContext,
  };
}

describe("the parameter file of a deployment", () => {
  it("is the network's own, or the local one on a development chain, which is said", () => {
    const { said, context: development } = context({
      chainId: 31337n,
      env: { TFGRID_RPC_URL: "http://127.0.0.1:8545" },
      network: "localhost",
    });

    expect(readParameterFile(development, undefined).file).to.match(/local\.json$/);
    expect(said.join()).to.contain("There are no parameters for localhost, so those for local chains are taken");
    expect(readParameterFile({ ...development, network: "replay" }, undefined).file).to.match(/replay\.json$/);
  });

  it("is not guessed on any other chain", () => {
    expect(() => readParameterFile(context().context, undefined)).to.throw(
      ParametersUnknownError,
      "parameters/mars.json",
    );
  });

  it("gives no role to keys that everybody knows, but on this machine", () => {
    const { context: remote } = context();
    writeFileSync(path.join(remote.folder, "mine.json"), readFileSync(LOCAL));

    expect(() => readParameterFile(remote, "mine.json")).to.throw(ParametersInsecureError, "whose key everybody knows");
    const here = { ...remote, env: { TFGRID_RPC_URL: "http://127.0.0.1:8545" } };
    expect(readParameterFile(here, "mine.json").settings.token.name).to.equal("ThreeFold Token");
  });
});
