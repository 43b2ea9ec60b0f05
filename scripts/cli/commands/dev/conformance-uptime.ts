import { z } from "zod";
import { parseDocument } from "../../../../sdk/measurements/parse-document.ts";
import { replayUptime } from "../../../../sdk/rules/uptime.ts";
import type { Answer } from "../../answer.ts";
import type { LocalContext } from "../../context.ts";
import { table } from "../../table.ts";
import { readDocument } from "../../text-file.ts";

const time = z.int().min(0);
/** A node may sign any 64-bit number: beyond what a plain number holds exactly, all are as impossible. */
const reportedUptime = z
  .number()
  .min(0)
  .transform((seconds) => Math.min(seconds, Number.MAX_SAFE_INTEGER));
const event = z.union([
  z.tuple([time, z.literal("uptime"), reportedUptime]),
  z.tuple([time, z.enum(["powerState", "powerTarget"]), z.enum(["up", "down"])]),
]);

// What is not needed, such as what the case expects, is passed over.
const rows = z.array(z.object({ id: z.string(), start: time, end: time, events: z.array(event) }));

/** Judges the uptime of given sequences of events. */
export async function run({ folder }: LocalContext, { input }: { input: string }): Promise<Answer> {
  const cases = await readDocument(folder, input, (text) => parseDocument(rows, text, "an array of uptime cases"));
  const document = cases.map(({ id, start, end, events }) => ({ id, ...replayUptime(events, { start, end }) }));
  const lines = document.map(({ id, uptimeSeconds, violation, failedBoots }) => {
    return [id, String(uptimeSeconds), violation, String(failedBoots)];
  });
  return { document, text: table(["id", "uptimeSeconds", "violation", "failedBoots"], lines) };
}
