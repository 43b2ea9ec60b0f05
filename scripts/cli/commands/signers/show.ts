import { rotationQuorum } from "../../../../sdk/access/rotation.ts";
import { SIGNER_SETS, signerSetOf } from "../../../../sdk/access/signer-sets.ts";
import type { SignerSetName } from "../../../../sdk/access/signer-sets.ts";
import { formatDuration, formatTime } from "../../../../sdk/network/format-time.ts";
import { readSignerSet } from "../../../../sdk/network/signer-set.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { fields } from "../../table.ts";

/** Shows who speaks now and who will. */
export async function run({ grid, book }: GridContext, { set }: { set: SignerSetName }): Promise<Answer> {
  const contract = signerSetOf(grid, set);
  const [state, delay] = await Promise.all([readSignerSet(contract), contract.rotationDelay()]);
  const { version, members, threshold, next } = state;
  const neededToRotate = rotationQuorum(state);
  const address = book.contracts[SIGNER_SETS[set]];
  return {
    document: { set, contract: address, ...state, neededToRotate, rotationDelaySeconds: Number(delay) },
    text: fields({
      set: `${set} of contract ${address}`,
      "speak now": membersText({ version, members, threshold }),
      "needed to rotate": `${neededToRotate} of them; it takes effect ${formatDuration(delay)} later`,
      "will speak": next === undefined ? "the same" : `from ${formatTime(next.activeFrom)} on: ${membersText(next)}`,
    }),
  };
}

function membersText(set: { version: number; members: readonly string[]; threshold: number }): string {
  return [`${set.threshold} of ${set.members.length} (set ${set.version})`, ...set.members].join("\n");
}
