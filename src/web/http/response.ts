import { ReadableStream } from 'node:stream/web'
import type { NuagesError } from '../../base/errors/index.ts'
import { httpErrors } from './errors.ts'
import { FileBody } from './file-body.ts'
import { LightHeaders } from './headers.ts'
import { shapeOf } from './shape.ts'

export { FileBody } from './file-body.ts'

/** What a response may send: nothing, text, bytes, a file, or chunks as they come. */
export type LightBody = string | Uint8Array | FileBody | AsyncIterable<string | Uint8Array> | null

export interface LightResponseInit {
  readonly status?: number
  readonly statusText?: string
  readonly headers?: HeadersInit
}

/**
 * A `Response` that holds its body as it was given. The node adapter writes it without streams or copies; asked for
 * anything of the Fetch standard it behaves like the global one, and `toResponse()` makes a global one of it.
 */
export class LightResponse extends shapeOf(Response) {
  override readonly status: number
  override readonly statusText: string
  /** The error whose page the application puts here, or null. */
  readonly failure: NuagesError | null
  #headers: LightHeaders | null = null
  #body: LightBody
  #used = false
  #sent = false
  #stream: ReadableStream<Uint8Array> | null = null

  constructor(body: LightBody, init: LightResponseInit = {}, failure: NuagesError | null = null) {
    super()
    const status = init.status ?? 200
    if (!Number.isInteger(status) || status < 200 || status > 599) throw httpErrors.INVALID_STATUS({ status })
    this.status = status
    this.statusText = init.statusText ?? ''
    this.failure = failure
    this.#body = status === 204 || status === 205 || status === 304 ? null : body
    if (init.headers !== undefined) this.#headers = LightHeaders.from(init.headers)
  }

  /** Any response as a light one with headers that can be changed. Throws `NUAGES_HTTP_RESPONSE_USED` and `…_INVALID_HEADER`. */
  static from(response: Response): LightResponse {
    if (response instanceof LightResponse) return response
    if (response.bodyUsed || response.body?.locked) throw httpErrors.RESPONSE_USED()
    return new LightResponse(response.body as AsyncIterable<Uint8Array> | null, {
      status: response.status === 0 ? 500 : response.status,
      statusText: response.statusText,
      headers: response.headers,
    })
  }

  override get headers(): LightHeaders {
    return (this.#headers ??= new LightHeaders())
  }

  /** The body as it was given; taking it uses it up where it is a stream. */
  get content(): LightBody {
    return this.#stream ?? this.#body
  }

  /** The same status and headers with another body (and status). */
  with(body: LightBody, status: number = this.status): LightResponse {
    const copy = new LightResponse(body, status === this.status ? this : { status })
    copy.#headers = this.#headers
    return copy
  }

  /** For the application: true the first time. Whoever got the answer a second time would get the first one's cookies with it. */
  static claim(response: LightResponse): boolean {
    if (response.#sent) return false
    response.#sent = true
    return true
  }

  override get ok(): boolean {
    return this.status >= 200 && this.status < 300
  }
  override get redirected(): boolean {
    return false
  }
  override get type(): ResponseType {
    return 'default'
  }
  override get url(): string {
    return ''
  }

  override get bodyUsed(): boolean {
    return this.#used || (this.#stream?.locked ?? false)
  }

  override get body(): globalThis.ReadableStream<Uint8Array<ArrayBuffer>> | null {
    if (this.#body === null) return null
    this.#stream ??= toStream(this.#body)
    return this.#stream as globalThis.ReadableStream<Uint8Array<ArrayBuffer>>
  }

  override async text(): Promise<string> {
    if (typeof this.#body === 'string' && this.#stream === null) {
      this.#use()
      return this.#body
    }
    return new TextDecoder().decode(await this.bytes())
  }

  override async json(): Promise<unknown> {
    return JSON.parse(await this.text())
  }

  override async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    const stream = this.body
    this.#use()
    if (stream === null) return new Uint8Array()
    const chunks: Uint8Array[] = []
    for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) chunks.push(chunk)
    return new Uint8Array(Buffer.concat(chunks))
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    return (await this.bytes()).buffer
  }

  override async blob(): Promise<Blob> {
    return new Blob([await this.bytes()], { type: this.headers.get('content-type') ?? '' })
  }

  override formData(): Promise<FormData> {
    return this.toResponse().formData()
  }

  override clone(): LightResponse {
    if (this.bodyUsed) throw httpErrors.RESPONSE_USED()
    const headers = LightHeaders.from(this.headers)
    if (typeof this.#body === 'string' || this.#body instanceof Uint8Array || this.#body instanceof FileBody) {
      if (this.#stream === null) return new LightResponse(this.#body, { status: this.status, headers }, this.failure)
    }
    if (this.#body === null) return new LightResponse(null, { status: this.status, headers }, this.failure)
    const [mine, theirs] = (this.body as unknown as ReadableStream<Uint8Array>).tee()
    this.#stream = mine
    return new LightResponse(theirs, { status: this.status, headers }, this.failure)
  }

  /** A global `Response` with the same status, headers and body. */
  toResponse(): Response {
    const body = this.content
    const plain = body === null || typeof body === 'string' || body instanceof Uint8Array
    if (!plain) this.#used = true
    return new Response((plain ? body : toStream(body)) as BodyInit | null, {
      status: this.status,
      statusText: this.statusText,
      headers: [...this.headers],
    })
  }

  #use(): void {
    if (this.#used) throw httpErrors.RESPONSE_USED()
    this.#used = true
  }
}

const encoder = new TextEncoder()

function toStream(body: Exclude<LightBody, null>): ReadableStream<Uint8Array> {
  if (body instanceof ReadableStream) return body
  if (typeof body === 'string') return ReadableStream.from([encoder.encode(body)])
  if (body instanceof Uint8Array) return ReadableStream.from([body])
  const open = (): AsyncIterable<string | Uint8Array> => (body instanceof FileBody ? body.open() : body)
  let iterator: AsyncIterator<string | Uint8Array> | null = null
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        // A file is opened when the first chunk is asked for: nobody would hear of its errors before.
        iterator ??= open()[Symbol.asyncIterator]()
        const { done, value } = await iterator.next()
        if (done) controller.close()
        else controller.enqueue(typeof value === 'string' ? encoder.encode(value) : value)
      },
      /** Not waited for: a generator in the middle of an await ends when that does. */
      cancel() {
        if (iterator === null && body instanceof FileBody) return
        Promise.try(() => (iterator ?? open()[Symbol.asyncIterator]()).return?.()).catch(() => {})
      },
    },
    { highWaterMark: 0 },
  )
}
