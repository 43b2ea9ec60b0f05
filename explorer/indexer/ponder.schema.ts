export * from "./schema/access.ts";
export * from "./schema/directory.ts";
export * from "./schema/farming.ts";
export * from "./schema/token.ts";
