import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import {
  defaultPasswordRules,
  maximumLength,
  minimumLength,
  noAddress,
  notBreached,
  oneAlphabet,
  passwordHelp,
  validatePassword,
} from '../../../src/apps/auth/index.ts'
import { provide, runInScope } from '../../../src/base/context/index.ts'
import { type LogRecord, logSettingsService } from '../../../src/base/log/index.ts'
import { ValidationError } from '../../../src/base/schema/index.ts'

async function codes(work: () => Promise<unknown>): Promise<(string | null)[]> {
  try {
    await work()
    return []
  } catch (error) {
    assert.ok(error instanceof ValidationError)
    return error.issues.map(({ code }) => code)
  }
}

/** A server with a list of breached passwords, in the form of Have I Been Pwned. */
async function breaches(t: TestContext, known: Readonly<Record<string, number>>) {
  const asked: IncomingMessage[] = []
  const state = { status: 200, hang: false }
  const server = createServer((request, response) => {
    asked.push(request)
    if (state.hang) return
    const prefix = request.url!.slice(-5)
    const lines = Object.entries(known)
      .map(([password, count]) => [createHash('sha1').update(password).digest('hex').toUpperCase(), count] as const)
      .filter(([hash]) => hash.startsWith(prefix))
      .map(([hash, count]) => `${hash.slice(5)}:${count}`)
    response.writeHead(state.status).end([`${'0'.repeat(35)}:0`, ...lines, `${'F'.repeat(35)}:0`].join('\r\n'))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/range/`, asked, state }
}

/** What the work logs. */
async function logged<T>(work: () => Promise<T>): Promise<{ value: T; lines: LogRecord[] }> {
  const lines: LogRecord[] = []
  const scope = {
    services: new Map([provide(logSettingsService, { sink: { write: (line) => void lines.push(line) } })]),
  }
  return { value: await runInScope(scope, work), lines }
}

test('five digits of a hash leave the server, and padding is asked for and understood', async (t) => {
  const { url, asked } = await breaches(t, { 'correct horse': 3, 'only padding': 0 })
  const rules = [notBreached({ url })]
  assert.deepEqual(await codes(() => validatePassword('correct horse', null, rules)), ['password_breached'])
  assert.deepEqual(await validatePassword('only padding', null, rules), { unchecked: [] })
  assert.deepEqual(await validatePassword('nobody has this one', null, rules), { unchecked: [] })
  assert.deepEqual(await validatePassword('correct horse', null, [notBreached({ url, least: 4 })]), { unchecked: [] })
  for (const { url: path, headers } of asked) {
    assert.match(path!, /^\/range\/[0-9A-F]{5}$/)
    assert.equal(headers['add-padding'], 'true')
  }
})

test('a password that other rules refuse is not asked about', async (t) => {
  const { url, asked } = await breaches(t, {})
  await codes(() => validatePassword('1234', null, [...defaultPasswordRules, notBreached({ url })]))
  assert.equal(asked.length, 0)
})

test('where the server is away or slow passwords are taken, the caller is told, and the log warns once', async (t) => {
  const { url, state } = await breaches(t, { 'correct horse': 3 })
  const rules = [minimumLength(), notBreached({ url, timeout: 100 })]
  const ask = () => validatePassword('correct horse', null, rules)
  state.status = 503
  const { lines } = await logged(async () => {
    assert.deepEqual(await ask(), { unchecked: ['notBreached'] })
    assert.deepEqual(await ask(), { unchecked: ['notBreached'] })
    state.status = 200
    state.hang = true
    assert.deepEqual(await ask(), { unchecked: ['notBreached'] })
    state.hang = false
    assert.deepEqual(await codes(ask), ['password_breached'])
  })
  assert.deepEqual(
    lines.map(({ level }) => level),
    ['warn', 'info'],
  )
  assert.ok(!JSON.stringify(lines).includes('correct horse'))
  const gone = notBreached({ fetch: () => Promise.reject(new TypeError('no network')) })
  const { value } = await logged(() => validatePassword('correct horse', null, [gone]))
  assert.deepEqual(value, { unchecked: ['notBreached'] })
})

test('whatever the rules, what cannot be hashed is refused', async () => {
  assert.deepEqual(await codes(() => validatePassword('x'.repeat(4097), null, [])), ['password_too_long'])
  assert.deepEqual(await codes(() => validatePassword('half \ud800', null, [])), ['password_unreadable'])
  assert.deepEqual(await codes(() => validatePassword('null \0 is a character', null, [])), [])
  assert.deepEqual(await codes(() => validatePassword('far too long', null, [maximumLength(5)])), ['password_too_long'])
})

test('each rule says what to do before people choose', () => {
  assert.deepEqual(passwordHelp([minimumLength(10), maximumLength(), notBreached()]).map(String), [
    'At least 10 characters.',
    'At most 4096 characters.',
    'Not one that is known from a breach of another site.',
  ])
  assert.equal(passwordHelp().length, 4)
})

test('names of two alphabets that look alike are refused, those of one or of unlike ones are not', () => {
  const { check } = oneAlphabet()
  for (const name of [
    'ada',
    'Ада',
    'Αδα',
    'ada42',
    '田中tanaka',
    'ガalpha',
    '김kim',
    'محمد',
    'élodie',
    'ß',
    '@.+-_',
    '',
  ])
    assert.equal(check(name), null, name)
  for (const name of ['аda', 'pаypal', 'αdmin', 'АΑ', 'rооt', 'Աda'])
    assert.equal(check(name)?.code, 'username_mixed_alphabets', name)
  assert.equal(noAddress().check('ada@example.org')?.code, 'username_address')
  assert.equal(noAddress().check('ada'), null)
})
