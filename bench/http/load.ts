/** Sends `count` pipelined-free keep-alive requests over `connections` sockets as fast as they are answered: `node load.ts PORT PATH COUNT`. */
import { connect } from 'node:net'

const [port, path, count] = [Number(process.argv[2]), process.argv[3] ?? '/', Number(process.argv[4] ?? 1000)]
const connections = 16
const message = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: */*\r\nUser-Agent: bench\r\n\r\n`

function run(share: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(message))
    socket.setNoDelay(true)
    let left = share
    socket.on('data', (chunk) => {
      const text = chunk.toString('latin1')
      if (!text.startsWith('HTTP/1.1 200')) reject(new TypeError(text.slice(0, 200)))
      if (--left > 0) socket.write(message)
      else socket.end(resolve)
    })
    socket.on('error', reject)
  })
}

await Promise.all(Array.from({ length: connections }, () => run(Math.ceil(count / connections))))
