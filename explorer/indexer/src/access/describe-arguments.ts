/** Arguments of an event or a call as texts: whole numbers as their digits, members of structs by their path. */
export function describeArguments(args: unknown): Record<string, string> {
  return Object.fromEntries(describe(args, ""));
}

function describe(value: unknown, path: string): [path: string, text: string][] {
  if (typeof value !== "object" || value === null) return [[path, String(value)]];
  if (Array.isArray(value)) return [[path, value.map(String).join(", ")]];
  return Object.entries(value).flatMap(([name, member]) => describe(member, path === "" ? name : `${path}.${name}`));
}
