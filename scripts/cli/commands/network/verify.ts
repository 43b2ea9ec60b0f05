import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readArtifact, readBuildInfo } from "../../../../sdk/deployment/artifacts.ts";
import type { BytecodeVerdict } from "../../../../sdk/deployment/compare-bytecode.ts";
import { compareBytecode } from "../../../../sdk/deployment/compare-bytecode.ts";
import { constructedCode } from "../../../../sdk/deployment/constructed-code.ts";
import { explorerInput, readConstructorArguments } from "../../../../sdk/deployment/explorer-input.ts";
import type { ContractName } from "../../../../sdk/network/contracts.ts";
import { CONTRACT_NAMES } from "../../../../sdk/network/contracts.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { deploymentsFolder, homeFolder } from "../../networks.ts";
import { table } from "../../table.ts";

/** Encoded constructor arguments by address. */
type Arguments = Awaited<ReturnType<typeof readConstructorArguments>>;

const WORDS: Readonly<Record<BytecodeVerdict, string>> = {
  same: "same as the build",
  different: "DIFFERENT from the build",
  missing: "NO CONTRACT there",
};

/** Compares what is deployed with the build. */
export async function run(context: GridContext, flags: { out?: string }): Promise<Answer> {
  const folder = path.join(deploymentsFolder(context), context.network);
  const out = flags.out === undefined ? path.join(folder, "explorer") : path.resolve(context.folder, flags.out);
  const argumentsByAddress = await readConstructorArguments(folder);
  const rows = await Promise.all(CONTRACT_NAMES.map((name) => compare(context, name, argumentsByAddress)));
  writeExplorerInputs(context, argumentsByAddress, out);
  const isSame = rows.every(({ verdict }) => verdict === "same");
  return {
    document: { isSame, contracts: rows, explorerInput: out },
    text: table(
      ["contract", "address", "deployed code"],
      rows.map(({ contract, address, verdict }) => [contract, address, WORDS[verdict]]),
    ),
    hints: [
      isSame
        ? `Every contract is what the build says. ${immutablesHint(rows)}`
        : "Build the version that was deployed and compare again, before you trust these contracts.",
      `What block explorers ask for is in ${out}: one file per contract.`,
    ],
    isFailure: !isSame,
  };
}

/** Deployed code with the values that its constructor fixed, where the deployment's journal tells its arguments. */
async function compare({ provider, book }: GridContext, contract: ContractName, argumentsByAddress: Arguments) {
  const address = book.contracts[contract];
  const artifact = readArtifact(artifactsFolder(), contract);
  const constructorArguments = argumentsByAddress.get(address.toLowerCase());
  const [deployed, constructed] = await Promise.all([
    provider.getCode(address),
    constructorArguments === undefined
      ? undefined
      : constructedCode(provider, address, artifact.bytecode + constructorArguments),
  ]);
  const verdict = compareBytecode(deployed, artifact, constructed);
  return { contract, address, verdict, areImmutablesCompared: constructed !== undefined };
}

function immutablesHint(rows: readonly { contract: string; areImmutablesCompared: boolean }[]): string {
  const others = rows.filter(({ areImmutablesCompared }) => !areImmutablesCompared).map(({ contract }) => contract);
  if (others.length === 0) return "Immutable values are what the constructors' arguments make of them.";
  return `Immutable values were not compared of ${others.join(", ")}: that takes the deployment's journal, and an endpoint that runs constructors in a call.`;
}

function writeExplorerInputs({ book }: GridContext, argumentsByAddress: Arguments, out: string): void {
  mkdirSync(out, { recursive: true });
  for (const name of CONTRACT_NAMES) {
    const artifact = readArtifact(artifactsFolder(), name);
    const build = readBuildInfo(artifactsFolder(), artifact);
    const input = explorerInput(artifact, build, argumentsByAddress.get(book.contracts[name].toLowerCase()));
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
