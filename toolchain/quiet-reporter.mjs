// A test reporter for logs: failures and skips as they come, then node's own summary.

import { Transform } from 'node:stream'
import { spec } from 'node:test/reporters'

const quiet = new Set([
  'test:pass',
  'test:start',
  'test:enqueue',
  'test:dequeue',
  'test:stdout',
  'test:plan',
  'test:complete',
])

export default class QuietReporter extends Transform {
  #spec = new spec()

  constructor() {
    super({ writableObjectMode: true })
    this.#spec.on('data', (text) => this.push(text))
  }

  _transform(event, _encoding, done) {
    const skipped = event.type === 'test:pass' && event.data.skip !== undefined && event.data.skip !== false
    if (skipped) this.push(`skipped: ${event.data.name} (${event.data.skip})\n`)
    else if (!quiet.has(event.type)) return void this.#spec.write(event, () => done())
    done()
  }

  _flush(done) {
    this.#spec.end(() => done())
  }
}
