// node scripts/ci/slither-findings.ts REPORT TRIAGE
//
// Fails on findings that the triage file does not explain, and on explanations of findings that are gone. A finding is
// named by its detector and place, for example "divide-before-multiply FarmingReward.rewardDown".
import { readFileSync } from "node:fs";
import { z } from "zod";

interface Element {
  name: string;
  type_specific_fields?: { parent?: Element | undefined } | undefined;
}

const element: z.ZodType<Element> = z.lazy(() =>
  z.object({ name: z.string(), type_specific_fields: z.object({ parent: element.optional() }).optional() }),
);
const report = z.object({
  success: z.literal(true),
  results: z.object({
    detectors: z
      .array(z.object({ check: z.string(), impact: z.string(), description: z.string(), elements: z.array(element) }))
      .default([]),
  }),
});
const reasons = z.record(z.string(), z.string().min(1));
const triage = z.object({ detectors: reasons, findings: reasons });

const [reportFile = "", triageFile = ""] = process.argv.slice(2);
const explained = triage.parse(readJson(triageFile));
const found = report.parse(readJson(reportFile)).results.detectors.map((finding) => ({
  ...finding,
  name: `${finding.check} ${placeOf(finding.elements[0])}`,
}));

const unexplained = found.filter(({ check, name }) => !(check in explained.detectors) && !(name in explained.findings));
for (const { impact, name, description } of unexplained) console.log(`${impact}: ${name}\n${description}`);

const gone = [
  ...Object.keys(explained.detectors).filter((detector) => !found.some(({ check }) => check === detector)),
  ...Object.keys(explained.findings).filter((explainedName) => !found.some(({ name }) => name === explainedName)),
];
for (const name of gone) console.log(`${triageFile} explains a finding that is gone: ${name}`);

console.log(`${String(found.length)} findings, ${String(unexplained.length)} unexplained`);
if (unexplained.length + gone.length > 0) process.exitCode = 1;

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

function placeOf(element: Element | undefined): string {
  const names: string[] = [];
  for (let at = element; at !== undefined; at = at.type_specific_fields?.parent) names.unshift(at.name);
  return names.join(".");
}
