/** The pages of the navigation, in its order. */
export const NAVIGATION = [{ path: "/", label: "Grid" }] as const;
