import { Validator } from "@seriousme/openapi-schema-validator";
import { expect } from "chai";

/** What a service says of itself is a document that tools for OpenAPI can read. */
export async function expectOpenApi(url: string): Promise<void> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as Record<string, unknown>;
  const validator = new Validator();
  const { valid, errors } = await validator.validate(document);

  expect(valid, JSON.stringify(errors)).to.equal(true);
  expect(validator.version).to.equal("3.1");
}
