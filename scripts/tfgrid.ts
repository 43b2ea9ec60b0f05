#!/usr/bin/env node
import { DECLARATIONS } from "./cli/declarations.ts";
import { processIo } from "./cli/io.ts";
import { runTfgrid } from "./cli/run.ts";

process.exitCode = await runTfgrid(process.argv.slice(2), DECLARATIONS, processIo());
