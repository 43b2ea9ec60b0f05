import "@mantine/core/styles.css";
import "./app/theme.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { z } from "zod";
import { RouterProvider } from "react-router/dom";
import { router } from "./app/router.tsx";
import { theme } from "./app/theme.ts";
import { queryClient } from "./data/query-client.ts";
import { startWallets } from "./wallet/wallet-store.ts";

const root = document.getElementById("root");
if (root === null) throw new Error("The page has no place to draw to.");

// Compiling checks of answers while the page runs would need a hole as well.
z.config({ jitless: true });
startWallets();

// Styles that are made while the page runs would need a hole in its security policy: all of them are files.
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
