import { integerText } from '../codec.ts'
import type { CacheStore } from '../store.ts'

export interface MemoryStoreOptions {
  /** Bytes that keys and texts may take up together; beyond them go the entries that were not used for longest. Default 64 MiB. */
  readonly size?: number
  /** A clock in milliseconds that only goes forward. Default: that of the process, which nobody puts back. */
  readonly now?: () => number
}

/** One entry, and its neighbours in the order of use. */
interface Kept {
  readonly key: string
  text: string
  size: number
  /** When it ends, by the clock; Infinity for never. */
  until: number
  older: Kept | null
  newer: Kept | null
}

/** What an entry costs beside its characters, about: measured with 200,000 small ones. */
const overhead = 160

/** Characters outside of ASCII make a whole string take two bytes for each. */
function bytesOf(text: string): number {
  const bytes = Buffer.byteLength(text)
  return bytes === text.length ? bytes : Math.max(bytes, text.length * 2)
}

/**
 * Keeps texts in this process, up to so many bytes. Reading and writing take the same time however many there are. Each write looks at two
 * entries in turn and forgets those that have ended; there is no timer.
 */
export function memoryStore(options: MemoryStoreOptions = {}): CacheStore & { readonly bytes: number } {
  const { size: limit = 64 * 2 ** 20, now = () => performance.now() } = options
  const entries = new Map<string, Kept>()
  let oldest: Kept | null = null
  let newest: Kept | null = null
  let bytes = 0
  let sweep: Iterator<Kept> | null = null

  const unlink = (entry: Kept): void => {
    if (entry.older === null) oldest = entry.newer
    else entry.older.newer = entry.newer
    if (entry.newer === null) newest = entry.older
    else entry.newer.older = entry.older
  }
  const append = (entry: Kept): void => {
    entry.older = newest
    entry.newer = null
    if (newest === null) oldest = entry
    else newest.newer = entry
    newest = entry
  }
  const remove = (entry: Kept): void => {
    unlink(entry)
    entries.delete(entry.key)
    bytes -= entry.size
  }
  const find = (key: string): Kept | null => {
    const entry = entries.get(key)
    if (entry === undefined) return null
    if (entry.until <= now()) {
      remove(entry)
      return null
    }
    if (entry !== newest) {
      unlink(entry)
      append(entry)
    }
    return entry
  }
  const sweepSome = (): void => {
    const time = now()
    for (let i = 0; i < 2; i++) {
      sweep ??= entries.values()
      const { done, value } = sweep.next()
      if (done) sweep = null
      else if (value.until <= time) remove(value)
    }
  }
  const put = (key: string, text: string, until: number): void => {
    const before = entries.get(key)
    if (before !== undefined) remove(before)
    const size = bytesOf(key) + bytesOf(text) + overhead
    // What would not fit alone does not push out everything else.
    if (size > limit) return
    const entry: Kept = { key, text, size, until, older: null, newer: null }
    entries.set(key, entry)
    append(entry)
    bytes += size
    while (bytes > limit) remove(oldest!)
    sweepSome()
  }
  const ending = (life: number | null): number => (life === null ? Number.POSITIVE_INFINITY : now() + life)

  return {
    kind: 'memory',
    shared: false,
    get bytes() {
      return bytes
    },
    get: (keys) => keys.map((key) => find(key)?.text ?? null),
    set(pairs, life) {
      for (const [key, text] of pairs) put(key, text, ending(life))
    },
    add(key, text, life) {
      if (find(key) !== null) return false
      put(key, text, ending(life))
      return true
    },
    swap(key, before, after, life) {
      const entry = find(key)
      if (entry === null || entry.text !== before) return false
      if (after === null) remove(entry)
      else put(key, after, ending(life))
      return true
    },
    count(key, delta, initial, life) {
      const entry = find(key)
      if (entry === null && initial === null) return 'missing'
      if (entry !== null && !integerText.test(entry.text)) return 'not-integer'
      const sum = (entry === null ? initial! : Number(entry.text)) + delta
      if (!Number.isSafeInteger(sum)) return 'not-integer'
      put(key, String(sum), entry?.until ?? ending(life))
      return sum
    },
    touch(key, life) {
      const entry = find(key)
      if (entry === null) return false
      entry.until = ending(life)
      return true
    },
    delete(keys) {
      let count = 0
      for (const key of keys) {
        const entry = find(key)
        if (entry === null) continue
        remove(entry)
        count++
      }
      return count
    },
    clear(prefix) {
      for (const entry of entries.values()) if (entry.key.startsWith(prefix)) remove(entry)
    },
    close() {
      entries.clear()
      oldest = newest = null
      bytes = 0
    },
  }
}
