import type { RouteObject } from "react-router";
import { createBrowserRouter } from "react-router";
import { Layout } from "./Layout.tsx";
import { NotFound } from "./NotFound.tsx";
import { PageError } from "./PageError.tsx";

/** Each page is a file of its own that is loaded when somebody goes there. */
const pages: RouteObject[] = [
  { index: true, lazy: async () => ({ Component: (await import("../pages/grid/GridPage.tsx")).GridPage }) },
  { path: "nodes/:nodeId", lazy: async () => ({ Component: (await import("../pages/node/NodePage.tsx")).NodePage }) },
  { path: "farms", lazy: async () => ({ Component: (await import("../pages/farms/FarmsPage.tsx")).FarmsPage }) },
  { path: "farms/:farmId", lazy: async () => ({ Component: (await import("../pages/farm/FarmPage.tsx")).FarmPage }) },
  {
    path: "periods",
    lazy: async () => ({ Component: (await import("../pages/periods/PeriodsPage.tsx")).PeriodsPage }),
  },
  {
    path: "periods/:period",
    lazy: async () => ({ Component: (await import("../pages/periods/PeriodPage.tsx")).PeriodPage }),
  },
  { path: "farmer", lazy: async () => ({ Component: (await import("../pages/farmer/FarmerPage.tsx")).FarmerPage }) },
  { path: "tenant", lazy: async () => ({ Component: (await import("../pages/tenant/TenantPage.tsx")).TenantPage }) },
  {
    path: "reservations/:reservationId",
    lazy: async () => ({ Component: (await import("../pages/reservation/ReservationPage.tsx")).ReservationPage }),
  },
  { path: "policy", lazy: async () => ({ Component: (await import("../pages/policy/PolicyPage.tsx")).PolicyPage }) },
  { path: "*", Component: NotFound },
];

export const router = createBrowserRouter([
  {
    Component: Layout,
    ErrorBoundary: PageError,
    HydrateFallback: () => null,
    children: [{ ErrorBoundary: PageError, children: pages }],
  },
]);
