// node check.mjs FILE: exit code 0 when the AsyncAPI document has neither an error nor a warning, and says what it holds.
import { readFile } from 'node:fs/promises';
import { Parser } from '@asyncapi/parser';

const file = process.argv[2];
const { document, diagnostics } = await new Parser().parse(await readFile(file, 'utf8'), { source: file });
const [error, warning] = [0, 1];
const complaints = diagnostics.filter(({ severity }) => severity === error || severity === warning);
for (const { code, message, path, severity } of complaints) {
  console.error(`${severity === error ? 'error' : 'warning'} ${code} at ${path.join('.')}: ${message}`);
}
if (!document || complaints.length > 0) process.exit(1);
console.log(`${file}: AsyncAPI ${document.version()}, ${document.channels().length} channels, ${document.messages().length} messages, ${document.schemas().length} schemas`);
