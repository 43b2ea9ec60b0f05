import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { declareFarm } from "../../../scripts/cli/commands/farm.ts";
import { readEnvironment } from "../../../scripts/cli/environment.ts";
import {
  confirmationsOf,
  deploymentsFolder,
  NetworksFileMalformedError,
  NetworkUnknownError,
  NotDeployedError,
  readAddressBookOf,
  RpcUrlMalformedError,
  rpcUrlOf,
} from "../../../scripts/cli/networks.ts";
import { runTfgrid } from "../../../scripts/cli/run.ts";
import { AddressBookMalformedError } from "../../../sdk/network/address-book.ts";
import { emptyFolder, fakeIo } from "./fake-io.ts";

function places(networks?: unknown, env: Record<string, string> = {}) {
  const folder = emptyFolder();
  if (networks !== undefined) writeFileSync(path.join(folder, "networks.json"), JSON.stringify(networks));
  return { folder, env };
}

/** The network that a command looks for, where none is deployed. */
async function missingNetwork(here: ReturnType<typeof places>, ...flags: string[]): Promise<string | undefined> {
  const { io, written } = fakeIo(here);
  await runTfgrid(["farm", "list", ...flags], [declareFarm], io);
  return /^The network (\w+) has no address book/.exec(written.err)?.[1];
}

const SEPOLIA = { sepolia: { rpcUrl: "https://sepolia.example/key", confirmations: 3 } };

describe("networks", () => {
  it("are found at the usual port, in networks.json, or where the environment says", () => {
    expect(rpcUrlOf("localhost", places())).to.equal("http://127.0.0.1:8545");
    expect(rpcUrlOf("sepolia", places(SEPOLIA))).to.equal("https://sepolia.example/key");
    const env = { TFGRID_RPC_URL: "http://10.0.0.1:9" };
    expect(rpcUrlOf("sepolia", places(SEPOLIA, env))).to.equal("http://10.0.0.1:9");
  });

  it("ask for one confirmation on this machine, two elsewhere, or as many as configured", () => {
    expect(confirmationsOf("localhost", places())).to.equal(1);
    expect(confirmationsOf("any", places(undefined, { TFGRID_RPC_URL: "https://x.example" }))).to.equal(2);
    expect(confirmationsOf("sepolia", places(SEPOLIA))).to.equal(3);
  });

  it("say when nobody knows them", () => {
    expect(() => rpcUrlOf("sepolia", places())).to.throw(NetworkUnknownError, "sepolia");
  });

  it("are named by the flag, else by the environment or .env, else it is localhost", async () => {
    const there = { folder: emptyFolder(), env: { TFGRID_NETWORK: "mars" } };
    const other = { folder: emptyFolder(), env: {} };
    writeFileSync(path.join(other.folder, ".env"), "TFGRID_NETWORK=venus\n");

    expect(await missingNetwork(there, "--network", "moon")).to.equal("moon");
    expect(await missingNetwork(there)).to.equal("mars");
    expect(await missingNetwork(other)).to.equal("venus");
    expect(await missingNetwork({ folder: emptyFolder(), env: {} })).to.equal("localhost");
  });

  it("say what is wrong with networks.json", () => {
    const misspelt = places({ sepolia: { url: "https://sepolia.example" } });
    expect(() => rpcUrlOf("sepolia", misspelt)).to.throw(NetworksFileMalformedError, /rpcUrl/);
    const broken = places();
    writeFileSync(path.join(broken.folder, "networks.json"), "{");
    expect(() => rpcUrlOf("sepolia", broken)).to.throw(NetworksFileMalformedError, "it is not JSON");
  });

  it("say that a url is none without telling it", () => {
    const wrong = places(undefined, { TFGRID_RPC_URL: "ftp://secret" });
    expect(() => rpcUrlOf("localhost", wrong))
      .to.throw(RpcUrlMalformedError)
      .with.property("message")
      .not.contain("secret");
  });

  it("say that there is no address book, or that it is malformed", () => {
    const folder = emptyFolder();
    const here = { folder, env: {} };
    expect(() => readAddressBookOf("nowhere", here)).to.throw(NotDeployedError, "deployments/nowhere.json");
    mkdirSync(path.join(folder, "deployments"));
    writeFileSync(path.join(folder, "deployments", "nowhere.json"), "[]");
    expect(() => readAddressBookOf("nowhere", here)).to.throw(AddressBookMalformedError);
  });

  it("keep their deployments in the working folder, or where the environment says", () => {
    expect(deploymentsFolder({ folder: "/a", env: {} })).to.equal("/a/deployments");
    expect(deploymentsFolder({ folder: "/a", env: { TFGRID_DEPLOYMENTS: "b" } })).to.equal("/a/b");
  });
});

describe("the environment", () => {
  it("is completed by .env, and what is set wins", () => {
    const folder = emptyFolder();
    writeFileSync(path.join(folder, ".env"), "TFGRID_NETWORK=a\nTFGRID_RPC_URL=http://b\n");
    const { io } = fakeIo({ folder, env: { TFGRID_NETWORK: "c" } });

    expect(readEnvironment(io)).to.deep.equal({ TFGRID_NETWORK: "c", TFGRID_RPC_URL: "http://b" });
  });

  it("does without .env", () => {
    const { io } = fakeIo({ env: { A: "b" } });

    expect(readEnvironment(io)).to.deep.equal({ A: "b" });
  });
});
