import { SILENCES, STREAM_COUNTS } from "./measure.ts";
import type { FlatCost } from "./measure.ts";

const WIDTH = 760;
const HEIGHT = 320;
const PANEL = { top: 56, bottom: 268, width: 300, left: [64, 430] } as const;
const MOST_GAS = 120_000;

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .title { font-weight: 600 }
  .small { font-size: 11px }
  .axis { stroke: #8c959f; stroke-width: 1 }
  .grid { stroke: #8c959f; stroke-width: 1; opacity: .25 }
  .deposit { stroke: #0969da; fill: #0969da }
  .settle { stroke: #bf5700; fill: #bf5700 }
  polyline { fill: none !important; stroke-width: 2 }
  .deposit-text { fill: #0969da }
  .settle-text { fill: #bf5700 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .deposit { stroke: #58a6ff; fill: #58a6ff }
    .settle { stroke: #f0883e; fill: #f0883e }
    .deposit-text { fill: #58a6ff }
    .settle-text { fill: #f0883e }
  }`;

/** Two panels: gas against streams after the longest silence, and against silence with the most streams. */
export function flatCostsChart(costs: readonly FlatCost[]): string {
  const longest = SILENCES[SILENCES.length - 1]?.name;
  const most = STREAM_COUNTS[STREAM_COUNTS.length - 1];
  const byStreams = costs.filter(({ silence }) => silence === longest);
  const bySilence = costs.filter(({ streams }) => streams === most);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">`,
    `<title>Gas of a deposit and of a settlement against streams and silence: flat lines</title>`,
    `<style>${STYLE}\n</style>`,
    `<text class="title" x="${PANEL.left[0]}" y="24">What a deposit and a settlement cost, in gas</text>`,
    legend(costs),
    panel(PANEL.left[0], `streams of the account, after ${longest} of silence`, byStreams, (cost) =>
      cost.streams.toLocaleString("en"),
    ),
    panel(PANEL.left[1], `silence, with ${most?.toLocaleString("en")} streams`, bySilence, (cost) => cost.silence),
    "</svg>",
    "",
  ].join("\n");
}

function legend(costs: readonly FlatCost[]): string {
  const deposits = costs.map(({ depositGas }) => depositGas);
  const settlements = costs.map(({ settleGas }) => settleGas);
  return [
    `<text class="small deposit-text" x="${PANEL.left[0]}" y="44">deposit: ${range(deposits)}</text>`,
    `<text class="small settle-text" x="${PANEL.left[1]}" y="44">settle one stream: ${range(settlements)}</text>`,
  ].join("\n");
}

function range(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)].map((gas) => gas.toLocaleString("en"));
  return least === most ? `always ${least}` : `${least} to ${most}`;
}

function panel(left: number, caption: string, costs: readonly FlatCost[], label: (cost: FlatCost) => string): string {
  const step = PANEL.width / costs.length;
  const at = (index: number): number => left + step * (index + 0.5);
  return [
    ...[0, 30_000, 60_000, 90_000, MOST_GAS].map((gas) => gridLine(left, gas)),
    line(
      "deposit",
      costs.map(({ depositGas }, index) => [at(index), heightOf(depositGas)]),
    ),
    line(
      "settle",
      costs.map(({ settleGas }, index) => [at(index), heightOf(settleGas)]),
    ),
    ...costs.map((cost, index) => text(at(index), PANEL.bottom + 18, label(cost))),
    text(left + PANEL.width / 2, PANEL.bottom + 40, caption),
  ].join("\n");
}

function gridLine(left: number, gas: number): string {
  const y = heightOf(gas);
  const style = gas === 0 ? "axis" : "grid";
  return [
    `<line class="${style}" x1="${left}" x2="${left + PANEL.width}" y1="${y}" y2="${y}"/>`,
    `<text class="small" x="${left - 8}" y="${y + 4}" text-anchor="end">${gas.toLocaleString("en")}</text>`,
  ].join("\n");
}

function line(style: string, points: readonly (readonly [number, number])[]): string {
  return [
    `<polyline class="${style}" points="${points.map((point) => point.join(",")).join(" ")}"/>`,
    ...points.map(([x, y]) => `<circle class="${style}" cx="${x}" cy="${y}" r="3"/>`),
  ].join("\n");
}

function text(x: number, y: number, content: string): string {
  return `<text class="small" x="${x}" y="${y}" text-anchor="middle">${content}</text>`;
}

function heightOf(gas: number): number {
  const height = PANEL.bottom - PANEL.top;
  return Math.round(PANEL.bottom - (gas / MOST_GAS) * height);
}
