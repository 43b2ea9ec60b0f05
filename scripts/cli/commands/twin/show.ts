import { readTwin } from "../../../../sdk/directory/set-twin.ts";
import { GridError } from "../../../../sdk/grid-error.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { fields } from "../../table.ts";

interface Flags {
  readonly node?: number;
  readonly address?: string;
}

/** Shows the twin of a node or of an account. */
export async function run({ grid }: GridContext, flags: Flags): Promise<Answer> {
  const { node } = flags;
  const account = await accountOf({ grid }, flags);
  const twin = await readTwin(grid, account);
  const owner = node === undefined ? account : `Node ${node} (key ${account})`;
  return {
    document: { node, account, twin: twin ?? null },
    text:
      twin === undefined
        ? `${owner} has no twin.`
        : fields({
            ...(node !== undefined && { node: `${node}` }),
            account,
            relay: twin.relay,
            "public key": twin.publicKey,
          }),
  };
}

async function accountOf({ grid }: Pick<GridContext, "grid">, { node, address }: Flags): Promise<string> {
  if ((node === undefined) === (address === undefined)) throw new TwinUnnamedError();
  if (node === undefined) return address ?? "";
  return (await grid.Directory.nodeOf(node)).key;
}

/** Neither a node nor an account is named, or both. */
export class TwinUnnamedError extends GridError {
  override readonly name = "TwinUnnamedError";

  constructor() {
    super("It is not clear whose twin is meant.", { hint: "Name one: --node NUMBER, or --address ADDRESS." });
  }
}
