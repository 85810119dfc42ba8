import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import {
  createApp,
  defaultLimits,
  FormBody,
  json,
  parseMultipart,
  parseUrlencoded,
  path,
  serve,
} from '../../../src/web/http/index.ts'
import { uploads } from '../../support/own-temporary-folder.ts'
import { ask, testApp } from './helpers.ts'

const vectors = JSON.parse(readFileSync(new URL('../../conformance/forms.json', import.meta.url), 'utf8')) as {
  cases: { id: string; kind: string; [key: string]: unknown; expected: Record<string, never> }[]
}

const kinds: Record<string, string> = {
  TooManyFieldsSent: 'NUAGES_HTTP_TOO_MANY_FIELDS',
  TooManyFilesSent: 'NUAGES_HTTP_TOO_MANY_FILES',
  RequestDataTooBig: 'NUAGES_HTTP_BODY_TOO_LARGE',
  MultiPartParserError: 'NUAGES_HTTP_MULTIPART_INVALID',
}

test("urlencoded bodies read as Django's do", () => {
  for (const each of vectors.cases.filter((one) => one.kind === 'urlencoded')) {
    const read = () =>
      parseUrlencoded(each['body'] as string, {
        charset: each['encoding'] as string,
        ...(each['max_fields'] === undefined ? {} : { maxFields: each['max_fields'] as number }),
      })
    const wanted = each.expected as { error?: string; lists?: [string, string[]][] }
    if (wanted.error !== undefined) assert.throws(read, { code: kinds[wanted.error] }, each.id)
    else
      assert.deepEqual(
        [...read().keys()].map((name) => [name, read().getAll(name)]),
        wanted.lists,
        each.id,
      )
  }
})

async function* chunked(body: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size)
}

test("multipart bodies read as Django's do, whatever the chunks", async () => {
  for (const each of vectors.cases.filter(
    (one) => one.kind === 'multipart' && one['implementation_defined'] !== true,
  )) {
    const limits = {
      ...defaultLimits,
      fields: (each['max_fields'] as number | undefined) ?? 1000,
      files: (each['max_files'] as number | undefined) ?? 100,
      body: (each['max_memory_size'] as number | undefined) ?? defaultLimits.body,
    }
    const body = Buffer.from(each['body_base64'] as string, 'base64')
    const wanted = each.expected as {
      error?: string
      fields?: [string, string[]][]
      files?: [string, { name: string; size: number; content_type: string; content_base64: string }[]][]
    }
    for (const size of [1, 7, 4096]) {
      const read = parseMultipart(chunked(body, size), each['content_type'] as string, limits)
      if (wanted.error !== undefined) {
        await assert.rejects(read, { code: kinds[wanted.error] }, each.id)
        continue
      }
      const { form } = await read
      assert.deepEqual(
        [...form.keys()].map((name) => [name, form.getAll(name)]),
        wanted.fields,
        each.id,
      )
      const files = await Promise.all(
        [...form.files].map(async ([name, file]) => [
          name,
          file.name,
          file.type,
          file.size,
          Buffer.from(await file.bytes()).toString('base64'),
        ]),
      )
      const expected = wanted.files!.flatMap(([name, list]) =>
        list.map((f) => [name, f.name, f.content_type, f.size, f.content_base64]),
      )
      assert.deepEqual(files, expected, each.id)
    }
  }
})

test('malformed multipart bodies end, one way or the other, and leave nothing behind', async () => {
  const before = uploads()
  const good = Buffer.from(
    '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--B\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\ndata\r\n--B--\r\n',
  )
  await fc.assert(
    fc.asyncProperty(
      fc.nat(good.length),
      fc.nat(good.length),
      fc.uint8Array({ maxLength: 20 }),
      async (from, to, noise) => {
        const broken = Buffer.concat([good.subarray(0, from), noise, good.subarray(to)])
        await parseMultipart(chunked(broken, 16), 'multipart/form-data; boundary=B', {
          ...defaultLimits,
          memory: 1,
        }).then(
          (read) => read.discard(),
          (error: { code?: string }) => assert.match(error.code ?? '', /^NUAGES_HTTP_/),
        )
      },
    ),
    { numRuns: 150 },
  )
  assert.deepEqual(uploads(), before)
})

test('a large file goes to disk, can be moved, and is gone after the request', async () => {
  const target = join(tmpdir(), `nuages-test-${process.pid}`, 'kept.bin')
  let path1 = ''
  const app = testApp(
    [
      path('', async (request) => {
        const form = await request.form()
        const [one, two] = form.files.getAll('f')
        path1 = one!.path!
        await two!.moveTo(target)
        return json([one!.size, existsSync(path1), (await one!.bytes()).length, one!.name])
      }),
    ],
    { limits: { memory: 100 } },
  )
  const body = new FormData()
  body.append('f', new File([Buffer.alloc(5000, 1)], '../../one.bin'))
  body.append('f', new File([Buffer.alloc(200, 2)], 'two.bin'))
  const response = await ask(app, '/', { method: 'POST', body })
  assert.deepEqual(await response.json(), [5000, true, 5000, 'one.bin'])
  assert.equal(existsSync(path1), false)
  assert.equal(readFileSync(target).length, 200)
})

test('an upload over the limit is refused and cleared away', async () => {
  const before = uploads()
  const app = testApp([path('', async (request) => json([...(await request.form()).keys()]))], {
    limits: { upload: 3000, memory: 10 },
  })
  const body = new FormData()
  body.append('f', new File([Buffer.alloc(50_000)], 'x'))
  assert.equal((await ask(app, '/', { method: 'POST', body })).status, 413)
  assert.deepEqual(uploads(), before)
})

test('FormBody gives the last value, all values, and itself back', () => {
  const form = new FormBody([
    ['a', '1'],
    ['b', 'x y'],
    ['a', '2'],
  ])
  assert.deepEqual([form.get('a'), form.getAll('a'), form.get('c'), form.has('b')], ['2', ['1', '2'], null, true])
  assert.equal(String(form), 'a=1&a=2&b=x+y')
})

test('urlencoded text survives a round trip', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }))), (pairs) => {
      const sent = new URLSearchParams(pairs.map(([a, b]) => [a.toWellFormed(), b.toWellFormed()])).toString()
      assert.equal(
        String(new URLSearchParams([...parseUrlencoded(sent)].sort())),
        String(new URLSearchParams([...new URLSearchParams(sent)].sort())),
      )
    }),
  )
})

/** Sends the parts one after the other, and goes away then where `leave` says so; gives what was answered. */
const exchange = (port: number, parts: readonly string[], leave = false) =>
  new Promise<string>((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', async () => {
      for (const part of parts) {
        socket.write(part)
        await sleep(5)
      }
      if (leave) socket.destroy()
    })
    socket.on('data', (chunk) => {
      answer += chunk
      if (answer.includes('\r\n\r\n')) socket.destroy()
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })

test('a body is whole, whatever the pieces; too much or too little of it is an error', async () => {
  const seen: unknown[] = []
  const app = createApp({
    urls: [
      path('', async (request) => {
        const told = request.text().then(
          (text) => text,
          (error: { code: string }) => error.code,
        )
        seen.push(await told)
        return json({ length: (await request.text()).length })
      }),
    ],
    limits: { body: 10 },
  })
  const server = await serve(app, { port: 0 })
  try {
    const head = 'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n'
    const whole = await exchange(server.port, [`${head}Content-Length: 6\r\n\r\n`, 'ab', 'cdef'])
    assert.match(whole, /^HTTP\/1\.1 200 .*\{"length":6\}$/s)
    const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n`
    assert.match(await exchange(server.port, [chunked, '6\r\nabcdef\r\n', '6\r\nabcdef\r\n']), /^HTTP\/1\.1 413 /)
    assert.match(await exchange(server.port, [chunked, '0\r\n\r\n']), /^HTTP\/1\.1 200 .*\{"length":0\}$/s)
    await exchange(server.port, [`${head}Content-Length: 6\r\n\r\n`, 'ab'], true)
    while (seen.length < 4) await sleep(5)
    assert.deepEqual(seen, ['abcdef', 'NUAGES_HTTP_BODY_TOO_LARGE', '', 'NUAGES_HTTP_BODY_INCOMPLETE'])
  } finally {
    await server.close()
  }
})

test('urlencoded text that is no UTF-8 is read as browsers read it, a byte order mark is kept', () => {
  for (const sent of ['a=%ff%C3%B6+%', 'a=%EF%BB%BFx', '%E2%82=1&%zz=2', '\ufeffa=1'])
    assert.deepEqual([...parseUrlencoded(Buffer.from(sent))], [...new URLSearchParams(sent)])
})
