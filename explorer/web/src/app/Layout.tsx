import { ActionIcon, Anchor, Group, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconMoon, IconSun } from "@tabler/icons-react";
import { Suspense } from "react";
import { NavLink, Outlet } from "react-router";
import { useFollowBlocks } from "../data/use-index-status.ts";
import { TransactionsPanel } from "../transactions/TransactionsPanel.tsx";
import { WalletMenu } from "../wallet/WalletMenu.tsx";
import { Freshness } from "./Freshness.tsx";
import classes from "./Layout.module.css";
import { NAVIGATION } from "./pages.ts";
import { PageSkeleton } from "./PageSkeleton.tsx";
import { useFocusOnNavigation } from "./use-focus-on-navigation.ts";

/** The frame of every page. */
export function Layout() {
  useFollowBlocks();
  const main = useFocusOnNavigation();
  return (
    <>
      <a href="#main" className={classes["skip"]}>
        Skip to the content
      </a>
      <header className={classes["header"]}>
        <div className={classes["bar"]}>
          <NavLink to="/" className={classes["brand"] ?? ""} aria-label="Grid Explorer, overview">
            <img src="/favicon.svg" alt="" width="28" height="28" />
            <span>Grid Explorer</span>
          </NavLink>
          <nav aria-label="Pages" className={classes["nav"]}>
            {NAVIGATION.map(({ path, label }) => (
              <NavLink key={path} to={path} end={path === "/"} className={classes["link"] ?? ""}>
                {label}
              </NavLink>
            ))}
          </nav>
          <Group gap="xs" wrap="nowrap" className={classes["tools"] ?? ""}>
            <TransactionsPanel />
            <ColorSchemeSwitch />
            <WalletMenu />
          </Group>
        </div>
      </header>
      <Freshness />
      <main id="main" ref={main} tabIndex={-1} className={classes["main"]}>
        <Suspense fallback={<PageSkeleton />}>
          <Outlet />
        </Suspense>
      </main>
      <footer className={classes["footer"]}>
        <span>Everything here is computed from the chain&apos;s events.</span>
        <Anchor href="/indexer/v1/openapi.json" size="sm">
          Data for programs
        </Anchor>
      </footer>
    </>
  );
}

function ColorSchemeSwitch() {
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme("light") === "dark";
  return (
    <ActionIcon
      variant="default"
      size="lg"
      aria-label={isDark ? "Use light colours" : "Use dark colours"}
      onClick={() => {
        setColorScheme(isDark ? "light" : "dark");
      }}
    >
      {isDark ? <IconSun size={18} aria-hidden /> : <IconMoon size={18} aria-hidden />}
    </ActionIcon>
  );
}
