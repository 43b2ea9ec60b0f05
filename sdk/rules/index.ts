// The pure rules of the grid: no I/O, no chain, the same integers as the contracts.
export * from "./capacity.ts";
export * from "./chunks.ts";
export * from "./cloud-units.ts";
export * from "./farming-policy.ts";
export * from "./keccak.ts";
export * from "./leaf-bytes.ts";
export * from "./leaf.ts";
export * from "./measurement-tree.ts";
export * from "./measurement.ts";
export * from "./minting-period.ts";
export * from "./order-measurements.ts";
export * from "./reward.ts";
export * from "./uptime-meter.ts";
export * from "./uptime-rules.ts";
export * from "./uptime.ts";
