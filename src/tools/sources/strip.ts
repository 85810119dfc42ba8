import { Worker } from 'node:worker_threads'

/** TypeScript without its types, or why that cannot be. */
export type Stripped = { readonly code: string } | { readonly line: number | null; readonly problem: string }

/**
 * What the thread does: Node strips the types and keeps lines and columns. In a thread of its own, because a source that
 * is nested thousands of levels deep makes that part of Node unusable for the rest of the thread, and so that its warning
 * of being experimental stays there. A text and no file, so that it runs the same from the sources and from `dist/`.
 */
const thread = `
const { parentPort } = require('node:worker_threads')
const { stripTypeScriptTypes } = require('node:module')
process.emitWarning = () => {}
parentPort.on('message', (source) => {
  try {
    parentPort.postMessage({ code: stripTypeScriptTypes(source, { mode: 'strip' }) })
  } catch ({ code, message, stack }) {
    parentPort.postMessage({ failed: code, message, stack })
  }
})`

interface Failure {
  readonly failed?: string
  readonly message: string
  readonly stack: string
}

/** Strips types from one source after the other. Close it when done. */
export class TypeStripper implements AsyncDisposable {
  #worker: Worker | null = null

  /** A new thread starts where there is none. */
  async strip(source: string): Promise<Stripped> {
    const worker = (this.#worker ??= new Worker(thread, { eval: true }))
    const answer = await new Promise<{ code: string } | Failure>((resolve) => {
      const stop = (message: string) => resolve({ failed: 'ERR_INTERNAL_ASSERTION', message, stack: '' })
      const onError = (error: Error) => stop(error.message)
      const onExit = () => stop('the thread ended')
      worker.once('error', onError).once('exit', onExit)
      worker.once('message', (message) => {
        worker.off('error', onError).off('exit', onExit)
        resolve(message)
      })
      worker.postMessage(source)
    })
    if ('code' in answer) return answer
    if (answer.failed === 'ERR_INVALID_TYPESCRIPT_SYNTAX' || answer.failed === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') {
      const line = /^.*?:(\d+)\n/.exec(answer.stack)?.[1]
      return { line: line === undefined ? null : Number(line), problem: answer.message.split('\n')[0]! }
    }
    await this[Symbol.asyncDispose]()
    return { line: null, problem: 'it is nested too deeply to be read' }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const worker = this.#worker
    this.#worker = null
    await worker?.terminate()
  }
}
