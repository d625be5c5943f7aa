// fhirclient (SMART's own) against a running registry, as a program in Node uses it: its basic client, and its full one with paging and references.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import smart from 'fhirclient';
import { base, content, patient, token, transaction } from './people.mjs';

const basic = new smart.FhirClient(base);
// In Node the full client belongs to a request that somebody made to the program; only an authorisation flow reads it.
const full = smart({ headers: {}, url: '/', socket: {} }, {}, {}).client({ serverUrl: base });

/** The client's own error: status, and the answer that holds the OperationOutcome. */
async function refused(promise, status, code) {
  const error = await promise.then(() => assert.fail('It was not refused.'), (fault) => fault);
  assert.equal(error.name, 'HttpError', error.message);
  assert.equal(error.status, status, error.message);
  assert.match(error.response.headers.get('content-type'), /json/);
  // The client puts the body into its message, behind the address.
  const outcome = JSON.parse(error.message.slice(error.message.indexOf('{')));
  assert.equal(outcome.resourceType, 'OperationOutcome');
  assert.ok(['error', 'fatal'].includes(outcome.issue[0].severity));
  if (code) assert.equal(outcome.issue[0].details.coding[0].code, code);
  return outcome;
}

test('The client reads which FHIR it is', async () => {
  assert.equal(await basic.getFhirVersion(), '4.0.1');
  assert.equal(await full.getFhirRelease(), 4);
});

test('A created resource is read, read by version, updated and read as it was', async () => {
  const sent = patient('life');
  const { body: created, response } = await basic.create(sent, { includeResponse: true });
  assert.equal(response.status, 201);
  assert.equal(response.headers.get('location'), `${base}/Patient/${created.id}/_history/1`);
  assert.deepEqual(content(await full.request(`Patient/${created.id}`)), sent);

  const updated = await full.update({ ...created, birthDate: '2014-06-02' }, { headers: { 'If-Match': 'W/"1"' } });
  assert.equal(updated.meta.versionId, '2');
  assert.deepEqual(await full.request(`Patient/${created.id}/_history/1`), created);
  await refused(full.update({ ...created, birthDate: '2013' }, { headers: { 'If-Match': 'W/"1"' } }), 412, 'if-match');
});

test('A conditional create makes one resource', async () => {
  const body = patient('conditional');
  const options = { includeResponse: true, headers: { 'If-None-Exist': `identifier=${encodeURIComponent(token(body))}` } };
  const first = await basic.create(body, options);
  const second = await basic.create(body, options);
  assert.deepEqual([first.response.status, second.response.status], [201, 200]);
  assert.equal(second.body.id, first.body.id);
});

test('A search is followed page by page to its last, and brings each once', async () => {
  const people = ['a', 'b', 'c', 'd', 'e'].map((name) => patient(`page-${name}`));
  const ids = [];
  for (const body of people) ids.push((await basic.create(body)).id);
  const url = `Patient?_count=2&identifier=${encodeURIComponent(people.map(token).join(','))}`;

  const pages = await full.request(url, { pageLimit: 0 });
  assert.deepEqual(pages.map(({ entry }) => entry.length), [2, 2, 1]);
  const flat = await full.request(url, { pageLimit: 0, flat: true });
  assert.deepEqual(flat.map(({ id }) => id).sort(), [...ids].sort());
  const walked = [];
  for await (const resource of basic.resources(url)) walked.push(resource.id);
  assert.deepEqual(walked.sort(), [...ids].sort());
});

test('A transaction stores all entries, and the client resolves its references', async () => {
  const answer = await full.request({ url: '', method: 'POST', headers: { 'content-type': 'application/fhir+json' }, body: JSON.stringify(transaction('whole')) });
  assert.equal(answer.type, 'transaction-response');
  assert.ok(answer.entry.length === 6 && answer.entry.every(({ response: { status } }) => status.startsWith('201')));
  const condition = answer.entry[1].response.location.match(/Condition\/[^/]+/)[0];
  const graph = await full.request(condition, { graph: true, resolveReferences: ['subject'] });
  assert.deepEqual(content(graph.subject), patient('whole'));

  const observations = await full.request(`Observation?patient=${graph.subject.id}`, { flat: true, pageLimit: 0, resolveReferences: ['subject'], graph: true });
  assert.equal(observations.length, 4);
  assert.ok(observations.every(({ subject }) => subject.id === graph.subject.id));

  const broken = transaction('broken');
  broken.entry[5].resource.status = 'nonsense';
  const outcome = await refused(full.request({ url: '', method: 'POST', headers: { 'content-type': 'application/fhir+json' }, body: JSON.stringify(broken) }), 400);
  assert.match(outcome.issue[0].expression[0], /^Bundle\.entry\[5\]\.resource/);
});

test('A batch answers each entry by itself', async () => {
  const body = {
    resourceType: 'Bundle',
    type: 'batch',
    entry: [{ resource: patient('batch'), request: { method: 'POST', url: 'Patient' } }, { request: { method: 'GET', url: 'Patient/nobody' } }],
  };
  const answer = await full.request({ url: '', method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  assert.deepEqual(answer.entry.map(({ response: { status } }) => status.slice(0, 3)), ['201', '404']);
  assert.equal(answer.entry[1].response.outcome.resourceType, 'OperationOutcome');
});

test('A deleted resource is gone, its history stays', async () => {
  const { id } = await basic.create(patient('gone'));
  await full.delete(`Patient/${id}`);
  await refused(full.request(`Patient/${id}`), 410, 'resource-deleted');
  const history = await full.request(`Patient/${id}/_history`);
  assert.deepEqual(history.entry.map(({ request }) => request.method), ['DELETE', 'POST']);
  for (const whole of ['Patient/_history', '_history']) {
    const methods = (await full.request(whole)).entry.filter(({ fullUrl }) => fullUrl.endsWith(`/Patient/${id}`)).map(({ request }) => request.method);
    assert.deepEqual(methods, ['DELETE', 'POST']);
  }
});

test('A resource is patched, and an operation answers', async () => {
  const { id } = await basic.create(patient('patched'));
  const patched = await basic.patch(`Patient/${id}`, [{ op: 'replace', path: '/birthDate', value: '2013-01' }]);
  assert.deepEqual([patched.birthDate, patched.meta.versionId], ['2013-01', '2']);
  await refused(basic.patch(`Patient/${id}`, [{ op: 'remove', path: '/shoeSize' }]), 422);
  const everything = await full.request(`Patient/${id}/$everything`);
  assert.deepEqual(everything.entry.map(({ resource }) => resource.id), [id]);
});

test('Every refusal is an OperationOutcome behind the client’s error', async () => {
  await refused(full.request('Patient/nobody'), 404, 'resource-unknown');
  await refused(basic.fhirRequest('Patient/nobody/_history/7'), 404);
  await refused(basic.create({ resourceType: 'Patient', gendre: 'female' }), 400);
  await refused(basic.create({ resourceType: 'Patient', gender: 'female' }), 422);
  await refused(basic.create(patient('text'), { headers: { 'content-type': 'text/plain' } }), 415, 'content-type');
  await refused(full.request('Patient?identifer=x'), 400);
  await refused(full.request('Patient/x/y/z'), 404, 'route-unknown');
  await refused(full.request({ url: 'Patient/x', method: 'POST' }), 405, 'method-not-allowed');
});
