import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { openRedis, redisScript } from '../../../src/data/redis/index.ts'
import { skipWithout } from '../../support/services.ts'

const skip = await skipWithout('redis')
const url = 'redis://127.0.0.1:6379/15'

const listening = async (server: Server, port = 0): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

test('commands and scripts', { skip }, async () => {
  await using redis = await openRedis(url)
  assert.equal(redis.location, '127.0.0.1:6379/15')
  assert.equal(redis.ready, true)
  const name = `nuages-test:${randomUUID()}`
  assert.equal(await redis.command('SET', name, 'é 1', 'PX', '60000'), 'OK')
  assert.equal(await redis.command('GET', name), 'é 1')
  assert.equal(await redis.command('GET', `${name}:none`), null)
  const script = redisScript(`return { KEYS[1], ARGV[1], '${randomUUID()}' }`)
  const [first, second] = (await redis.run(script, ['k'], ['v'])) as string[]
  assert.deepEqual([first, second], ['k', 'v'])
  assert.deepEqual(await redis.command('SCRIPT', 'EXISTS', script.sha1), [1])
  assert.equal(((await redis.run(script, ['k'], ['v'])) as string[])[0], 'k')
  await assert.rejects(redis.command('LPUSH', name, 'secret value'), (error: Error & { code: string }) => {
    assert.equal(error.code, 'NUAGES_REDIS_COMMAND')
    assert.equal(error.message, 'Redis refused the command LPUSH: WRONGTYPE.')
    return true
  })
  await redis.command('DEL', name)
  await redis.close()
  await assert.rejects(redis.command('PING'), { code: 'NUAGES_REDIS_CLOSED' })
})

test('a server that is away fails each command at once, and the password is never told', async () => {
  const server = createServer()
  const port = await listening(server)
  await new Promise((resolve) => server.close(resolve))
  const redis = await openRedis(`redis://somebody:hunter2@127.0.0.1:${port}/1`)
  assert.equal(redis.ready, false)
  await assert.rejects(redis.command('PING'), (error: Error & { code: string }) => {
    assert.equal(error.code, 'NUAGES_REDIS_AWAY')
    assert.equal(error.message, `Redis at 127.0.0.1:${port}/1 does not answer: ECONNREFUSED.`)
    assert.doesNotMatch(JSON.stringify(error) + String(error.cause), /hunter2/)
    return true
  })
  await redis.close()
})

test('a server that takes connections and says nothing holds nobody up', async () => {
  const sockets: Socket[] = []
  const server = createServer((socket) => sockets.push(socket))
  const redis = await openRedis(`redis://127.0.0.1:${await listening(server)}`, { timeout: 50, connectTimeout: 50 })
  await assert.rejects(redis.command('PING'), { code: 'NUAGES_REDIS_AWAY' })
  await redis.close()
  for (const socket of sockets) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
})

test('the connection comes back by itself', { skip }, async () => {
  const sockets = new Set<Socket>()
  const forward = () =>
    createServer((from) => {
      const to = connect(6379, '127.0.0.1')
      for (const socket of [from, to]) {
        sockets.add(socket)
        socket.on('error', () => {})
      }
      from.pipe(to).pipe(from)
    })
  const cut = async (server: Server) => {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of sockets) socket.destroy()
    await closed
  }
  const first = forward()
  const port = await listening(first)
  const redis = await openRedis(`redis://127.0.0.1:${port}/15`)
  assert.equal(await redis.command('PING'), 'PONG')
  await cut(first)
  while (redis.ready) await wait(5)
  await assert.rejects(redis.command('PING'), { code: 'NUAGES_REDIS_AWAY' })
  const second = forward()
  await listening(second, port)
  while (!redis.ready) await wait(5)
  assert.equal(await redis.command('PING'), 'PONG')
  await redis.close()
  await cut(second)
})

test('addresses that cannot be meant are refused without being repeated', async () => {
  for (const wrong of [
    '',
    'localhost:6379',
    'http://host/',
    'redis://',
    'redis://host/name',
    'redis://u:hunter2@host/x',
  ])
    await assert.rejects(openRedis(wrong), (error: Error & { code: string }) => {
      assert.equal(error.code, 'NUAGES_REDIS_BAD_URL', wrong)
      assert.doesNotMatch(error.message, /hunter2/)
      return true
    })
})
