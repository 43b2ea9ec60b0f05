import type { LeafWorth } from "../../../../../sdk/rewards/reward-of-leaf.ts";
import type { Measurement } from "../../../../indexer/src/api/answers/nodes.ts";
import { exactTft } from "../../format/amounts.ts";
import { units, usdOfMusd } from "../../format/cloud-units.ts";
import { percentOf } from "../../format/permille.ts";
import { outcomeInWords } from "../../format/words.ts";
import classes from "./Formula.module.css";

/** The reward written out with the node's own numbers, in the order in which the contract computes it. */
export function Formula({ month, worth }: Readonly<{ month: Measurement; worth: LeafWorth }>) {
  const { terms, policy, reward } = worth;
  const bonus = terms.isCertified && policy.certifiedBonusBps > 0;
  return (
    <figure className={classes["formula"]}>
      <figcaption>{`How the reward of month ${month.period} follows`}</figcaption>
      <ol>
        <Step term="Compute units" text={`${units(reward.cuMicro)} CU × ${usdOfMusd(policy.cuMusd)}`} />
        <Step term="Storage units" text={`${units(reward.suMicro)} SU × ${usdOfMusd(policy.suMusd)}`} />
        <Step term="Public traffic" text={`${units(reward.nuMicro)} NU × ${usdOfMusd(policy.nuMusd)}`} />
        <Step
          term="Public addresses"
          text={`${(month.ipSeconds / 3600).toFixed(2)} h × ${usdOfMusd(policy.ipv4Musd)}, at most those of its terms`}
        />
        {bonus && <Step term="Certified" text={`+ ${policy.certifiedBonusBps / 100} %`} />}
        <Step term="For a whole month" text={usdOfMusd(reward.fullMusd)} />
        <Step
          term="In TFT"
          text={`÷ ${usdOfMusd(terms.connectionPriceMusd)} per TFT, the price when its terms began`}
        />
        <Step term="Uptime" text={uptimeText(worth)} />
        <Step
          term="Reward"
          text={`${exactTft(reward.rewardTftUnits)} TFT. ${outcomeInWords(reward.outcome)}.`}
          isResult
        />
      </ol>
    </figure>
  );
}

function uptimeText({ terms, policy, reward }: LeafWorth): string {
  const least = terms.isCertified ? policy.minimumUptimeCertifiedPermille : policy.minimumUptimeDiyPermille;
  const effect = policy.uptimeRule === "linear" ? "pays in proportion" : "pays in full";
  const floor = least === 0 ? "" : ` from ${percentOf(least)} on`;
  return `${percentOf(reward.uptimePermille)}; the policy ${effect}${floor}`;
}

function Step({ term, text, isResult }: Readonly<{ term: string; text: string; isResult?: true }>) {
  return (
    <li data-result={isResult}>
      <span className={classes["term"]}>{term}</span>
      <span>{text}</span>
    </li>
  );
}
