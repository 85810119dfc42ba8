import { Worker } from 'node:worker_threads'

/** Plain JavaScript: what runs here is no module of this package, and finds the library by its address. */
const thread = `
const { parentPort, workerData } = require('node:worker_threads')
import(workerData.library).then(({ default: bcrypt }) => {
  parentPort.postMessage(bcrypt.hashSync(workerData.password, workerData.salt))
})
`

/**
 * bcrypt in a thread of its own. The library is JavaScript: its asynchronous form holds the event loop for 100 ms at a time
 * (measured), and a thread that starts anew costs 30 ms once for a user, whose hash is then replaced.
 */
export function bcryptThread(password: string, salt: string): Promise<string> {
  const workerData = { library: import.meta.resolve('bcryptjs'), password, salt }
  const worker = new Worker(thread, { eval: true, execArgv: [], workerData })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    // Nobody hears of it where there was a message.
    worker.once('exit', () => reject(new DOMException('The thread of bcrypt ended without an answer', 'AbortError')))
  })
}
