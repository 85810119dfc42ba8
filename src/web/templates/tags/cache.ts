import { SafeString } from '../../../base/text/index.ts'
import { templatesErrors } from '../errors.ts'
import type { Expression } from '../expression.ts'
import { fragmentKey } from '../fragments.ts'
import type { Generator } from '../generator.ts'
import { type Library, library, type TagCompiler } from '../library.ts'
import type { Node } from '../node.ts'
import type { Outline } from '../outline.ts'
import type { Frame } from '../runtime/render.ts'

class CacheNode implements Node {
  readonly nodes: readonly Node[]
  readonly seconds: Expression
  readonly name: string
  readonly varyOn: readonly Expression[]
  readonly using: Expression | null
  readonly position: number

  constructor(
    nodes: readonly Node[],
    parts: { seconds: Expression; name: string; varyOn: readonly Expression[]; using: Expression | null },
    position: number,
  ) {
    this.nodes = nodes
    this.seconds = parts.seconds
    this.name = parts.name
    this.varyOn = parts.varyOn
    this.using = parts.using
    this.position = position
  }

  emit(to: Generator): void {
    to.at(this.position)
    const value = (each: Expression) => to.settled(to.value(each, 'value', true))
    const [at, kept] = [to.name('a'), to.name('y')]
    const open = to.constant(openFragment)
    const using = this.using === null ? 'null' : value(this.using)
    const varyOn = this.varyOn.map(value).join(', ')
    to.line('{')
    to.line(`const ${at} = ${open}(f, ${JSON.stringify(this.name)}, ${value(this.seconds)}, ${using}, [${varyOn}]);`)
    to.line(`let ${kept} = ${to.settled(`${to.constant(readFragment)}(f, ${at})`)};`)
    const marks = to.name('k')
    to.line(`if (${kept} === null || ${kept} === undefined) {`)
    to.line(`const ${marks} = ${to.constant(personalMarks)}(f, ${at});`)
    to.forget()
    const text = to.captured(() => to.scoped({}, () => to.nodes(this.nodes)))
    to.at(this.position)
    to.line(`${kept} = ${text}; ${to.settled(`${to.constant(keepFragment)}(f, ${at}, ${text}, ${marks})`)};`)
    to.line(`}\no += ${kept};\n}`)
    to.forget()
  }

  outline(to: Outline): void {
    to.reads(this.seconds)
    for (const each of this.varyOn) to.reads(each)
    if (this.using !== null) to.reads(this.using)
    to.nodes(this.nodes)
  }
}

/** One use of `{% cache %}`. */
interface Fragment {
  readonly key: string
  readonly seconds: number | null
  readonly cache: string | null
}

function refused(reason: string): Error {
  return templatesErrors.BAD_ARGUMENT({ name: 'cache', reason })
}

function openFragment(
  frame: Frame,
  name: string,
  seconds: unknown,
  using: unknown,
  varyOn: readonly unknown[],
): Fragment {
  const cache = using === null ? null : String(using)
  if (cache !== null && frame.r.engine.fragmentCache(cache) === null) throw refused(`there is no cache '${cache}'`)
  return { key: fragmentKey(name, varyOn), seconds: secondsOf(seconds), cache }
}

/** A number of seconds as Python's `int` reads it; null for ever. */
function secondsOf(value: unknown): number | null {
  if (value === null) return null
  const given = value instanceof SafeString ? value.value : value
  const whole =
    typeof given === 'string' ? (/^\s*[-+]?\d+\s*$/.test(given) ? Number(given) : Number.NaN) : numberOf(given)
  if (!Number.isFinite(whole))
    throw refused('the time to keep the part for is not a whole number of seconds, or null for ever')
  return Math.trunc(whole)
}

function numberOf(value: unknown): number {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
    ? Number(value)
    : Number.NaN
}

// A rendering that starts again to wait asks the cache once all the same.

function readFragment(frame: Frame, { key, cache }: Fragment): unknown {
  return frame.r.once(readFragment, key, () => frame.r.engine.fragmentCache(cache)!.get(key))
}

/** What the page holds of one visitor alone, before the part is made. */
function personalMarks(frame: Frame, { key, cache }: Fragment): unknown {
  return frame.r.once(personalMarks, key, () => frame.r.engine.fragmentCache(cache)!.marks?.() ?? 0)
}

function keepFragment(frame: Frame, { key, seconds, cache }: Fragment, text: string, marks: unknown): unknown {
  const store = frame.r.engine.fragmentCache(cache)!
  if ((store.marks?.() ?? 0) !== marks) return undefined
  return frame.r.once(keepFragment, key, () => store.set(key, text, seconds))
}

const cache: TagCompiler = (parser, tag) => {
  const words = parser.words(tag)
  const nodes = parser.body('endcache')
  if (words.length < 2) parser.fail('{% cache %} needs a number of seconds and a name', tag.position)
  const last = words.at(-1)!
  const using = words.length > 2 && last.startsWith('using=') ? last.slice('using='.length) : null
  const varyOn = words.slice(2, using === null ? undefined : -1)
  const read = (word: string) => parser.expression(word, tag.position)
  const parts = {
    seconds: read(words[0]!),
    name: words[1]!,
    varyOn: varyOn.map(read),
    using: using === null ? null : read(using),
  }
  return new CacheNode(nodes, parts, tag.position)
}

/**
 * `{% cache seconds name value … using="cache" %}…{% endcache %}`. Semantics:
 * https://docs.djangoproject.com/en/stable/topics/cache/#template-fragment-caching
 */
export const cacheLibrary: Library = library({ tags: { cache } })
