import { Text } from "@mantine/core";
import { useIndexer } from "../../data/use-indexer.ts";
import { PageTitle } from "../../shared/PageTitle.tsx";
import { ProblemAlert } from "../../shared/ProblemAlert.tsx";
import { ConnectButton } from "../../wallet/ConnectButton.tsx";
import { useConnection } from "../../wallet/use-wallet.ts";
import { OwnFarm } from "./OwnFarm.tsx";

/** The farms of whoever is connected: what can be claimed, where it goes, what it was. */
export function FarmerPage() {
  const connection = useConnection();
  return (
    <>
      <PageTitle title="Your farms">Claiming late pays the same as claiming on the first day.</PageTitle>
      {connection === undefined ? (
        <>
          <Text mb="md">Connect the wallet that owns a farm to see what it can claim.</Text>
          <ConnectButton />
        </>
      ) : (
        <FarmsOf owner={connection.address} />
      )}
    </>
  );
}

function FarmsOf({ owner }: Readonly<{ owner: string }>) {
  const { data, error } = useIndexer("listFarms", { owner });
  if (error !== null && data === undefined) return <ProblemAlert title="Your farms cannot be read" error={error} />;
  if (data?.total === 0) {
    return (
      <Text>
        This account owns no farm. Create one with <code>tfgrid farm create</code>, or connect another account.
      </Text>
    );
  }
  return data?.items.map((farm) => <OwnFarm key={farm.farmId} farm={farm} account={owner} />);
}
