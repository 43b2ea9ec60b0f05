import { readSettings } from "../../settings.ts";

const { book: deployment, pointsPerMinute, requestsAtOnce } = readSettings(process.env);

/** The deployment whose events are in the tables. */
export const book = deployment;

/** What requests may cost. */
export const requestLimits = { pointsPerMinute, requestsAtOnce };
