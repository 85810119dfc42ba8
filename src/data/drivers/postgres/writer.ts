import type { DatabaseValue } from '../../query/index.ts'
import { Unsendable } from '../values.ts'
import { arrayText, momentText } from './encode.ts'

const initial = 4096

/**
 * Writes messages of PostgreSQL's protocol 3.0 one behind the other, to be sent in one go.
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export class MessageWriter {
  #buffer = Buffer.allocUnsafe(initial)
  #at = 0

  /** How much is written: give it to `rewind` to take back what came after. */
  get length(): number {
    return this.#at
  }

  rewind(length: number): void {
    this.#at = length
  }

  /** What was written since the last call. */
  take(): Buffer {
    const at = this.#at
    this.#at = 0
    if (at > initial * 4) {
      const all = this.#buffer.subarray(0, at)
      this.#buffer = Buffer.allocUnsafe(initial)
      return all
    }
    return Buffer.from(this.#buffer.subarray(0, at))
  }

  /** Prepares `text` under `statement` ('' for once); the server finds the parameters' types. */
  parse(statement: string, text: string): void {
    const start = this.#begin(0x50)
    this.#cstring(statement)
    this.#cstring(text)
    this.#int16(0)
    this.#end(start)
  }

  /** Values for a prepared statement. Throws `Unsendable` for a value that PostgreSQL cannot hold. */
  bind(portal: string, statement: string, values: readonly DatabaseValue[]): void {
    const count = values.length
    if (count > 65_535) throw new Unsendable(`it has ${count} values, and PostgreSQL takes 65,535`)
    const start = this.#begin(0x42)
    this.#cstring(portal)
    this.#cstring(statement)
    if (values.some(isBytes)) {
      this.#int16(count)
      for (const value of values) this.#int16(isBytes(value) ? 1 : 0)
    } else this.#int16(0)
    this.#int16(count)
    for (let i = 0; i < count; i++) this.#value(values[i], i)
    this.#int16(0)
    this.#end(start)
  }

  /** Asks for the columns of a portal. */
  describe(portal: string): void {
    const start = this.#begin(0x44)
    this.#byte(0x50)
    this.#cstring(portal)
    this.#end(start)
  }

  /** Asks for up to `rows` rows of a portal; 0 for all. */
  execute(portal: string, rows: number): void {
    const start = this.#begin(0x45)
    this.#cstring(portal)
    this.#int32(rows)
    this.#end(start)
  }

  /** Lets go of a prepared statement ('S') or a portal ('P'). */
  close(kind: 'S' | 'P', name: string): void {
    const start = this.#begin(0x43)
    this.#byte(kind.charCodeAt(0))
    this.#cstring(name)
    this.#end(start)
  }

  /** Ends a unit: the server answers with ReadyForQuery, and skips to here after an error. */
  sync(): void {
    this.#end(this.#begin(0x53))
  }

  /** Several statements as text. */
  query(text: string): void {
    const start = this.#begin(0x51)
    this.#cstring(text)
    this.#end(start)
  }

  /** Refuses to send rows by COPY. */
  copyFail(reason: string): void {
    const start = this.#begin(0x66)
    this.#cstring(reason)
    this.#end(start)
  }

  terminate(): void {
    this.#end(this.#begin(0x58))
  }

  #value(value: unknown, index: number): void {
    if (value === null) this.#int32(-1)
    else if (typeof value === 'string') this.#text(value, index)
    else if (typeof value === 'number' || typeof value === 'bigint') this.#short(String(value))
    else if (typeof value === 'boolean') this.#short(value ? 'true' : 'false')
    else if (isBytes(value)) this.#bytes(value)
    else if (value instanceof Date) this.#short(momentText(value))
    else if (Array.isArray(value)) this.#text(arrayText(value), index)
    else
      throw new Unsendable(`value ${index + 1} is ${value === undefined ? 'undefined' : `of the type ${typeof value}`}`)
  }

  #bytes(value: Uint8Array): void {
    this.#int32(value.length)
    this.#room(value.length)
    this.#buffer.set(value, this.#at)
    this.#at += value.length
  }

  #text(value: string, index: number): void {
    if (value.includes('\0'))
      throw new Unsendable(`value ${index + 1} has a NUL character, which PostgreSQL cannot hold`)
    if (!value.isWellFormed()) throw new Unsendable(`value ${index + 1} has half of a surrogate pair`)
    this.#room(value.length * 3 + 4)
    const written = this.#buffer.write(value, this.#at + 4, 'utf8')
    this.#buffer.writeInt32BE(written, this.#at)
    this.#at += written + 4
  }

  /** Text that is known to be ASCII. */
  #short(value: string): void {
    const { length } = value
    this.#int32(length)
    this.#room(length)
    const buffer = this.#buffer
    const at = this.#at
    for (let i = 0; i < length; i++) buffer[at + i] = value.charCodeAt(i)
    this.#at = at + length
  }

  #begin(type: number): number {
    this.#byte(type)
    const start = this.#at
    this.#room(4)
    this.#at += 4
    return start
  }

  #end(start: number): void {
    this.#buffer.writeInt32BE(this.#at - start, start)
  }

  #cstring(text: string): void {
    this.#room(text.length * 3 + 1)
    this.#at += text === '' ? 0 : this.#buffer.write(text, this.#at, 'utf8')
    this.#buffer[this.#at++] = 0
  }

  #byte(value: number): void {
    this.#room(1)
    this.#buffer[this.#at++] = value
  }

  #int16(value: number): void {
    this.#room(2)
    this.#at = this.#buffer.writeUInt16BE(value, this.#at)
  }

  #int32(value: number): void {
    this.#room(4)
    this.#at = this.#buffer.writeInt32BE(value, this.#at)
  }

  #room(size: number): void {
    const needed = this.#at + size
    if (needed <= this.#buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2))
    this.#buffer.copy(larger, 0, 0, this.#at)
    this.#buffer = larger
  }
}

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array
