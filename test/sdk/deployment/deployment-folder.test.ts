import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import type { JsonRpcProvider } from "ethers";
import { keccak256 } from "ethers";
import {
  ChainChangedError,
  noteSent,
  openDeploymentFolder,
  sentCount,
  sentUnknown,
} from "../../../sdk/deployment/deployment-folder.ts";
import { rejection } from "../../helpers/rejection.ts";

function chain(hash: string, chainId = 84532n, known: readonly string[] = []): JsonRpcProvider {
  return {
    getTransaction: (transaction: string) => Promise.resolve(known.includes(transaction) ? {} : null),
    getNetwork: () => Promise.resolve({ chainId }),
    getBlock: () => Promise.resolve({ hash }),
    getBlockNumber: () => Promise.resolve(41),
  } as unknown as JsonRpcProvider;
}

function emptyFolder(): string {
  return path.join(mkdtempSync(path.join(tmpdir(), "tfgrid-")), "network");
}

describe("the folder of a deployment", () => {
  it("remembers the chain and the block at which the deployment began", async () => {
    const folder = emptyFolder();
    const begun = await openDeploymentFolder(folder, chain("0xaa"), false);

    expect(begun).to.deep.equal({ chainId: 84532, genesisHash: "0xaa", fromBlock: 42 });
    const later = { ...chain("0xaa"), getBlockNumber: () => Promise.resolve(99) } as JsonRpcProvider;
    expect(await openDeploymentFolder(folder, later, false)).to.deep.equal(begun);
  });

  it("refuses another chain", async () => {
    const folder = emptyFolder();
    await openDeploymentFolder(folder, chain("0xaa"), false);

    const sameId = await rejection(openDeploymentFolder(folder, chain("0xbb"), false));
    expect(sameId).to.be.instanceOf(ChainChangedError);
    expect(sameId.message).to.contain("another chain with the same id 84532");
    const otherId = await rejection(openDeploymentFolder(folder, chain("0xbb", 1n), false));
    expect(otherId.message).to.contain("a deployment to chain 84532, but this is chain 1");
  });

  it("begins anew on a development chain that was started anew", async () => {
    const folder = emptyFolder();
    await openDeploymentFolder(folder, chain("0xaa"), true);
    writeFileSync(path.join(folder, "journal.jsonl"), "{}");

    await openDeploymentFolder(folder, chain("0xbb"), true);

    expect(existsSync(path.join(folder, "journal.jsonl"))).to.equal(false);
  });

  it("begins anew on a development chain that starts with the same block each time", async () => {
    const folder = emptyFolder();
    await openDeploymentFolder(folder, chain("0xaa"), true);
    noteSent(folder, "0x01");
    const knowing = chain("0xaa", undefined, [keccak256("0x01")]);
    await openDeploymentFolder(folder, knowing, true);
    expect(sentCount(folder)).to.equal(1);

    await openDeploymentFolder(folder, chain("0xaa"), true);

    expect(sentCount(folder)).to.equal(0);
  });

  it("keeps what it remembers of another chain, whatever an Ethereum node forgot", async () => {
    const folder = emptyFolder();
    await openDeploymentFolder(folder, chain("0xaa"), false);
    noteSent(folder, "0x01");

    await openDeploymentFolder(folder, chain("0xaa"), false);

    expect(sentCount(folder)).to.equal(1);
  });

  it("tells which transactions were sent without being written down", async () => {
    const folder = emptyFolder();
    await openDeploymentFolder(folder, chain("0xaa"), false);
    expect(sentUnknown(folder)).to.deep.equal([]);
    for (const signed of ["0x01", "0x02", "0x03"]) noteSent(folder, signed);
    const journal = ["0x01", "0x02"].map((signed) => JSON.stringify({ hash: keccak256(signed) }));
    writeFileSync(path.join(folder, "journal.jsonl"), journal.join("\n"));

    expect(sentUnknown(folder)).to.deep.equal(["0x03"]);
    expect(sentCount(folder)).to.equal(3);
  });
});
