import type { RouteObject } from "react-router";
import { createBrowserRouter } from "react-router";
import { Layout } from "./Layout.tsx";
import { NotFound } from "./NotFound.tsx";
import { PageError } from "./PageError.tsx";

/** Each page is a file of its own that is loaded when somebody goes there. */
const pages: RouteObject[] = [
  { index: true, lazy: async () => ({ Component: (await import("../pages/grid/GridPage.tsx")).GridPage }) },
  { path: "*", Component: NotFound },
];

export const router = createBrowserRouter([
  { Component: Layout, ErrorBoundary: PageError, children: [{ ErrorBoundary: PageError, children: pages }] },
]);
