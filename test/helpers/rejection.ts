/** The error with which a promise fails. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
    throw new Error(`It failed with ${String(error)}, which is no error.`);
  }
  throw new Error("It did not fail.");
}
