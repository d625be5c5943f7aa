// Builds package.tgz, an installable FHIR package, from the FHIR Shorthand sources beside this file.
//   node build.mjs                          build, and replace package.tgz
//   node build.mjs --check                  build elsewhere; fail with the list of files that differ from package.tgz
//   node build.mjs --canonical URL --out F  build under another canonical base into file F, with the configured one as its alias (a test does)
// No network: every dependency comes from node_modules, and SUSHI's own registries are pointed at a closed port.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';

const root = path.dirname(fileURLToPath(import.meta.url));
const committed = path.join(root, 'package.tgz');
const closedPort = 'http://127.0.0.1:9';

// What SUSHI says because it has no network. It loads hl7.fhir.uv.tools.r4 unasked; no definition of ours uses it.
const expectedWarnings = [
  'Unable to determine the latest version of sushi',
  'Failed to load automatically-provided hl7.fhir.uv.tools.r4#latest',
];

const { values: options } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    canonical: { type: 'string' },
    out: { type: 'string', default: committed },
  },
});

if (!fs.existsSync(path.join(root, 'node_modules', 'fsh-sushi'))) {
  console.error('node_modules is not there: npm ci');
  process.exit(1);
}

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'ho-profiles-'));
try {
  const config = readConfig();
  const packed = pack(collect(config, compile(config)));
  if (options.check) check(packed);
  else {
    fs.writeFileSync(options.out, packed);
    console.log(`${path.basename(options.out)}: ${packed.length} bytes`);
  }
} finally {
  fs.rmSync(work, { recursive: true, force: true });
}

/** sushi-config.yaml: its text, and what the package's own files repeat of it. */
function readConfig() {
  let text = fs.readFileSync(path.join(root, 'sushi-config.yaml'), 'utf8');
  const configured = /^canonical: (.+)$/m.exec(text)?.[1].trim();
  if (options.canonical) text = text.replace(/^canonical:.*$/m, `canonical: ${options.canonical}`);
  const scalar = name => {
    const match = new RegExp(`^${name}: (.+)$`, 'm').exec(text);
    if (!match) fail(`sushi-config.yaml has no ${name}`);
    return match[1].trim();
  };
  const dependencies = {};
  for (const [, name, version] of text.matchAll(/^ {2}([a-z0-9.-]+): (\S+)$/gm)) dependencies[name] = version;
  return {
    text,
    dependencies,
    canonical: scalar('canonical'),
    formerCanonicals: configured === scalar('canonical') ? [] : [configured],
    version: scalar('version'),
    fhirVersion: scalar('fhirVersion'),
    manifest: readJson(path.join(root, 'registry', 'manifest.json')),
  };
}

/** Runs SUSHI on a copy of the sources with a FHIR cache of its own; returns the folder of its resources. */
function compile(config) {
  const project = path.join(work, 'project');
  fs.mkdirSync(project);
  fs.writeFileSync(path.join(project, 'sushi-config.yaml'), config.text);
  fs.cpSync(path.join(root, 'input'), path.join(project, 'input'), { recursive: true });

  const home = path.join(work, 'home');
  const cache = path.join(home, '.fhir', 'packages');
  layCore(cache, config.fhirVersion);
  for (const [name, version] of Object.entries(config.dependencies)) layPackage(cache, name, version);

  const sushi = path.join(root, 'node_modules', 'fsh-sushi', 'dist', 'app.js');
  const run = spawnSync(process.execPath, [sushi, 'build', project, '--snapshot', '--out', work], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: {
      ...process.env,
      HOME: home,                       // SUSHI takes its cache from the home directory and from nowhere else.
      USERPROFILE: home,
      FPL_REGISTRY: closedPort,
      npm_config_registry: closedPort,  // It also asks npm for its own latest version.
      npm_config_fetch_retries: '0',
      http_proxy: closedPort,
      https_proxy: closedPort,
      NO_COLOR: '1',
    },
  });
  if (run.error) throw run.error;
  const log = run.stdout + run.stderr;
  const complaints = run.stdout.split('\n')
    .filter(line => /^(warn|error) /.test(line) && !expectedWarnings.some(text => line.includes(text)));
  if (run.status !== 0 || complaints.length > 0) fail(`SUSHI complains; its log follows.\n${log}`);
  return path.join(work, 'fsh-generated', 'resources');
}

/** hl7.fhir.r4.examples holds all of R4 core and goes into the cache under core's name, without its thousand examples. */
function layCore(cache, version) {
  const source = path.join(root, 'node_modules', 'hl7.fhir.r4.examples');
  const target = path.join(cache, `hl7.fhir.r4.core#${version}`, 'package');
  fs.mkdirSync(target, { recursive: true });
  const wanted = /^(StructureDefinition|ValueSet|CodeSystem|ConceptMap|SearchParameter|OperationDefinition)-.*\.json$/;
  for (const file of fs.readdirSync(source).filter(name => wanted.test(name))) {
    place(path.join(source, file), path.join(target, file));
  }
  const manifest = readJson(path.join(source, 'package.json'));
  if (manifest.version !== version) fail(`hl7.fhir.r4.examples is ${manifest.version}, not ${version}`);
  fs.writeFileSync(path.join(target, 'package.json'), JSON.stringify({ ...manifest, name: 'hl7.fhir.r4.core', type: 'fhir.core' }));
}

function layPackage(cache, name, version) {
  const source = path.join(root, 'node_modules', name);
  const installed = readJson(path.join(source, 'package.json')).version;
  if (installed !== version) fail(`${name}: sushi-config.yaml says ${version}, node_modules holds ${installed}`);
  const target = path.join(cache, `${name}#${version}`, 'package');
  fs.mkdirSync(target, { recursive: true });
  for (const file of fs.readdirSync(source).filter(file => file.endsWith('.json'))) {
    place(path.join(source, file), path.join(target, file));
  }
}

/** A hard link costs nothing; the temporary folder may lie on another volume, and then it is a copy. */
function place(from, to) {
  try {
    fs.linkSync(from, to);
  } catch (error) {
    if (error.code !== 'EXDEV' && error.code !== 'EPERM') throw error;
    fs.copyFileSync(from, to);
  }
}

/** Every file of the package: path inside it -> text. Layout: https://hl7.org/fhir/packages.html (package specification). */
function collect(config, resources) {
  const files = new Map();
  const indexed = [];
  for (const name of fs.readdirSync(resources).sort()) {
    const resource = readJson(path.join(resources, name));
    const isExample = resource.url === undefined;
    files.set(isExample ? `package/example/${name}` : `package/${name}`, pretty(resource));
    if (!isExample) indexed.push(indexRow(name, resource));
  }
  files.set('package/.index.json', pretty({ 'index-version': 2, files: indexed }));
  files.set('package/other/registry.json', pretty(registry(config, indexed)));
  files.set('package/package.json', pretty({
    ...config.manifest,
    version: config.version,
    canonical: config.canonical,
    url: config.canonical,
    fhirVersions: [config.fhirVersion],
    dependencies: { 'hl7.fhir.r4.core': config.fhirVersion, ...config.dependencies },
    directories: { lib: 'package', example: 'example' },
  }));
  return files;
}

function indexRow(filename, resource) {
  const row = { filename, resourceType: resource.resourceType, id: resource.id };
  for (const key of ['url', 'version', 'kind', 'type', 'supplements', 'content', 'valueSet', 'derivation']) {
    if (typeof resource[key] === 'string') row[key] = resource[key];
  }
  return row;
}

/** registry/registry.json with `%Kind/id` written out as a canonical; a name that the package does not hold fails here. */
function registry(config, indexed) {
  const known = new Set(indexed.map(row => row.url));
  const text = fs.readFileSync(path.join(root, 'registry', 'registry.json'), 'utf8').replace(/"%([A-Za-z]+\/[^"]+)"/g, (_, local) => {
    const url = `${config.canonical}/${local}`;
    if (!known.has(url)) fail(`registry.json names ${local}, which the package does not hold`);
    return JSON.stringify(url);
  });
  const written = JSON.parse(text);
  written.canonicalAliases = [...config.formerCanonicals, ...written.canonicalAliases].filter(base => base !== config.canonical);
  return { package: config.manifest.name, version: config.version, canonical: config.canonical, ...written };
}

function pretty(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** A ustar archive in sorted order, times 0, owner 0; gzip without name or time and with a fixed system byte. */
function pack(files) {
  const blocks = [];
  for (const name of [...files.keys()].sort()) {
    const body = Buffer.from(files.get(name), 'utf8');
    blocks.push(header(name, body.length), body, Buffer.alloc((512 - (body.length % 512)) % 512));
  }
  blocks.push(Buffer.alloc(1024));
  const packed = gzipSync(Buffer.concat(blocks), { level: 9 });
  packed.writeUInt32LE(0, 4);
  packed[9] = 255;
  return packed;
}

function header(name, size) {
  if (Buffer.byteLength(name) > 100) fail(`${name}: too long a name for a ustar header`);
  const block = Buffer.alloc(512);
  const octal = (value, offset, length) => block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, offset);
  block.write(name, 0);
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  block.write('        ', 148);
  block.write('0', 156);
  block.write('ustar\0' + '00', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

function unpack(packed) {
  const archive = gunzipSync(packed);
  const files = new Map();
  for (let at = 0; at < archive.length && archive[at] !== 0;) {
    const name = archive.toString('utf8', at, archive.indexOf(0, at));
    const size = parseInt(archive.toString('utf8', at + 124, at + 135), 8);
    files.set(name, archive.toString('utf8', at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

/** Compares what is in the two archives, not their bytes: another zlib may compress otherwise. */
function check(packed) {
  if (!fs.existsSync(committed)) fail('package.tgz is missing: npm run build');
  const built = unpack(packed);
  const kept = unpack(fs.readFileSync(committed));
  const names = [...new Set([...built.keys(), ...kept.keys()])].sort();
  const differing = names.filter(name => built.get(name) !== kept.get(name));
  if (differing.length > 0) {
    const mark = name => (!kept.has(name) ? 'added' : !built.has(name) ? 'gone' : 'changed');
    fail(`package.tgz is stale (npm run build):\n${differing.map(name => `  ${mark(name)}  ${name}`).join('\n')}`);
  }
  console.log(`package.tgz is current: ${names.length} files`);
}

function readJson(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

function fail(message) {
  console.error(message);
  fs.rmSync(work, { recursive: true, force: true });
  process.exit(1);
}
