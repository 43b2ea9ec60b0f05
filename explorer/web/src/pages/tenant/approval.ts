/** So long Reservations may open something more on an account before its owner approves anew, in seconds: ten years. */
export const APPROVAL_LIFETIME = 3_650 * 86_400;
