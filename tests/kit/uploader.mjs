// tus-js-client as an outside client: file, address, name, chunk in bytes, cookie, token.

import { createReadStream, statSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { Upload } = require("tus-js-client");
const [file, endpoint, filename, chunk, cookie, token] = process.argv.slice(2);

const upload = new Upload(createReadStream(file), {
  endpoint,
  uploadSize: statSync(file).size,
  chunkSize: Number(chunk),
  retryDelays: Array(30).fill(20),
  metadata: { filename },
  headers: { Cookie: cookie, "X-CSRFToken": token },
  onError: (error) => {
    console.error(String(error));
    process.exitCode = 1;
  },
  onSuccess: () => console.log(upload.url),
});
upload.start();
