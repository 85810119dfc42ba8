/** A thousand broken multipart bodies: each ends in a form or a coded 4xx, none in a hang, a file left behind or a crash. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NuagesError } from '../../src/base/errors/index.ts'
import { defaultLimits, parseMultipart } from '../../src/web/http/index.ts'
import { uploads } from '../support/own-temporary-folder.ts'

const whole = Buffer.from(
  [
    '--B',
    'Content-Disposition: form-data; name="title"',
    '',
    'héllo',
    '--B',
    'Content-Disposition: form-data; name="file"; filename="../../a\\b.txt"',
    'Content-Type: text/plain',
    '',
    'x'.repeat(300),
    '--B',
    'Content-Disposition: form-data; name="coded"; filename*=UTF-8\'\'n%C3%A4me.bin',
    'Content-Transfer-Encoding: base64',
    '',
    'aGVsbG8gd29ybGQ=',
    '--B',
    'Content-Disposition: form-data; name="__proto__"',
    '',
    'polluted',
    '--B--',
    '',
  ].join('\r\n'),
)
const types = [
  'multipart/form-data; boundary=B',
  'multipart/form-data; boundary="B"',
  'multipart/form-data; boundary=',
  'multipart/form-data',
  'multipart/form-data; boundary=B; charset=nonsense',
  `multipart/form-data; boundary=${'-'.repeat(70)}`,
]
const spice = [
  '\r\n',
  '\n',
  '\r',
  '--B',
  '--B--',
  '\0',
  '"',
  ';',
  ':',
  '=',
  '\xff',
  'name=',
  'filename=',
  'Content-Type:',
  '%',
]

/** A small generator of numbers that gives the same ones in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

function mutated(random: (below: number) => number): Buffer {
  let body = whole
  for (let i = random(5); i >= 0; i--) {
    const at = random(body.length)
    const end = at + random(40)
    const put = Buffer.from(spice[random(spice.length)]!, 'latin1')
    const kind = random(4)
    if (kind === 0) body = Buffer.concat([body.subarray(0, at), body.subarray(end)])
    else if (kind === 1) body = Buffer.concat([body.subarray(0, at), put, body.subarray(at)])
    else if (kind === 2) body = Buffer.concat([body.subarray(0, end), body.subarray(at)])
    else body = body.subarray(0, at + 1)
  }
  return body
}

async function* inChunks(body: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size)
}

test('1,000 mutations', async () => {
  const before = uploads()
  let read = 0
  for (let seed = 1; seed <= 1000; seed++) {
    const random = numbers(seed)
    const body = mutated(random)
    const type = types[random(10)] ?? types[0]!
    const limits = { ...defaultLimits, memory: random(2) * 100, files: 2, fields: 3 }
    const work = parseMultipart(inChunks(body, 1 + random(200)), type, limits).then(async (found) => {
      read++
      for (const [, file] of found.form.files) {
        assert.doesNotMatch(file.name, /[/\\\0]|^\.\.?$/)
        assert.equal((await file.bytes()).length, file.size)
      }
      await found.discard()
    })
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve('late'), 5000)
    })
    try {
      assert.notEqual(await Promise.race([work, late]), 'late', `seed ${seed} hangs`)
    } catch (error) {
      assert.ok(error instanceof NuagesError, `seed ${seed}: ${String(error)}`)
      assert.ok(error.status !== null && error.status >= 400 && error.status < 500, `seed ${seed}: ${error.code}`)
    } finally {
      clearTimeout(timer)
    }
  }
  assert.ok(read > 100, `${read} of them were still forms`)
  assert.deepEqual(uploads(), before)
  assert.equal(({} as { polluted?: string }).polluted, undefined)
})

test('a part that nobody wants and that breaks off ends in a code, not in an error that nobody hears', async () => {
  for (const name of [
    'name="file"; filename="."',
    'name="file"; filename=""',
    'filename="a.txt"',
    'name="file"; filename="a.txt"',
  ]) {
    const body = Buffer.from(`--B\r\nContent-Disposition: form-data; ${name}\r\nContent-Type: text/plain\r\n\r\nabc`)
    await assert.rejects(parseMultipart(inChunks(body, 7), types[0]!, defaultLimits), {
      code: 'NUAGES_HTTP_MULTIPART_INVALID',
    })
  }
  // Errors of streams come a moment later.
  await new Promise((resolve) => setImmediate(resolve))
})
