import { Anchor, Text } from "@mantine/core";
import { Link } from "react-router";
import { PageTitle } from "../shared/PageTitle.tsx";

export function NotFound() {
  return (
    <>
      <PageTitle title="There is no such page" />
      <Text mb="md">The address may have a slip in it.</Text>
      <Anchor component={Link} to="/">
        Back to the overview
      </Anchor>
    </>
  );
}
