import { declareAccount } from "./commands/account.ts";
import { declareAttestor } from "./commands/attestor.ts";
import { declareAudit } from "./commands/audit.ts";
import { declareAvailability } from "./commands/availability.ts";
import { declareCollector } from "./commands/collector.ts";
import { declareDev } from "./commands/dev.ts";
import { declareEarnings } from "./commands/earnings.ts";
import { declareFarm } from "./commands/farm.ts";
import { declareName } from "./commands/name.ts";
import { declareNetwork } from "./commands/network.ts";
import { declareNode } from "./commands/node.ts";
import { declarePeriod } from "./commands/period.ts";
import { declarePolicy } from "./commands/policy.ts";
import { declarePrice } from "./commands/price.ts";
import { declarePricing } from "./commands/pricing.ts";
import { declareProvider } from "./commands/provider.ts";
import { declareQuote } from "./commands/quote.ts";
import { declareReservation } from "./commands/reservation.ts";
import { declareRewards } from "./commands/rewards.ts";
import { declareSettle } from "./commands/settle.ts";
import { declareSigners } from "./commands/signers.ts";
import { declareTwin } from "./commands/twin.ts";
import { declareUsage } from "./commands/usage.ts";
import { declareWatch } from "./commands/watch.ts";
import type { Declaration } from "./run.ts";

/** Every group of commands; its file shows the group's commands and flags on one page. */
export const DECLARATIONS: readonly Declaration[] = [
  declareNetwork,
  declareFarm,
  declareNode,
  declareTwin,
  declarePolicy,
  declarePeriod,
  declareSigners,
  declareAttestor,
  declareAudit,
  declareRewards,
  declarePrice,
  declarePricing,
  declareQuote,
  declareAccount,
  declareReservation,
  declareName,
  declareAvailability,
  declareUsage,
  declareCollector,
  declareSettle,
  declareProvider,
  declareWatch,
  declareEarnings,
  declareDev,
];
