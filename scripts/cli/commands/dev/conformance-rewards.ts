import { farmingReward } from "../../../../sdk/rules/reward.ts";
import type { RewardInput } from "../../../../sdk/rules/reward.ts";
import type { Answer } from "../../answer.ts";
import type { LocalContext } from "../../context.ts";
import { table } from "../../table.ts";
import { readDocument } from "../../text-file.ts";
import { parseRewardRows } from "./reward-rows.ts";

/** What both ways answer; all numbers are exact. */
export interface ConformingReward {
  /** In 10^-6 CU, SU and NU. */
  readonly cuMicro: bigint;
  readonly suMicro: bigint;
  readonly nuMicro: bigint;
  readonly rewardMusd: bigint;
  readonly rewardTftUnits: bigint;
}

interface Flags {
  readonly input: string;
  readonly via: "sdk" | "contract";
}

/** Computes the rewards of given cases. */
export async function run({ folder }: LocalContext, { input, via }: Flags): Promise<Answer> {
  const rows = await readDocument(folder, input, parseRewardRows);
  const rewards = await WAYS[via](rows.map((row) => row.input));
  const document = rows.map(({ id }, index) => ({ id, ...rewards[index] }));
  const columns = ["id", "cuMicro", "suMicro", "nuMicro", "rewardMusd", "rewardTftUnits"];
  const lines = document.map((row) => Object.values(row).map(String));
  return { document, text: table(columns, lines) };
}

const WAYS = {
  sdk: (inputs: readonly RewardInput[]): ConformingReward[] =>
    inputs.map((input) => {
      const { cuMicro, suMicro, nuMicro, rewardMusd, rewardTftUnits } = farmingReward(input);
      return { cuMicro, suMicro, nuMicro, rewardMusd, rewardTftUnits };
    }),
  contract: async (inputs: readonly RewardInput[]): Promise<ConformingReward[]> => {
    const { rewardsByContract } = await import("./rewards-by-contract.ts");
    return rewardsByContract(inputs);
  },
} as const;
