// fhir-kit-client against a running registry: what an integration engine built on it does in a day.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CapabilityTool, Client } from 'fhir-kit-client';
import { base, content, patient, pseudonyms, token, transaction } from './people.mjs';

const client = new Client({ baseUrl: base });
const response = (answer) => Client.httpFor(answer).response;

/** The client's own error: status, and the OperationOutcome as its data. */
async function refused(promise, status, details) {
  const error = await promise.then(() => assert.fail('It was not refused.'), (fault) => fault);
  assert.equal(error.response?.status, status, error.message);
  const outcome = error.response.data;
  assert.equal(outcome.resourceType, 'OperationOutcome');
  assert.ok(['error', 'fatal'].includes(outcome.issue[0].severity));
  assert.ok(outcome.issue[0].code);
  assert.ok(outcome.issue[0].diagnostics.length > 0);
  if (details) assert.equal(outcome.issue[0].details.coding[0].code, details);
  return outcome;
}

test('The capability statement is read by the client’s own tool', async () => {
  const tool = new CapabilityTool(await client.capabilityStatement());
  for (const interaction of ['read', 'vread', 'create', 'update', 'delete', 'history-instance', 'history-type', 'search-type']) {
    assert.equal(tool.resourceCan('Patient', interaction), true, interaction);
  }
  for (const interaction of ['transaction', 'batch', 'history-system', 'search-system']) assert.equal(tool.serverCan(interaction), true, interaction);
  assert.ok(tool.resourceSearch('Observation', 'code'));
  assert.ok(!tool.resourceSearch('Observation', 'shoe-size'));
  assert.equal(tool.resourceCan('Account', 'read'), false);
});

test('A created resource is read, read by version, updated and read as it was', async () => {
  const sent = patient('life');
  const created = await client.create({ resourceType: 'Patient', body: sent });
  assert.equal(response(created).status, 201);
  assert.equal(created.meta.versionId, '1');
  assert.equal(response(created).headers.get('location'), `${base}/Patient/${created.id}/_history/1`);
  assert.equal(response(created).headers.get('etag'), 'W/"1"');

  const read = await client.read({ resourceType: 'Patient', id: created.id });
  assert.deepEqual(content(read), sent);
  assert.deepEqual(read, created);

  const updated = await client.update({ resourceType: 'Patient', id: read.id, body: { ...read, birthDate: '2014-06-02' }, options: { headers: { 'If-Match': `W/"${read.meta.versionId}"` } } });
  assert.equal(response(updated).status, 200);
  assert.equal(updated.meta.versionId, '2');
  assert.equal((await client.read({ resourceType: 'Patient', id: read.id })).birthDate, '2014-06-02');
  assert.deepEqual(await client.vread({ resourceType: 'Patient', id: read.id, version: '1' }), created);

  await refused(client.update({ resourceType: 'Patient', id: read.id, body: { ...read, birthDate: '2013' }, options: { headers: { 'If-Match': 'W/"1"' } } }), 412, 'if-match');
  await refused(client.update({ resourceType: 'Patient', id: 'another', body: read }), 400);
});

test('A conditional create makes one resource, a conditional update finds it', async () => {
  const body = patient('conditional');
  const options = { headers: { 'If-None-Exist': `identifier=${encodeURIComponent(token(body))}` } };
  const first = await client.create({ resourceType: 'Patient', body, options });
  const second = await client.create({ resourceType: 'Patient', body, options });
  assert.equal(response(first).status, 201);
  assert.equal(response(second).status, 200);
  assert.equal(second.id, first.id);
  await refused(client.create({ resourceType: 'Patient', body }), 409, 'identifier-taken');

  const updated = await client.update({ resourceType: 'Patient', searchParams: { identifier: token(body) }, body: { ...body, gender: 'male' } });
  assert.equal(updated.id, first.id);
  assert.equal(updated.meta.versionId, '2');
});

test('A search is followed page by page to its last, and brings each once', async () => {
  const people = ['a', 'b', 'c', 'd', 'e'].map((name) => patient(`page-${name}`));
  const ids = [];
  for (const body of people) ids.push((await client.create({ resourceType: 'Patient', body })).id);
  const searchParams = { identifier: people.map(token).join(','), _count: 2, _sort: '-_lastUpdated', _total: 'accurate' };
  for (const options of [{}, { postSearch: true }]) {
    const found = [];
    let pages = 0;
    for (let bundle = await client.resourceSearch({ resourceType: 'Patient', searchParams, options }); bundle; bundle = await client.nextPage({ bundle })) {
      if (++pages === 1) assert.equal(bundle.total, 5);
      assert.equal(bundle.type, 'searchset');
      assert.ok(bundle.entry.every(({ fullUrl, resource, search }) => fullUrl === `${base}/Patient/${resource.id}` && search.mode === 'match'));
      found.push(...bundle.entry.map(({ resource }) => resource.id));
    }
    assert.equal(pages, 3);
    assert.deepEqual([...found].sort(), [...ids].sort());
  }

  const system = await client.systemSearch({ searchParams: { _type: 'Patient', _id: ids.join(',') } });
  assert.deepEqual(system.entry.map(({ resource }) => resource.id).sort(), [...ids].sort());
});

test('A transaction stores all entries, with references that lead from one to the other', async () => {
  const answer = await client.transaction({ body: transaction('whole') });
  assert.equal(answer.type, 'transaction-response');
  assert.ok(answer.entry.length === 6 && answer.entry.every(({ response: { status } }) => status.startsWith('201')));
  const [, condition] = answer.entry.map(({ response: { location } }) => location.match(/(\w+)\/([^/]+)\/_history\/1$/));
  const diagnosis = await client.read({ resourceType: condition[1], id: condition[2] });
  const subject = await client.resolve({ reference: diagnosis.subject.reference });
  assert.deepEqual(content(subject), patient('whole'));

  const withObservations = await client.search({ resourceType: 'Patient', searchParams: { _id: subject.id, _revinclude: 'Observation:patient' } });
  assert.deepEqual(withObservations.entry.map(({ resource, search }) => `${resource.resourceType} ${search.mode}`).sort(), ['Observation include', 'Observation include', 'Observation include', 'Observation include', 'Patient match']);

  const again = await client.transaction({ body: transaction('whole') });
  assert.ok(again.entry.every(({ response: { status } }) => status.startsWith('200')));
  assert.equal((await client.history({ resourceType: 'Patient', id: subject.id })).total, 1);

  const broken = transaction('broken');
  broken.entry[5].resource.status = 'nonsense';
  const outcome = await refused(client.transaction({ body: broken }), 400);
  assert.match(outcome.issue[0].expression[0], /^Bundle\.entry\[5\]\.resource/);
  assert.equal((await client.search({ resourceType: 'Patient', searchParams: { identifier: token(broken.entry[0].resource) } })).total, 0);
});

test('A batch answers each entry by itself', async () => {
  const body = patient('batch');
  const answer = await client.batch({
    body: {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [
        { resource: body, request: { method: 'POST', url: 'Patient' } },
        { request: { method: 'GET', url: 'Patient/nobody' } },
        { request: { method: 'GET', url: `Patient?identifier=${encodeURIComponent(token(body))}` } },
      ],
    },
  });
  assert.equal(answer.type, 'batch-response');
  assert.deepEqual(answer.entry.map(({ response: { status } }) => status.slice(0, 3)), ['201', '404', '200']);
  assert.equal(answer.entry[1].response.outcome.resourceType, 'OperationOutcome');
  assert.equal(answer.entry[2].resource.type, 'searchset');
});

test('A deleted resource is gone, its history stays', async () => {
  const { id } = await client.create({ resourceType: 'Patient', body: patient('gone') });
  const deleted = await client.delete({ resourceType: 'Patient', id });
  assert.ok([200, 204].includes(response(deleted).status));
  await refused(client.read({ resourceType: 'Patient', id }), 410, 'resource-deleted');
  assert.equal((await client.vread({ resourceType: 'Patient', id, version: '1' })).id, id);

  const history = await client.resourceHistory({ resourceType: 'Patient', id });
  assert.equal(history.type, 'history');
  assert.deepEqual(history.entry.map(({ request }) => request.method), ['DELETE', 'POST']);
  for (const whole of [await client.typeHistory({ resourceType: 'Patient' }), await client.systemHistory()]) {
    assert.deepEqual(whole.entry.filter(({ fullUrl }) => fullUrl.endsWith(`/Patient/${id}`)).map(({ request }) => request.method), ['DELETE', 'POST']);
  }
});

test('A history is followed page by page', async () => {
  const created = await client.create({ resourceType: 'Patient', body: patient('paged-history') });
  for (const day of ['02', '03', '04', '05']) await client.update({ resourceType: 'Patient', id: created.id, body: { ...created, birthDate: `2014-06-${day}` } });
  const versions = [];
  for (let bundle = await client.request(`Patient/${created.id}/_history?_count=2`); bundle; bundle = await client.nextPage({ bundle })) {
    versions.push(...bundle.entry.map(({ resource }) => resource.meta.versionId));
  }
  assert.deepEqual(versions, ['5', '4', '3', '2', '1']);
});

test('A resource is patched, and a patch whose test fails changes nothing', async () => {
  const { id } = await client.create({ resourceType: 'Patient', body: patient('patched') });
  const patched = await client.patch({ resourceType: 'Patient', id, jsonPatch: [{ op: 'test', path: '/birthDate', value: patient('patched').birthDate }, { op: 'replace', path: '/birthDate', value: '2013-01' }] });
  assert.equal(response(patched).status, 200);
  assert.equal(patched.birthDate, '2013-01');
  await refused(client.patch({ resourceType: 'Patient', id, jsonPatch: [{ op: 'test', path: '/birthDate', value: '1900' }, { op: 'remove', path: '/birthDate' }] }), 422);
  assert.equal((await client.read({ resourceType: 'Patient', id })).meta.versionId, '2');
});

test('Operations are called by GET and by POST, on a type and on an instance', async () => {
  const sent = transaction('operations');
  const answer = await client.transaction({ body: sent });
  const id = answer.entry[0].response.location.split('/').at(-3);
  const everything = await client.operation({ name: 'everything', resourceType: 'Patient', id, method: 'GET' });
  assert.equal(everything.entry.length, sent.entry.length);
  assert.equal(everything.entry[0].resource.id, id);

  const judged = await client.operation({ name: 'validate', resourceType: 'Patient', input: { resourceType: 'Patient', gender: 'woman' } });
  assert.equal(response(judged).status, 200);
  assert.ok(judged.issue.some(({ severity }) => severity === 'error'));

  const known = await client.operation({ name: 'validate-code', resourceType: 'CodeSystem', method: 'GET', input: { url: 'https://registry.example.org/fhir/ho/CodeSystem/fop-class', code: 'classic' } });
  assert.equal(known.parameter.find(({ name }) => name === 'result').valueBoolean, true);
  await refused(client.operation({ name: 'evrything', resourceType: 'Patient', id, method: 'GET' }), 404, 'operation-unknown');
});

test('Every refusal is an OperationOutcome in the client’s error', async () => {
  await refused(client.read({ resourceType: 'Patient', id: 'nobody' }), 404, 'resource-unknown');
  await refused(client.vread({ resourceType: 'Patient', id: 'nobody', version: '7' }), 404);
  await refused(client.read({ resourceType: 'Patient', id: 'not a FHIR id' }), 404);
  await refused(client.create({ resourceType: 'Patient', body: { resourceType: 'Patient', gendre: 'female' } }), 400);
  await refused(client.create({ resourceType: 'Patient', body: { resourceType: 'Patient', gender: 'female' } }), 422);
  await refused(client.create({ resourceType: 'Patient', body: patient('text'), options: { headers: { 'Content-Type': 'text/plain' } } }), 415, 'content-type');
  await refused(client.create({ resourceType: 'Patient', body: 'no JSON' }), 400, 'json-syntax');
  await refused(client.search({ resourceType: 'Patient', searchParams: { identifer: `${pseudonyms}|x` } }), 400);
  await refused(client.request('Patient/x/y/z'), 404, 'route-unknown');
  await refused(client.request('Patient/x', { method: 'POST', body: {} }), 405, 'method-not-allowed');
  await refused(client.read({ resourceType: 'Patient', id: 'nobody', options: { headers: { Accept: 'image/png' } } }), 406);
});
