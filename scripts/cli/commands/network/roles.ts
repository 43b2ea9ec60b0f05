import type { RoleHolder, RoleState } from "../../../../sdk/access/read-roles.ts";
import { readRoles, readTargetDelays } from "../../../../sdk/access/read-roles.ts";
import { formatDuration } from "../../../../sdk/network/format-time.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { table } from "../../table.ts";

/** Shows who may do what. */
export async function run(context: GridContext): Promise<Answer> {
  const [roles, delays] = await Promise.all([readRoles(context), readTargetDelays(context)]);
  const misplaced = roles.flatMap((role) => role.misplaced);
  const targetDelays = Object.fromEntries(delays);
  return {
    document: { roles: roles.map(toDocument), targetDelaysSeconds: targetDelays },
    text: [
      table(
        ["role", "for", "held by", "reaches", "new holders after"],
        roles.map((role) => toRow(role, context)),
      ),
      table(
        ["contract", "what roles reach there changes after"],
        [...delays].map(([contract, seconds]) => [contract, delayText(seconds)]),
      ),
    ].join("\n"),
    hints: misplaced.map((label) => `${label} is reached by another role on this chain than this version expects.`),
    isFailure: misplaced.length > 0,
  };
}

function toDocument({ name, role, holders, grantDelaySeconds, misplaced }: RoleState) {
  const { id, purpose, functions } = role;
  return { role: name, id, purpose, holders, functions, grantDelaySeconds, misplaced };
}

function toRow({ name, role, holders, grantDelaySeconds }: RoleState, { book }: GridContext): string[] {
  const functions = Object.entries(role.functions).flatMap(([contract, names]) =>
    names.map((one) => `${contract}.${one}`),
  );
  return [
    name,
    role.purpose.replaceAll(", ", ",\n"),
    holders.length === 0 ? "nobody" : holders.map((holder) => holderText(holder, book.contracts)).join("\n"),
    functions.join("\n"),
    delayText(grantDelaySeconds),
  ];
}

function delayText(seconds: number): string {
  return seconds === 0 ? "at once" : formatDuration(seconds);
}

function holderText(
  { account, executionDelaySeconds }: RoleHolder,
  contracts: Readonly<Record<string, string>>,
): string {
  const contract = Object.entries(contracts).find(
    ([, address]) => address.toLowerCase() === account.toLowerCase(),
  )?.[0];
  const delay = executionDelaySeconds === 0 ? "" : `, acts after ${formatDuration(executionDelaySeconds)}`;
  return `${account}${contract === undefined ? "" : ` (${contract})`}${delay}`;
}
