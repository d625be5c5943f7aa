// Invented people, each run's own: no two runs meet in one server, so every count below is exact on any server.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** FHIR base of the server that is driven. */
export const base = process.env.REGISTRY_FHIR_BASE;
if (!base) throw new Error('Set REGISTRY_FHIR_BASE to the FHIR base of a running registry, such as http://localhost:8080/fhir.');

export const pseudonyms = 'https://hospital.example.org/registry-pseudonym';

const run = randomUUID().slice(0, 8);

/** The README's FOP bundle as another person's: every identifier, in content and in conditions, carries the run and the name. */
export function transaction(name) {
  const bundle = JSON.parse(readFileSync(new URL('../../docs/examples/fop-transaction.json', import.meta.url), 'utf8'));
  for (const { resource, request } of bundle.entry) {
    for (const identifier of resource.identifier) identifier.value += `-${run}-${name}`;
    if (request.url.includes('identifier=')) request.url += `-${run}-${name}`;
  }
  return bundle;
}

/** The Patient of that bundle alone. */
export const patient = (name) => transaction(name).entry[0].resource;

/** The token that finds that Patient. */
export const token = (resource) => `${resource.identifier[0].system}|${resource.identifier[0].value}`;

/** A resource without what the server says of its storage. */
export function content({ id, meta, ...rest }) {
  return rest;
}
