// Calls the AWS SDK for JavaScript: operations and requests come in on stdin, outcomes go out as JSON lines.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const sdk = createRequire(`${process.cwd()}/`)("@aws-sdk/client-ivs-realtime");
const client = new sdk.IVSRealTimeClient({ maxAttempts: 1 });

for await (const line of createInterface({ input: process.stdin })) {
  const { operation, request } = JSON.parse(line);
  try {
    const { $metadata, ...answer } = await client.send(new sdk[`${operation}Command`](request));
    console.log(JSON.stringify({ answer }));
  } catch (error) {
    console.log(JSON.stringify({ error: error.name, text: error.exceptionMessage ?? error.message }));
  }
}
