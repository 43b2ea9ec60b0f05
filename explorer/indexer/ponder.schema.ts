export * from "./schema/farms.ts";
