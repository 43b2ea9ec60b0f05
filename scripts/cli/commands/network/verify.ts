import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readArtifact, readBuildInfo } from "../../../../sdk/deployment/artifacts.ts";
import type { BytecodeVerdict } from "../../../../sdk/deployment/compare-bytecode.ts";
import { compareBytecode } from "../../../../sdk/deployment/compare-bytecode.ts";
import { explorerInput, readConstructorArguments } from "../../../../sdk/deployment/explorer-input.ts";
import type { ContractName } from "../../../../sdk/network/contracts.ts";
import { CONTRACT_NAMES } from "../../../../sdk/network/contracts.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { deploymentsFolder, homeFolder } from "../../networks.ts";
import { table } from "../../table.ts";

const WORDS: Readonly<Record<BytecodeVerdict, string>> = {
  same: "same as the build",
  different: "DIFFERENT from the build",
  missing: "NO CONTRACT there",
};

/** Compares what is deployed with the build. */
export async function run(context: GridContext, flags: { out?: string }): Promise<Answer> {
  const folder = path.join(deploymentsFolder(context), context.network);
  const out = flags.out === undefined ? path.join(folder, "explorer") : path.resolve(context.folder, flags.out);
  const rows = await Promise.all(CONTRACT_NAMES.map((name) => compare(context, name)));
  await writeExplorerInputs(context, folder, out);
  const isSame = rows.every(({ verdict }) => verdict === "same");
  return {
    document: { isSame, contracts: rows, explorerInput: out },
    text: table(
      ["contract", "address", "deployed code"],
      rows.map(({ contract, address, verdict }) => [contract, address, WORDS[verdict]]),
    ),
    hints: [
      isSame
        ? "Every contract is what the build says; immutable values are not compared."
        : "Build the version that was deployed and compare again, before you trust these contracts.",
      `What block explorers ask for is in ${out}: one file per contract.`,
    ],
    isFailure: !isSame,
  };
}

async function compare({ provider, book }: GridContext, contract: ContractName) {
  const address = book.contracts[contract];
  const verdict = compareBytecode(await provider.getCode(address), readArtifact(artifactsFolder(), contract));
  return { contract, address, verdict };
}

async function writeExplorerInputs({ book }: GridContext, folder: string, out: string): Promise<void> {
  const constructorArguments = await readConstructorArguments(folder);
  mkdirSync(out, { recursive: true });
  for (const name of CONTRACT_NAMES) {
    const artifact = readArtifact(artifactsFolder(), name);
    const build = readBuildInfo(artifactsFolder(), artifact);
    const input = explorerInput(artifact, build, constructorArguments.get(book.contracts[name].toLowerCase()));
    const { standardJson, ...summary } = input;
    writeFileSync(path.join(out, `${name}.standard-input.json`), JSON.stringify(standardJson));
    writeFileSync(
      path.join(out, `${name}.json`),
      `${JSON.stringify({ address: book.contracts[name], ...summary }, undefined, 2)}\n`,
    );
  }
}

function artifactsFolder(): string {
  return path.join(homeFolder(), "artifacts");
}
