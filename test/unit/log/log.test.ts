import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { contextErrors } from '../../../src/base/context/errors.ts'
import { provide, runInScope } from '../../../src/base/context/index.ts'
import {
  createLogger,
  type LogRecord,
  logContextService,
  logSettingsService,
  pinoSink,
  secretNames,
  secretNamesService,
  soundsSecret,
  withoutSecrets,
} from '../../../src/base/log/index.ts'

function lines(options: Parameters<typeof createLogger>[0]): {
  written: string[]
  logger: ReturnType<typeof createLogger>
} {
  const written: string[] = []
  const now = () => new Date('2026-01-02T03:04:05.678Z')
  return { written, logger: createLogger({ now, write: (line) => written.push(line), ...options }) }
}

test('JSON lines carry time, level, name, message and fields', () => {
  const { written, logger } = lines({ format: 'json', name: 'shop' })
  logger.child({ request: 7 }).info('sold', { item: 'book', count: 3n })
  assert.deepEqual(JSON.parse(written[0]!), {
    time: '2026-01-02T03:04:05.678Z',
    level: 'info',
    name: 'shop',
    message: 'sold',
    request: 7,
    item: 'book',
    count: '3',
  })
})

test('text is one line a message, whatever it holds, and errors stand below with code and hint', () => {
  const { written, logger } = lines({ format: 'text', name: 'shop' })
  logger.warn('two\nlines\x1b[31m', { a: 'b\r\nc' })
  assert.equal(written[0], '03:04:05 warn  shop: two\\x0alines\\x1b[31m a=b\\x0d\\x0ac')
  logger.error('failed', { error: contextErrors.NO_PROJECT({ service: 'models' }, { cause: new TypeError('deeper') }) })
  assert.match(written[1]!, /^03:04:05 error shop: failed\n {2}NuagesError: There is no current project/)
  assert.match(written[1]!, /NUAGES_CONTEXT_NO_PROJECT: Start the project first/)
  assert.match(written[1]!, /caused by TypeError: deeper/)
})

test('levels', () => {
  const { written, logger } = lines({ format: 'text', level: 'warn' })
  logger.info('no')
  logger.warn('yes')
  assert.deepEqual([written.length, logger.enabled('info'), logger.enabled('error')], [1, false, true])
  const silent = lines({ level: 'silent' })
  silent.logger.error('nothing')
  assert.equal(silent.written.length, 0)
})

test('secrets are masked by name, at any depth', () => {
  for (const name of [
    'password',
    'newPassword',
    'api_key',
    'apiKey',
    'Authorization',
    'set-cookie',
    'csrfmiddlewaretoken',
    'sessionid',
    'client_secret',
    'accessToken',
  ])
    assert.ok(soundsSecret(name), name)
  for (const name of ['name', 'path', 'compass', 'status', 'author', 'passenger']) assert.ok(!soundsSecret(name), name)
})

/** What JSON and text lines make of fields. */
function written(fields: Record<string, unknown>, message = 'x'): string {
  return (['json', 'text'] as const)
    .map((format) => {
      const { logger, written: lines_ } = lines({ format, redact: ['own'] })
      logger.info(message, fields)
      return lines_.join('\n')
    })
    .join('\n')
}

test('values under secret names are nowhere in a line, at any depth and in objects of any class', () => {
  class Settings {
    readonly password = 'planted'
    readonly inner = { deeper: [{ and: { deeper: { still: { further: { apiKey: 'planted' } } } } }] }
  }
  for (const fields of [
    { password: 'planted' },
    { own: 'planted' },
    { user: { token: ['planted'], list: [{ pin: 'planted' }] } },
    { settings: new Settings() },
    {
      headers: [
        ['Authorization', 'planted'],
        ['cookie', 'planted'],
      ],
    },
    { headers: { 'x-api-key': 'planted', cookie: { a: 'planted' } } },
    { error: new Error('x', { cause: new Error('GET https://api.example/?access_token=planted#x') }) },
    { settings: { toJSON: () => ({ secretKey: 'planted' }) } },
  ])
    assert.doesNotMatch(written(fields), /planted/, JSON.stringify(fields))
  assert.match(written({ user: { name: 'shown', author: 'shown too' } }), /shown[\s\S]+shown too/)
})

test('two texts under a name are a list, and no name with its value', () => {
  const methods = ['password', 'totp']
  assert.equal(written({ methods, data: { methods } }).split('totp').length - 1, 4)
})

test('passwords and secret parameters in addresses are masked in every text, values of Authorization headers too', () => {
  for (const text of [
    'connect postgres://app:planted@db.example:5432/news failed',
    'postgres://app:pla@planted@db.example/news',
    'redis://:planted@localhost',
    'GET /reset/?token=planted&next=/',
    'https://s3.example/x?a=1&X-Amz-Signature=planted',
    '/?api%5Fkey=planted',
    'sent Authorization: Bearer plantedplanted1.x-y_z',
    'Basic planted1cGxhbnRlZA==',
  ]) {
    const own = { url: text, list: [text], error: new TypeError(text) }
    assert.doesNotMatch(written(own, text), /planted/, text)
    assert.doesNotMatch(written({ at: { href: text } }), /planted/, text)
  }
  for (const text of [
    'https://example.org/a?page=2&q=x',
    'mailto:a@b.example',
    'http://host:80/x',
    'Basic authentication is off',
    'a=b',
  ])
    assert.equal(withoutSecrets(text), text)
  assert.equal(withoutSecrets('postgres://app:x@db.example/news'), 'postgres://app:***@db.example/news')
  assert.equal(written({ url: new URL('https://u:planted@h.example/?password=planted') }).includes('planted'), false)
})

test('a project may call more names secret; the names of a line and of errors stay', () => {
  const scope = {
    services: new Map([provide(secretNamesService, secretNames(['tax_number', 'message', 'code', '-']))]),
  }
  const line = runInScope(scope, () => {
    const error = contextErrors.NO_PROJECT({ service: 'models' })
    return written({ taxNumber: 'planted', person: { 'tax-number': 'planted', message: 'planted' }, error })
  })
  assert.doesNotMatch(line, /planted/)
  assert.match(line, /NUAGES_CONTEXT_NO_PROJECT[\s\S]+There is no current project/)
  assert.equal(soundsSecret('taxNumber'), false)
})

test('what cannot be written is left out, and nobody is hurt', () => {
  const round: Record<string, unknown> = {}
  round['self'] = round
  const { logger } = lines({
    format: 'json',
    write: () => {
      throw new TypeError('disk full')
    },
  })
  logger.info('x', { round })
})

test('a line is written without its fields where they cannot be, and with big integers', () => {
  const round: Record<string, unknown> = {}
  round['self'] = round
  for (const format of ['json', 'text'] as const) {
    const { logger, written } = lines({ format })
    logger.info('round', { round })
    logger.info('big', { id: 12345678901234567890n, list: [1n] })
    assert.match(written[0]!, /round/)
    assert.match(written[1]!, /12345678901234567890[\s\S]*\["?1"?\]/)
  }
})

test('a line carries what the context says, unless it says it itself', () => {
  const { written, logger } = lines({ format: 'json', name: 'shop' })
  const scope = { services: new Map([provide(logContextService, () => ({ requestId: 'r1', token: 'x', user: 4 }))]) }
  runInScope(scope, () => {
    logger.info('sold')
    logger.child({ user: 5 }).info('sold', { requestId: 'own' })
  })
  logger.info('elsewhere')
  const facts = written.map((line) => {
    const { requestId, token, user } = JSON.parse(line) as Record<string, unknown>
    return [requestId, token, user]
  })
  assert.deepEqual(facts, [
    ['r1', '***', 4],
    ['own', '***', 5],
    [undefined, undefined, undefined],
  ])
})

test('errors whose causes go in a circle, and several in one, are written once each', () => {
  const outer = new Error('outer')
  const inner = new AggregateError([new Error('first'), outer, 'no error'], 'inner')
  outer.cause = inner
  for (const format of ['json', 'text'] as const) {
    const { written, logger } = lines({ format })
    logger.error('failed', { error: outer })
    for (const message of ['outer', 'inner', 'first'])
      assert.equal(written[0]!.match(new RegExp(`Error: ${message}\\b`, 'g'))?.length, 1, written[0])
  }
})

test('what an error says of itself is shown at any depth, also under names that a project calls secret', () => {
  const { written, logger } = lines({ format: 'json' })
  const scope = { services: new Map([provide(secretNamesService, secretNames(['message']))]) }
  runInScope(scope, () => logger.error('failed', { error: new Error('a', { cause: new Error('b') }) }))
  const { error } = JSON.parse(written[0]!) as { error: { message: string; cause: { message: string } } }
  assert.deepEqual([error.message, error.cause.message], ['a', 'b'])
})

test('a project says how its loggers log, where they say nothing themselves', () => {
  const records: LogRecord[] = []
  const sink = { write: (record: LogRecord) => void records.push(record) }
  const logger = createLogger({ name: 'shop' })
  const own = createLogger({ name: 'own', level: 'trace' })
  const settings = provide(logSettingsService, { level: 'warn' as const, sink })
  runInScope({ services: new Map([settings]) }, () => {
    assert.deepEqual([logger.enabled('info'), own.enabled('trace')], [false, true])
    logger.info('not this')
    logger.warn('this', { password: 'x', deep: [{ token: 'y' }], error: new TypeError('at http://u:p@h/?token=z') })
    own.trace('and this')
  })
  assert.deepEqual(
    records.map(({ name, level, message }) => [name, level, message]),
    [
      ['shop', 'warn', 'this'],
      ['own', 'trace', 'and this'],
    ],
  )
  const { password, deep, error } = records[0]!.fields as {
    password: string
    deep: unknown
    error: { message: string }
  }
  assert.deepEqual([password, deep, error.message], ['***', [{ token: '***' }], 'at http://u:***@h/?token=***'])
})

test('pino writes the records of a project', () => {
  const written: string[] = []
  const logger = createLogger({
    name: 'shop',
    sink: pinoSink(pino({ level: 'info' }, { write: (line: string) => void written.push(line) })),
  })
  logger.debug('less than pino writes')
  logger.error('failed', { order: 7, secret: 's', error: new RangeError('too far') })
  assert.equal(written.length, 1)
  const { level, name, msg, order, secret, error } = JSON.parse(written[0]!)
  assert.deepEqual([level, name, msg, order, secret, error.type], [50, 'shop', 'failed', 7, '***', 'RangeError'])
})
