/** The clients, in a process of their own: sends what its parent orders, over keep-alive connections, as fast as it is answered. */
import { connect, type Socket } from 'node:net'
import type { Task } from './clients.ts'

process.on('message', async (task: Task) => {
  try {
    if (task.kind === 'requests') await requests(task)
    else await streams(task)
    process.send!({})
  } catch (error) {
    process.send!({ error: String(error) })
  }
})

async function requests({ port, message, count, connections }: Extract<Task, { kind: 'requests' }>): Promise<void> {
  const bytes = Buffer.from(message, 'base64')
  const each = Math.ceil(count / connections)
  await Promise.all(Array.from({ length: connections }, () => client(port, bytes, each)))
}

/** One connection that sends `count` requests, each when the one before was answered. */
function client(port: number, message: Buffer, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let left = count
    /** Bytes of the answer that are still to come; -1 while its headers are. */
    let missing = -1
    let head = ''
    const socket = connect(port, '127.0.0.1', () => void socket.write(message))
    socket.setNoDelay(true)
    const answered = () => {
      missing = -1
      head = ''
      if (--left > 0) socket.write(message)
      else socket.end(resolve)
    }
    socket.on('data', (chunk) => {
      if (missing === -1) {
        head += chunk.toString('latin1')
        const end = head.indexOf('\r\n\r\n')
        if (end === -1) return
        const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
        if (!head.startsWith('HTTP/1.1 200') || length === undefined) return reject(new TypeError(head.slice(0, 300)))
        missing = Number(length) - (head.length - end - 4)
      } else missing -= chunk.length
      if (missing === 0) answered()
    })
    socket.on('error', reject)
    socket.on('close', () => left > 0 && reject(new TypeError('the server closed the connection')))
  })
}

const open: Socket[] = []
let seen = 0

/** Opens streams of events; or waits until all of those that are open have brought `events`, and closes them. */
async function streams({ port, clients, events }: Extract<Task, { kind: 'streams' }>): Promise<void> {
  if (events === 0) {
    seen = 0
    for (let i = 0; i < clients; i++) open.push(await stream(port))
    return
  }
  while (seen < clients * events) await new Promise((resolve) => setTimeout(resolve, 5))
  for (const socket of open.splice(0)) socket.destroy()
}

function stream(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`GET /events/ HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: text/event-stream\r\n\r\n`)
    })
    // Every event ends with the sign that is counted here.
    socket.on('data', (chunk) => {
      resolve(socket)
      for (let at = chunk.indexOf(126); at !== -1; at = chunk.indexOf(126, at + 1)) seen++
    })
    socket.on('error', reject)
  })
}
