#!/usr/bin/env node
import { declareFarm } from "./cli/commands/farm.ts";
import { declareNetwork } from "./cli/commands/network.ts";
import { processIo } from "./cli/io.ts";
import { runTfgrid } from "./cli/run.ts";

/** Every group of commands; its file shows the group's commands and flags on one page. */
const DECLARATIONS = [declareNetwork, declareFarm];

process.exitCode = await runTfgrid(process.argv.slice(2), DECLARATIONS, processIo());
