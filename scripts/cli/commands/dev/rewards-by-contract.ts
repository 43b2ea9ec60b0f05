import { BrowserProvider } from "ethers";
import { GridError } from "../../../../sdk/grid-error.ts";
import type { RewardInput } from "../../../../sdk/rules/reward.ts";
import { VIOLATIONS } from "../../../../sdk/rules/measurement.ts";
import type {
  FarmingPolicyStruct,
  FarmingRewardHarness,
  RewardInputStruct,
} from "../../../../typechain-types/test/contracts/FarmingRewardHarness.ts";
import { FarmingRewardHarness__factory } from "../../../../typechain-types/factories/test/contracts/FarmingRewardHarness__factory.ts";
import type { ConformingReward } from "./conformance-rewards.ts";

/** Cases in one call: each takes up to about 30,000 gas. */
const CASES_PER_CALL = 250;

/** Computes rewards with the contracts' own code on a chain in this process, which lasts no longer than the call. */
export async function rewardsByContract(inputs: readonly RewardInput[]): Promise<ConformingReward[]> {
  const { createHardhatRuntimeEnvironment } = await importHardhat();
  const { network } = await createHardhatRuntimeEnvironment({});
  const connection = await network.create();
  try {
    const provider = new BrowserProvider(connection.provider);
    const harness = await new FarmingRewardHarness__factory(await provider.getSigner()).deploy();
    return await askInParts(harness, inputs);
  } finally {
    await connection.close();
  }
}

async function askInParts(harness: FarmingRewardHarness, inputs: readonly RewardInput[]): Promise<ConformingReward[]> {
  const rewards: ConformingReward[] = [];
  for (let at = 0; at < inputs.length; at += CASES_PER_CALL) {
    const part = inputs.slice(at, at + CASES_PER_CALL);
    const answers = await harness.rewardsOf.staticCall(part.map(toPolicy), part.map(toInput));
    rewards.push(
      ...answers.map(({ cuMicro, suMicro, nuMicro, musd, tft }) => {
        return { cuMicro, suMicro, nuMicro, rewardMusd: musd, rewardTftUnits: tft };
      }),
    );
  }
  return rewards;
}

function toPolicy({ policy }: RewardInput): FarmingPolicyStruct {
  const { uptimeRule, minimumUptimeDiyPermille, minimumUptimeCertifiedPermille, ...rest } = policy;
  return {
    ...rest,
    uptimeRule: uptimeRule === "linear" ? 0 : 1,
    minimumUptimeDiy: minimumUptimeDiyPermille,
    minimumUptimeCertified: minimumUptimeCertifiedPermille,
  };
}

function toInput(input: RewardInput): RewardInputStruct {
  const { cru, mruBytes, sruBytes, hruBytes } = input.capacity;
  return {
    capacity: { cru, mru: mruBytes, sru: sruBytes, hru: hruBytes },
    nru: input.nruBytes,
    ipSeconds: input.ipSeconds,
    uptimeSeconds: input.uptimeSeconds,
    violation: VIOLATIONS.indexOf(input.violation),
    isCertified: input.certified,
    isVirtualized: input.virtualized,
    isVerified: input.verified,
    connectionPriceMusd: input.connectionPriceMusd,
    periodLength: input.periodLengthSeconds,
  };
}

/** Hardhat comes with a checkout, not with the package. */
async function importHardhat() {
  try {
    return await import("hardhat/hre");
  } catch (cause) {
    throw new ChainMissingError(cause);
  }
}

/** There is nothing to run contracts on. */
export class ChainMissingError extends GridError {
  override readonly name = "ChainMissingError";

  constructor(cause: unknown) {
    super("The contracts' own code runs in a checkout of the project only: the package has no chain.", {
      hint: "Use --via sdk, or run it in a checkout: npm run -s tfgrid -- dev conformance rewards --via contract …",
      cause,
    });
  }
}
