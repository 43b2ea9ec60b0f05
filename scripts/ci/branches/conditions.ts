import { createRequire } from "node:module";

/** A boolean expression whose value decides what is executed next. */
export interface Condition {
  /** What it is part of: "Directory.createFarm". */
  readonly place: string;
  readonly text: string;
  /** Where it is, in bytes of the file. */
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

/** A node of the compiler's syntax tree. */
interface AstNode {
  readonly nodeType: string;
  readonly src: string;
  readonly [member: string]: unknown;
}

/** The compiler comes without types. */
const solc = createRequire(import.meta.url)("solc") as {
  compile: (input: string, callbacks: { import: () => { contents: string } }) => string;
};

const DEFINITIONS = new Set(["ContractDefinition", "FunctionDefinition", "ModifierDefinition"]);

/** Decides too, but in ways that nothing here can watch. */
const UNOBSERVED = new Set(["YulIf", "YulSwitch", "YulForLoop"]);

/** The conditions of a source file in the order of their beginnings, outer before inner ones. */
export function findConditions(file: string, source: string): Condition[] {
  const bytes = Buffer.from(source);
  return [...walk(parse(file, source), [])].flatMap(([node, place]) => {
    requireObservable(file, node);
    return decidersOf(node)
      .map(withoutNegation)
      .filter((decider) => !isLogical(decider))
      .map((decider) => {
        const [start, end] = rangeOf(decider);
        const text = bytes.toString("utf8", start, end).replace(/\s+/g, " ");
        const line = bytes.toString("utf8", 0, start).split("\n").length;
        return { place, text, start, end, line };
      });
  });
}

function parse(file: string, source: string): AstNode {
  const settings = { stopAfter: "parsing", outputSelection: { "*": { "": ["ast"] } } };
  const input = { language: "Solidity", sources: { [file]: { content: source } }, settings };
  // What a file imports does not matter for its own syntax.
  const output = solc.compile(JSON.stringify(input), { import: () => ({ contents: "" }) });
  const { sources, errors } = JSON.parse(output) as { sources: Record<string, { ast?: AstNode }>; errors: unknown };
  const ast = sources[file]?.ast;
  if (ast === undefined) throw new Error(`${file} cannot be parsed: ${JSON.stringify(errors)}`);
  return ast;
}

/** Every node with the names of the definitions around it. */
function* walk(node: AstNode, names: readonly string[]): Generator<[node: AstNode, place: string]> {
  const inner = DEFINITIONS.has(node.nodeType) ? [...names, nameOf(node)] : names;
  yield [node, inner.join(".")];
  for (const child of Object.values(node).flat().filter(isNode)) yield* walk(child, inner);
}

function nameOf({ name, kind }: AstNode): string {
  return String(name === "" ? kind : name);
}

function isNode(value: unknown): value is AstNode {
  return typeof value === "object" && value !== null && "nodeType" in value;
}

/** The parts of a node that are true or false and decide what it does. */
function decidersOf(node: AstNode): AstNode[] {
  if (isLogical(node)) return [node["leftExpression"], node["rightExpression"]].filter(isNode);
  if (isRequire(node)) return (node["arguments"] as AstNode[]).slice(0, 1);
  return [node["condition"]].filter(isNode);
}

function isRequire({ nodeType, expression }: AstNode): boolean {
  return nodeType === "FunctionCall" && isNode(expression) && expression["name"] === "require";
}

function isLogical({ nodeType, operator }: AstNode): boolean {
  return nodeType === "BinaryOperation" && (operator === "&&" || operator === "||");
}

/** `!(a && b)` decides as a and b do, `!a` as a does. */
function withoutNegation(node: AstNode): AstNode {
  const { nodeType, operator, subExpression, components } = node;
  if (nodeType === "UnaryOperation" && operator === "!") return withoutNegation(subExpression as AstNode);
  if (nodeType === "TupleExpression") return withoutNegation((components as [AstNode])[0]);
  return node;
}

function requireObservable(file: string, { nodeType, src, block }: AstNode): void {
  const isEmptyClause =
    nodeType === "TryCatchClause" && isNode(block) && (block["statements"] as unknown[]).length === 0;
  if (!UNOBSERVED.has(nodeType) && !isEmptyClause) return;
  throw new Error(`${file}, byte ${src.split(":")[0] ?? ""}: nothing shows whether this ${nodeType} is taken.`);
}

function rangeOf({ src }: AstNode): [start: number, end: number] {
  const [start = 0, length = 0] = src.split(":").map(Number);
  return [start, start + length];
}
