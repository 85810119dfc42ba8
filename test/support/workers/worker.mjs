// A worker as small as can be, for tests of who keeps workers: it does what the file `mode` in its folder says, and answers with it.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'

const task = JSON.parse(process.env.NUAGES_WORKER)
const mode = readFileSync(join(task.dir, 'mode'), 'utf8')
if (mode === 'ends at once') process.exit(3)
if (mode === 'never serves') setInterval(() => {}, 1000)
else {
  const heard = []
  const server = createServer((request, response) => {
    if (request.url === '/publish') process.send({ type: 'nuages:channel', channel: 'test', message: process.pid })
    if (request.url === '/fail') {
      process.send({ type: 'failing' })
      setTimeout(() => process.exit(1), 200)
    }
    response.setHeader('connection', 'close')
    response.end(JSON.stringify({ pid: process.pid, mode, first: task.first, heard }))
  })
  let open = 0
  let draining = false
  const leave = () => draining && open === 0 && process.exit(0)
  process.on('message', (message, connection) => {
    if (message.type === 'connection') {
      process.send({ type: 'taken', id: message.id })
      if (connection === undefined) return
      open++
      connection.once('close', () => {
        open--
        leave()
      })
      server.emit('connection', connection)
      connection.resume()
    }
    if (message.type === 'drain') {
      draining = true
      leave()
    }
    if (message.type === 'nuages:channel') heard.push(message.message)
  })
  process.on('disconnect', () => process.exit(0))
  const place = { port: 0, host: '127.0.0.1' }
  process.send({ type: 'ready', place, secure: false, closeTimeout: 1000, closeDelay: 0 })
  if (mode === 'ends soon') setTimeout(() => process.exit(4), 20)
}
