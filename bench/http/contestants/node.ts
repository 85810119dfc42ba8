/** Bare node:http: what the answers cost when nothing stands between them and the socket. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { Busboy } from '@fastify/busboy'
import type { Settings } from './contestant.ts'

export async function start({ headers, dir, hub }: Settings): Promise<number> {
  const fixed = Object.entries(headers).flat()
  const send = (response: ServerResponse, type: string, body: string) => {
    const length = String(Buffer.byteLength(body))
    response.writeHead(200, ['content-type', type, ...fixed, 'content-length', length])
    response.end(body)
  }
  const sendJson = (response: ServerResponse, value: unknown) =>
    send(response, 'application/json', JSON.stringify(value))

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/form/') {
      const form = new URLSearchParams(await text(request))
      sendJson(response, { name: form.get('name'), email: form.get('email') })
    } else if (request.url === '/upload/') {
      sendJson(response, { size: await sizeOfFile(request) })
    } else if (request.url === '/wait/') {
      await sleep(1000)
      send(response, 'text/plain; charset=utf-8', 'waited')
    } else if (request.url === '/static/site.css') {
      const path = join(dir, 'site.css')
      const { size, mtime, mtimeMs } = await stat(path)
      const about = ['etag', `"${mtimeMs.toString(16)}-${size.toString(16)}"`, 'last-modified', mtime.toUTCString()]
      const type = ['content-type', 'text/css; charset=utf-8', 'cache-control', 'no-cache', 'accept-ranges', 'bytes']
      response.writeHead(200, [...type, ...about, ...fixed, 'content-length', String(size)])
      createReadStream(path).pipe(response)
    } else {
      response.writeHead(404, ['content-length', '0'])
      response.end()
    }
  }
  const server = createServer((request, response) => {
    const url = request.url!
    if (url === '/plaintext/') return send(response, 'text/plain; charset=utf-8', 'Hello, World!')
    if (url === '/json/') return sendJson(response, { message: 'Hello, World!' })
    const book = /^\/books\/([0-9]+)\/$/.exec(url)
    if (book !== null) return sendJson(response, { id: Number(book[1]) })
    if (url === '/events/') {
      response.writeHead(200, ['content-type', 'text/event-stream', 'cache-control', 'no-store', ...fixed])
      response.flushHeaders()
      response.once(
        'close',
        hub.listen((data) => void response.write(`data: ${data}\n\n`)),
      )
      return
    }
    void answer(request, response)
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

function sizeOfFile(request: IncomingMessage): Promise<number> {
  return new Promise((resolve, reject) => {
    let size = 0
    const parser = new Busboy({ headers: request.headers as IncomingMessage['headers'] & { 'content-type': string } })
    parser.on('file', (_, file) => file.on('data', (chunk: Buffer) => (size += chunk.length)))
    parser.on('finish', () => resolve(size))
    parser.on('error', reject)
    request.pipe(parser)
  })
}
