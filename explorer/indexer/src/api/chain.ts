import { readSettings } from "../../settings.ts";

/** The deployment whose events are in the tables. */
export const { book } = readSettings(process.env);
