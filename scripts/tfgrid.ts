#!/usr/bin/env node
import { declareDev } from "./cli/commands/dev.ts";
import { declareFarm } from "./cli/commands/farm.ts";
import { declareNetwork } from "./cli/commands/network.ts";
import { declareNode } from "./cli/commands/node.ts";
import { declarePeriod } from "./cli/commands/period.ts";
import { declarePolicy } from "./cli/commands/policy.ts";
import { declareRewards } from "./cli/commands/rewards.ts";
import { processIo } from "./cli/io.ts";
import { runTfgrid } from "./cli/run.ts";

/** Every group of commands; its file shows the group's commands and flags on one page. */
const DECLARATIONS = [
  declareNetwork,
  declareFarm,
  declareNode,
  declarePolicy,
  declarePeriod,
  declareRewards,
  declareDev,
];

process.exitCode = await runTfgrid(process.argv.slice(2), DECLARATIONS, processIo());
