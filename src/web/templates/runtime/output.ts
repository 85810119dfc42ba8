import { ReadableStream } from 'node:stream/web'

/** As many characters are sent on at once, where nothing else asks for it earlier. */
const enough = 16_384

/** As many characters may wait for the reader before rendering does. */
const ahead = 65_536

/** Thrown by a rendering whose reader has gone: it ends, and nobody hears of it. */
export const halted: unique symbol = Symbol('nuages.templates.halted')

/**
 * Where a streamed rendering writes to. The compiled functions hand over what they have at each tag (`give`); it is sent on when
 * there is enough of it, at `{% flush %}`, and when the rendering waits for something. While a part is held (its text
 * goes into a filter or a variable first) nothing is taken.
 */
export class Output {
  /** How many parts that are being captured the rendering is in. */
  held = 0
  /** Whether there is enough to be sent on. */
  full = false
  /** Settled when the first text is sent on, or when the rendering ends. */
  readonly begun: Promise<void>
  readonly stream: ReadableStream<string>
  #begin!: () => void
  #fail!: (error: unknown) => void
  #controller!: ReadableStreamDefaultController<string>
  #text = ''
  #stopped = false
  #wake: (() => void) | null = null

  /** `render` gets the text that was not given yet as its result; it is called at once. */
  constructor(render: (out: Output) => Promise<string>) {
    this.begun = new Promise((resolve, reject) => {
      this.#begin = resolve
      this.#fail = reject
    })
    this.begun.catch(() => {})
    this.stream = new ReadableStream<string>(
      {
        start: (controller) => {
          this.#controller = controller
        },
        pull: () => this.#wake?.(),
        cancel: () => {
          this.#stopped = true
          this.#wake?.()
        },
      },
      { highWaterMark: ahead, size: (text) => text.length },
    )
    render(this).then(
      (rest) => this.#end(rest),
      (error: unknown) => this.#break(error),
    )
  }

  /** Takes text, and returns what the caller keeps of it: nothing, or all where a part is held. */
  give(text: string): string {
    if (this.held > 0) return text
    this.#text += text
    if (this.#text.length >= enough) this.full = true
    return ''
  }

  /** Sends on what there is, and waits until the reader wants more. Throws `halted` where the reader has gone. */
  async drain(): Promise<void> {
    this.#send(false)
    while (!this.#stopped && (this.#controller.desiredSize ?? 0) <= 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      this.#wake = null
    }
    if (this.#stopped) throw halted
  }

  /** Waits for a value; what was written so far is sent on if that takes longer than what is ready in this turn. */
  async during<T>(waiting: Promise<T>): Promise<T> {
    const soon = setImmediate(() => this.#send(false))
    let value: T
    try {
      value = await waiting
    } finally {
      clearImmediate(soon)
    }
    if (this.#stopped) throw halted
    return value
  }

  /** Whether the reader has gone. */
  get stopped(): boolean {
    return this.#stopped
  }

  #send(all: boolean): void {
    let text = this.#text
    let kept = ''
    // Half a character waits for its other half, or it would be lost where the text becomes bytes.
    if (!all && /[\uD800-\uDBFF]$/.test(text)) {
      kept = text.slice(-1)
      text = text.slice(0, -1)
    }
    this.#text = kept
    this.full = false
    if (text === '' || this.#stopped) return
    this.#controller.enqueue(text)
    this.#begin()
  }

  #end(rest: string): void {
    this.#text += rest
    this.#send(true)
    if (!this.#stopped) this.#controller.close()
    this.#begin()
  }

  #break(error: unknown): void {
    this.#text = ''
    if (!this.#stopped) this.#controller.error(error)
    this.#fail(error)
  }
}

/** The same text as UTF-8. */
export function encoded(text: ReadableStream<string>): ReadableStream<Uint8Array> {
  const reader = text.getReader()
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(encoder.encode(value))
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}
