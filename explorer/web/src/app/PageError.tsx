import { Anchor } from "@mantine/core";
import { isRouteErrorResponse, useRouteError } from "react-router";
import { ProblemAlert } from "../shared/ProblemAlert.tsx";

/** Shown in place of a page that failed; the others go on working. */
export function PageError() {
  const error = useRouteError();
  const problem = isRouteErrorResponse(error) ? new Error(error.statusText) : error;
  return (
    <>
      <ProblemAlert title="This page cannot be shown" error={problem} />
      <Anchor href="/">Back to the overview</Anchor>
    </>
  );
}
