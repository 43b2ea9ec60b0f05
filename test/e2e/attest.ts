import type { Outcome } from "./tfgrid-process.ts";

type Run = (command: string) => Promise<Outcome>;

/** How enough attestors name their keys. */
const ATTESTORS = ["--account 4", "--account 5", "--account 6"];

/** Proposes a file of measurements, has attestors sign and submits it; returns what the last command said. */
export async function attest(run: Run, measured: string, name: string, attestors = ATTESTORS): Promise<Outcome> {
  return run(`${await signed(run, measured, name, attestors)} --account 0`);
}

/** Proposes a file of measurements and has attestors sign it; returns the command that submits it. */
export async function signed(run: Run, measured: string, name: string, attestors: string[]): Promise<string> {
  const done = async (command: string) => {
    const { code, err } = await run(command);
    if (code !== 0) throw new Error(err);
  };
  await done(`period propose --measurements ${measured} --out ${name}.json`);
  for (const [index, key] of attestors.entries()) {
    await done(`period sign --proposal ${name}.json --out ${name}-${index}.json ${key}`);
  }
  const signatures = attestors.map((_, index) => `${name}-${index}.json`).reverse();
  return `period submit --proposal ${name}.json --signatures ${signatures.join(" ")}`;
}
