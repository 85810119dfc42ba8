import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contextErrors } from '../../../src/base/context/errors.ts'
import { createLogger, redacted, soundsSecret } from '../../../src/base/log/index.ts'

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
  assert.deepEqual(redacted({ user: { password: 'x', list: [{ token: 'y' }] }, own: 1 }, ['own']), {
    user: { password: '***', list: [{ token: '***' }] },
    own: '***',
  })
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
