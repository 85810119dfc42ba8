/** What is asked for in the comparison, and what everybody has to answer. */
export interface Endpoint {
  readonly name: string
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly type?: string
  readonly body?: Buffer
  /** The body of the answer, as text. */
  readonly expected: string
  /** Requests in a round: about as long for each of them. */
  readonly count: number
}

/** The file that is served: 20 KB. */
export const styles: string = '.class { color: rebeccapurple; margin: 0 }\n'.repeat(465)

const boundary = 'boundary-of-the-benchmark'
const megabyte = Buffer.concat([
  Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\nContent-Type: application/octet-stream\r\n\r\n`,
  ),
  Buffer.alloc(2 ** 20, 'abcdefghijklmnopqrstuvwxyz0123456789'),
  Buffer.from(`\r\n--${boundary}--\r\n`),
])

export const json: Endpoint = {
  name: 'JSON',
  method: 'GET',
  path: '/json/',
  expected: '{"message":"Hello, World!"}',
  count: 3000,
}
export const route: Endpoint = {
  name: 'route of 300',
  method: 'GET',
  path: '/books/42/',
  expected: '{"id":42}',
  count: 3000,
}
export const endpoints: readonly Endpoint[] = [
  { name: 'plaintext', method: 'GET', path: '/plaintext/', expected: 'Hello, World!', count: 3000 },
  json,
  route,
  {
    name: 'form post',
    method: 'POST',
    path: '/form/',
    type: 'application/x-www-form-urlencoded',
    body: Buffer.from(
      'name=Ada+Lovelace&email=ada%40example.com&message=Hello%2C+w%C3%B6rld%21+How+are+you%3F&agree=on',
    ),
    expected: '{"name":"Ada Lovelace","email":"ada@example.com"}',
    count: 2000,
  },
  { name: 'static file', method: 'GET', path: '/static/site.css', expected: styles, count: 800 },
  {
    name: '1 MB upload',
    method: 'POST',
    path: '/upload/',
    type: `multipart/form-data; boundary=${boundary}`,
    body: megabyte,
    expected: `{"size":${2 ** 20}}`,
    count: 40,
  },
]

/** The request as a browser's page of the same site would send it, byte by byte. */
export function bytesOf({ method, path, type, body }: Endpoint, port: number): Buffer {
  const lines = [`${method} ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Accept: */*', 'User-Agent: bench']
  if (body !== undefined)
    lines.push(`Content-Type: ${type}`, `Content-Length: ${body.length}`, 'Sec-Fetch-Site: same-origin')
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body ?? Buffer.alloc(0)])
}
