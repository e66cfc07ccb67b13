// node server.js ACCESS SECRET BUCKET FOLDER: an S3 server on a free port, which it prints. Refuses every request whose signature or hash of the
// content is not what aws4 makes of it.
import { createHash } from 'node:crypto';
import { createServer, request as send } from 'node:http';
import aws4 from 'aws4';
import S3rver from 's3rver';

const [accessKeyId, secretAccessKey, bucket, directory] = process.argv.slice(2);
// It knows one key of its own, and does not check signatures of version 4.
const objects = await new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory, configureBuckets: [{ name: bucket }] }).run();

// How often requests of a kind still fail: POST /_fail/PUT/503/2 makes the next two answer 503; /_fail/GET/cut/1 breaks the next in the middle.
const failures = new Map();

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const content = Buffer.concat(chunks);

  const [, control, method, kind, times] = request.url.split('/');
  if (control === '_fail') {
    failures.set(method, { kind, left: Number(times) });
    response.end();
    return;
  }

  const problem = check(request, content);
  if (problem) {
    answer(response, 403, problem);
    return;
  }

  const failure = failures.get(request.method);
  const fails = failure && failure.left-- > 0 ? failure.kind : null;
  if (fails && fails !== 'cut') {
    answer(response, Number(fails), 'SlowDown');
    return;
  }

  const forward = send({ host: '127.0.0.1', port: objects.port, method: request.method, path: request.url, headers: { ...request.headers, authorization: request.headers.authorization.replace(accessKeyId, 'S3RVER') } }, (result) => {
    const parts = [];
    result.on('data', (part) => parts.push(part));
    result.on('end', () => {
      const body = Buffer.concat(parts);
      response.writeHead(result.statusCode, { ...result.headers, 'content-length': body.length });
      if (fails === 'cut') {
        response.write(body.subarray(0, body.length / 2), () => response.destroy());
      } else {
        response.end(body);
      }
    });
  });
  forward.end(content);
}).listen(0, '127.0.0.1', function () {
  console.log(this.address().port);
});

function check(request, content) {
  const headers = request.headers;
  if (headers['x-amz-content-sha256'] !== createHash('sha256').update(content).digest('hex')) return 'XAmzContentSHA256Mismatch';
  const given = /Credential=([^/]+)\/\d+\/([^/]+)\/s3\/aws4_request,\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})/.exec(headers.authorization ?? '');
  if (!given || given[1] !== accessKeyId) return 'InvalidAccessKeyId';
  const names = given[3].split(';');
  if (!['host', 'x-amz-content-sha256', 'x-amz-date'].every((name) => names.includes(name))) return 'AccessDenied';
  const signed = aws4.sign({
    service: 's3',
    region: given[2],
    method: request.method,
    path: request.url,
    headers: Object.fromEntries(names.map((name) => [name, headers[name]])),
  }, { accessKeyId, secretAccessKey });
  return signed.headers.Authorization.endsWith(`Signature=${given[4]}`) ? null : 'SignatureDoesNotMatch';
}

function answer(response, status, code) {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>Refused by the tests.</Message></Error>`);
}
