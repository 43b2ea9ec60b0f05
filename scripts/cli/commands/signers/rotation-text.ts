import type { Rotation } from "../../../../sdk/access/rotation.ts";
import { rotationQuorum } from "../../../../sdk/access/rotation.ts";
import { signerSetOf } from "../../../../sdk/access/signer-sets.ts";
import type { SignerSetName } from "../../../../sdk/access/signer-sets.ts";
import type { Grid } from "../../../../sdk/network/grid.ts";
import { readSignerSet } from "../../../../sdk/network/signer-set.ts";
import { fields } from "../../table.ts";

/** What a rotation changes, for whoever is asked to sign it. */
export async function rotationText(
  grid: Grid,
  set: SignerSetName,
  rotation: Rotation,
  more: Readonly<Record<string, string>>,
): Promise<string> {
  const present = await readSignerSet(signerSetOf(grid, set));
  const { version, members, threshold } = rotation;
  return fields({
    set: `${set}, set ${version} after set ${present.version}`,
    stay: listed(members.filter((member) => isIn(present.members, member))),
    join: listed(members.filter((member) => !isIn(present.members, member))),
    leave: listed(present.members.filter((member) => !isIn(members, member))),
    "must sign then": `${threshold} of ${members.length}; ${present.threshold} of ${present.members.length} now`,
    "must sign this": `${rotationQuorum(present)} of the present ${present.members.length}`,
    ...more,
  });
}

function isIn(members: readonly string[], member: string): boolean {
  return members.some((one) => one.toLowerCase() === member.toLowerCase());
}

function listed(members: readonly string[]): string {
  return members.length === 0 ? "nobody" : members.join("\n");
}
