import { writeFileSync } from "node:fs";
import path from "node:path";
import { GridError } from "../../../../sdk/grid-error.ts";
import { SignerSetNotMemberError } from "../../../../sdk/access/collect-member-signatures.ts";
import { blockTime } from "../../../../sdk/network/block-time.ts";
import { formatTime } from "../../../../sdk/network/format-time.ts";
import { formatStatementFile, signAvailability } from "../../../../sdk/service/availability.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { KeyMissingError } from "../../funds.ts";
import { chooseSigner } from "../../keys/choose-signer.ts";

interface Flags {
  readonly node: number;
  readonly from: number;
  readonly to?: number;
  readonly served?: number;
  readonly stopIndex: bigint;
  readonly out: string;
  readonly account?: number;
}

/** Signs, as an attestor, for how long a node served. */
export async function run(context: GridContext, flags: Flags): Promise<Answer> {
  const { grid, chainId, folder, provider } = context;
  const signer = await chooseSigner(context, flags.account);
  if (signer === undefined) throw new KeyMissingError();
  const setVersion = Number(await grid.Attestors.activeVersion());
  const isMember = await grid.Attestors.isMember(setVersion, signer.address);
  if (!isMember) throw new SignerSetNotMemberError(signer.address, setVersion, "attestors");

  const { node: nodeId, from, stopIndex } = flags;
  const to = flags.to ?? (await blockTime(provider));
  const servedSeconds = flags.served ?? to - from;
  if (to <= from || servedSeconds > to - from) throw new StatementImpossibleError(from, to);
  const availability = { nodeId, from, to, servedSeconds, stopIndex, setVersion };
  const statement = await signAvailability(grid, signer, { chainId, availability });
  const file = path.resolve(folder, flags.out);
  writeFileSync(file, formatStatementFile(statement));
  return {
    document: { file, ...statement },
    text: `${file} holds the statement of ${signer.address}: node ${nodeId} served ${servedSeconds} s until ${formatTime(to)}.`,
    hints: ["With enough statements: tfgrid settle --statement FILES"],
  };
}

/** No node can have served so. */
export class StatementImpossibleError extends GridError {
  override readonly name = "StatementImpossibleError";

  constructor(from: number, to: number) {
    super(`From ${formatTime(from)} to ${formatTime(to)} no node can have served so long.`, {
      hint: "Correct --from, --to and --served.",
    });
  }
}
