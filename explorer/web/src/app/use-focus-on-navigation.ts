import { useEffect, useRef } from "react";
import { useLocation } from "react-router";

/** Moves the focus to the content when another page comes, as a browser does; not when only the search part changes. */
export function useFocusOnNavigation() {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    main.current?.focus({ preventScroll: true });
    scrollTo({ top: 0 });
  }, [pathname]);
  return main;
}
