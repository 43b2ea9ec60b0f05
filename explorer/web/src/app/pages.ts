/** The pages of the navigation, in its order. */
export const NAVIGATION = [
  { path: "/", label: "Grid" },
  { path: "/farms", label: "Farms" },
  { path: "/farmer", label: "Your farms" },
  { path: "/tenant", label: "Your reservations" },
  { path: "/periods", label: "Months" },
  { path: "/policy", label: "Policy" },
] as const;
