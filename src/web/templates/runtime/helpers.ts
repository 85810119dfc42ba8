import { escapeHtml, type HtmlValue, html, markSafe, SafeString } from '../../../base/text/index.ts'
import { LazyText } from '../../i18n/index.ts'
import { templatesErrors } from '../errors.ts'
import type { Filter } from '../library.ts'
import { addPlace, type Origin } from '../origin.ts'
import type { TagContext } from '../tags/context.ts'
import type { Template } from '../template.ts'
import type { Environment, RenderEnvironment } from './environment.ts'
import { get, getLater, got, refuseUnloaded, root, step } from './lookup.ts'
import { halted } from './output.ts'
import {
  bail,
  derive,
  Frame,
  flatten,
  isOpen,
  isPending,
  nest,
  quiet,
  ready,
  type Scope,
  setUpward,
  waitFor,
} from './render.ts'
import { unknown } from './unknown.ts'
import { compare, contains, equal, isPlainObject, isShort, itemsOf, same, truthy } from './values.ts'

/** Any value that is no string, as it goes into the output. */
function out(value: unknown, environment: RenderEnvironment): string {
  switch (typeof value) {
    case 'number':
      return environment.plainNumbers && isShort(value) ? String(value) : environment.display(value)
    case 'boolean':
      return String(value)
    case 'string':
      return environment.autoescape ? escapeHtml(value) : value
    case 'undefined':
    case 'function':
      return ''
    case 'object': {
      if (value === null) return ''
      if (value instanceof SafeString) return value.value
      if (isOpen(value)) waitFor(value)
      if (html in value) return (value as HtmlValue)[html]()
      refuseUnloaded(value)
    }
  }
  const text = environment.display(value)
  return environment.autoescape ? escapeHtml(text) : text
}

/** Any value as it goes into the output where escaping is on. */
function escaped(value: unknown, frame: Frame): string {
  return typeof value === 'string' ? escapeHtml(value) : out(value, frame.r.on)
}

/** The same where it is off. */
function plain(value: unknown, frame: Frame): string {
  return typeof value === 'string' ? value : out(value, frame.r.off)
}

/** Whether a value counts as true, once it is there. */
function test(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  if (typeof value === 'object' && isPending(value)) waitFor(value)
  return truthy(value)
}

/** What a filter makes of a value. */
function filter(filter: Filter, value: unknown, argument: unknown, environment: Environment): unknown {
  const isReady = typeof value === 'string' || (!filter.string && (typeof value === 'number' || value instanceof Date))
  if (isReady) return filter.apply(value as never, argument as never, environment)
  return applyFilter(filter, value === undefined ? '' : value, argument, environment)
}

/** A filter on a value that may have to be waited for, loaded or made text first. */
function applyFilter(filter: Filter, value: unknown, argument: unknown, environment: Environment): unknown {
  if (typeof value === 'object' && isPending(value)) waitFor(value)
  if (typeof value === 'object' && value !== null && !(value instanceof SafeString) && filter.string)
    refuseUnloaded(value)
  if (Array.isArray(value) && value.some(isPending)) {
    const items = Promise.all(value).then((all) => applyFilter(filter, all, argument, environment))
    quiet(items)
    return items
  }
  const wasSafe = value instanceof SafeString
  let given = value
  if (value instanceof SafeString) given = filter.raw ? value : value.value
  else if (filter.string || value instanceof LazyText) given = environment.text(value)
  const result = filter.apply(given as never, argument as never, environment)
  return wasSafe && filter.safe && typeof result === 'string' ? new SafeString(result) : result
}

/** A filter's argument that came from a variable. */
function argument(value: unknown, name: string, raw: boolean, environment: Environment): unknown {
  if (value === undefined) throw templatesErrors.UNDEFINED_ARGUMENT({ variable: name })
  if (value instanceof LazyText) return value.in(environment.locale)
  return !raw && value instanceof SafeString ? value.value : value
}

/** A text written as `_("…")`, in the language in force. */
function translated(message: string, environment: Environment): string {
  return message === '' ? '' : environment.locale.gettext(message)
}

/** What `{% for %}` runs over, as an array. */
function list(value: unknown, frame: Frame): readonly unknown[] {
  if (Array.isArray(value)) return value
  if (value === null || value === undefined) return []
  if (typeof value === 'string') return Array.from(value)
  if (typeof value === 'object') {
    if (value instanceof SafeString) return Array.from(value.value)
    if (isPending(value)) waitFor(value)
    if (value instanceof Map) return Array.from(value.keys())
    if (Symbol.iterator in value) {
      return frame.r.once(list, value, () => itemsOf(value as Iterable<unknown>)) as unknown[]
    }
    refuseUnloaded(value)
    if (isPlainObject(value)) return Object.keys(value)
  }
  throw templatesErrors.NOT_ITERABLE({ kind: describe(value) })
}

function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `the ${typeof value} ${String(value)}`
  return `an object of class ${value.constructor?.name ?? 'null'}`
}

/** The values of one item (of an object or a Map its keys), for as many variables. */
function unpack(item: unknown, wanted: number): readonly unknown[] {
  let values: readonly unknown[] | null = null
  if (Array.isArray(item)) values = item
  else if (typeof item === 'string') values = Array.from(item)
  else if (typeof item === 'object' && item !== null && Symbol.iterator in item)
    values = item instanceof Map ? Array.from(item.keys()) : itemsOf(item as Iterable<unknown>)
  else if (typeof item === 'object' && item !== null && isPlainObject(item)) values = Object.keys(item)
  const got = values?.length ?? 1
  if (values === null || got !== wanted) throw templatesErrors.UNPACK({ wanted, got })
  return values
}

/** `forloop` as an object: for templates and tags that are called inside the loop. */
class Loop {
  index = 0
  readonly length: number
  readonly parentloop: Loop | Record<string, never>
  #changes: Map<object, readonly unknown[]> | undefined

  constructor(length: number, parent: unknown) {
    this.length = length
    this.parentloop = parent instanceof Loop ? parent : {}
  }

  /** What `{% ifchanged %}` saw last, by tag. */
  get changes(): Map<object, readonly unknown[]> {
    return (this.#changes ??= new Map())
  }

  get counter(): number {
    return this.index + 1
  }

  get counter0(): number {
    return this.index
  }

  get revcounter(): number {
    return this.length - this.index
  }

  get revcounter0(): number {
    return this.length - this.index - 1
  }

  get first(): boolean {
    return this.index === 0
  }

  get last(): boolean {
    return this.index === this.length - 1
  }
}

/** Adds the place to an error on its way out. */
function located(error: unknown, origin: Origin, position: number): unknown {
  if (error !== bail && error !== halted) addPlace(error, origin, position)
  return error
}

/** The text of a block, from the template furthest down that has it. */
function block(scope: Scope, frame: Frame, name: string, autoescape: boolean): string | Promise<string> {
  return frame.compiled.chain(name, autoescape)[0]!(scope, frame, 0)
}

/** The text of the same block one template further up. */
function parentBlock(
  scope: Scope,
  frame: Frame,
  name: string,
  at: number,
  autoescape: boolean,
): string | Promise<string> {
  const { compiled } = frame
  if (!compiled.extends) throw templatesErrors.NO_PARENT_BLOCK({ block: name })
  const parent = compiled.chain(name, autoescape)[at + 1]
  return parent === undefined ? '' : parent(scope, frame, at + 1)
}

/** The same as a value, in a streamed rendering: nothing of it is sent on by itself. */
async function heldParentBlock(
  scope: Scope,
  frame: Frame,
  name: string,
  at: number,
  autoescape: boolean,
): Promise<string> {
  const out = frame.r.out!
  out.held++
  const text = await parentBlock(scope, frame, name, at, autoescape)
  out.held--
  return text
}

/** A part of the template `owner` that it names itself. It sees the variables around, and no block overrides one of its own. */
function partial(
  owner: Template,
  name: string,
  scope: Scope,
  frame: Frame,
  autoescape: boolean,
): string | Promise<string> {
  const { r } = frame
  r.enter(owner)
  const compiled = owner.alone(frame.compiled.mode)
  const text = compiled.partial(name, autoescape)(scope, new Frame(r, compiled))
  if (typeof text === 'string') {
    r.depth--
    return text
  }
  return text.then((done) => {
    r.depth--
    return done
  })
}

/** Renders another template inside this one, synchronously. */
function include(wanted: unknown, scope: Scope, frame: Frame, autoescape: boolean, from: Origin): string {
  const template = frame.r.engine.includedNow(wanted, from)
  return template.run(scope, frame.r, autoescape)
}

/** Renders another template inside this one, waiting for what it waits for. */
async function includeAsync(
  wanted: unknown,
  scope: Scope,
  frame: Frame,
  autoescape: boolean,
  from: Origin,
): Promise<string> {
  const { r } = frame
  const finding = r.engine.included(wanted, from)
  const template: Template = await (r.out === null ? finding : r.out.during(finding))
  return template.runAsync(scope, r, autoescape)
}

/** Whether an `{% ifchanged %}` shows its nodes: its values are others than the last time in the same loop. */
function changed(key: object, loop: unknown, frame: Frame, values: readonly unknown[]): boolean {
  const store = loop instanceof Loop ? loop.changes : frame.state(changed, () => new Map<object, readonly unknown[]>())
  const last = store.get(key)
  if (last?.every((value, i) => equal(value, values[i]))) return false
  store.set(key, values)
  return true
}

/**
 * Calls a tag's function, once also where the template is rendered a second time to wait for something: variables that
 * it set the first time are then set again.
 */
function callTag(work: Function, values: readonly unknown[], frame: Frame, context: TagContext | null): unknown {
  const made = frame.r.once(work, callTag, () => ({
    result: context === null ? work(...values) : work(context, ...values),
    context,
  })) as { readonly result: unknown; readonly context: TagContext | null }
  const { result, context: first } = made
  if (context === null || first === null || first === context) return result
  if (!isPending(result)) {
    first.repeatOn(context)
    return result
  }
  return frame.r.settle(result as object).then((settled) => {
    first.repeatOn(context)
    return settled
  })
}

/** Which value of a cycle comes next. */
function cycle(key: object, frame: Frame, length: number): number {
  const state = frame.state(key, () => ({ next: 0 }))
  const at = state.next
  state.next = (at + 1) % length
  return at
}

function resetCycle(key: object, frame: Frame): void {
  frame.state(key, () => ({ next: 0 })).next = 0
}

/** What `{% debug %}` prints: the variables, where the engine is in debug mode. */
function debug(scope: Scope, frame: Frame, environment: Environment): string {
  if (!frame.r.engine.debug) return ''
  const lines = Object.entries(flatten(scope)).map(([name, value]) => {
    const shown = typeof value === 'function' ? `function ${value.name}` : environment.display(value)
    return `${name}: ${shown}`
  })
  return escapeHtml(lines.join('\n'))
}

/** The functions that compiled templates call, under the names that they have there with `h_` in front. */
export const helpers = {
  Loop,
  SafeString,
  argument,
  bail,
  block,
  callTag,
  changed,
  compare,
  cycle,
  debug,
  derive,
  equal,
  escaped,
  filter,
  get,
  getLater,
  got,
  heldParentBlock,
  include,
  includeAsync,
  isOpen,
  isPending,
  list,
  located,
  markSafe,
  nest,
  out,
  parentBlock,
  plain,
  partial,
  ready,
  resetCycle,
  root,
  same,
  setUpward,
  step,
  test,
  translated,
  unknown,
  unpack,
  within: (item: unknown, container: unknown) => contains(container, item) === true,
  without: (item: unknown, container: unknown) => contains(container, item) === false,
}
