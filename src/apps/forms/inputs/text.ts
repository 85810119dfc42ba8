import {
  email,
  gettextNoop,
  type IpProtocol,
  ipAddress,
  issue,
  maxLength,
  minLength,
  prohibitNullCharacters,
  regex,
  slug,
  unicodeSlug,
  url,
  ValidationError,
} from '../../../base/schema/index.ts'
import { isEmptyValue, isStructure } from '../data.ts'
import { PasswordInput, Textarea, TextInput } from '../widgets/text.ts'
import type { Attributes, Widget } from '../widgets/widget.ts'
import { type CleanContext, Input, type InputOptions } from './input.ts'
import { cleanIp } from './ip.ts'

export interface CharOptions<T = string> extends InputOptions<T> {
  /** Characters (code points). */
  readonly minLength?: number
  readonly maxLength?: number
  /** Take white space off both ends. Default true. */
  readonly strip?: boolean
  /** What an empty field gives. Default `''`. */
  readonly empty?: '' | null
  /** For the browser: 'username', 'current-password', 'email'. */
  readonly autocomplete?: string
  readonly placeholder?: string
}

/** A line of text. */
export class CharInput extends Input<string> {
  readonly type: string = 'char'
  readonly minLength: number | null
  readonly maxLength: number | null
  readonly strip: boolean
  readonly empty: '' | null
  readonly #hints: Attributes

  constructor(
    options: CharOptions = {},
    widget: Widget = new TextInput(),
    messages?: Readonly<Record<string, string>>,
  ) {
    super(options, widget, messages)
    this.minLength = options.minLength ?? null
    this.maxLength = options.maxLength ?? null
    this.strip = options.strip ?? true
    this.empty = options.empty === undefined ? '' : options.empty
    this.#hints = { autocomplete: options.autocomplete, placeholder: options.placeholder }
    this.validators.unshift(
      ...(this.minLength === null ? [] : [minLength(this.minLength)]),
      ...(this.maxLength === null ? [] : [maxLength(this.maxLength)]),
      prohibitNullCharacters(),
    )
  }

  toValue(raw: unknown, _context: CleanContext): string | null {
    if (isEmptyValue(raw)) return this.empty
    if (isStructure(raw)) throw new ValidationError([issue(gettextNoop('Enter a valid value.'), 'invalid')])
    const text = this.strip ? String(raw).trim() : String(raw)
    return text === '' ? this.empty : text
  }

  override attributes(widget: Widget): Attributes {
    if (widget.hidden) return {}
    return { maxlength: this.maxLength ?? undefined, minlength: this.minLength ?? undefined, ...this.#hints }
  }
}

/** Text of several lines. */
export class TextAreaInput extends CharInput {
  override readonly type = 'text'

  constructor(options: CharOptions & { readonly rows?: number } = {}) {
    super(options, new Textarea(options.rows === undefined ? {} : { rows: options.rows }))
  }
}

/** A password: never shown again, and never stripped. */
export class PasswordTextInput extends CharInput {
  override readonly type = 'password'

  constructor(options: CharOptions = {}) {
    super({ strip: false, autocomplete: 'current-password', ...options }, new PasswordInput())
  }
}

/** An e-mail address, at most 320 characters unless told otherwise. */
export class EmailInput extends CharInput {
  override readonly type = 'email'

  constructor(options: CharOptions = {}) {
    super({ maxLength: 320, autocomplete: 'email', ...options }, new TextInput('email'))
    this.validators.unshift(email())
  }
}

export interface SlugOptions extends CharOptions {
  /** Letters of any script. Default: ASCII only. */
  readonly allowUnicode?: boolean
}

/** Letters, digits, `-` and `_`, for an address. */
export class SlugInput extends CharInput {
  override readonly type = 'slug'

  readonly #allowUnicode: boolean

  constructor(options: SlugOptions = {}) {
    super(options)
    this.#allowUnicode = options.allowUnicode ?? false
    this.validators.unshift(this.#allowUnicode ? unicodeSlug() : slug())
  }

  override attributes(widget: Widget): Attributes {
    if (widget.hidden) return {}
    // White space at the ends is taken off, so a browser must not complain about it.
    const pattern = this.#allowUnicode ? '\\s*[\\-\\p{L}\\p{N}_]*\\s*' : '\\s*[\\-a-zA-Z0-9_]*\\s*'
    return { ...super.attributes(widget), pattern: widget.type === 'text' ? pattern : undefined }
  }
}

export interface UrlOptions extends CharOptions {
  /** Put before an address that was typed without one. Default 'https', as in Django 6. */
  readonly assumeScheme?: string
  readonly schemes?: readonly string[]
}

const urlShape = /^(?:([a-z][a-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?(#.*)?$/is

/** An absolute URL; 'example.org/a' becomes 'https://example.org/a'. */
export class UrlInput extends CharInput {
  override readonly type = 'url'
  readonly #assumed: string

  constructor(options: UrlOptions = {}) {
    super({ autocomplete: 'url', ...options }, new TextInput('url'))
    this.#assumed = options.assumeScheme ?? 'https'
    this.validators.unshift(url(options.schemes === undefined ? {} : { schemes: options.schemes }))
  }

  override toValue(raw: unknown, context: CleanContext): string | null {
    const text = super.toValue(raw, context)
    if (text === null || text === '') return text
    const [, scheme = this.#assumed, host = '', path = '', query = '', fragment = ''] = urlShape.exec(text) ?? []
    const rest = host === '' ? path : host + path
    return `${scheme.toLowerCase()}://${rest}${query}${fragment}`
  }
}

export interface RegexOptions extends CharOptions {
  readonly pattern: RegExp | string
}

/** Text that matches a pattern; white space at its ends stays unless `strip` is set. */
export class RegexInput extends CharInput {
  override readonly type = 'regex'

  readonly #pattern: RegExp

  constructor(options: RegexOptions) {
    super({ strip: false, ...options })
    this.#pattern = new RegExp(options.pattern)
    this.validators.push(regex(options.pattern))
  }

  override attributes(widget: Widget): Attributes {
    if (widget.hidden) return {}
    const pattern = widget.type === 'text' && !this.strip ? htmlPattern(this.#pattern) : undefined
    return { ...super.attributes(widget), pattern }
  }
}

/**
 * An expression as HTML's `pattern`, which has to match the whole of a text and is read with the flag `v`; undefined where the two would
 * not mean the same.
 */
function htmlPattern({ source, flags }: RegExp): string | undefined {
  const isWhole = /^\^.*\$$/s.test(source) && !/\\\$$/.test(source) && !source.includes('|')
  if (!isWhole || /[^u]/.test(flags)) return undefined
  const inner = source.slice(1, -1)
  try {
    new RegExp(inner, 'v')
    return inner
  } catch {
    return undefined
  }
}

export interface IpAddressOptions extends CharOptions {
  readonly protocol?: IpProtocol
  /** Give `::ffff:10.0.0.1` as `10.0.0.1`. */
  readonly unpackIpv4?: boolean
}

/** Eight groups of four digits. */
const longestIp = 39

/** An IPv4 or IPv6 address, in its canonical form. */
export class IpAddressInput extends CharInput {
  override readonly type = 'ipAddress'
  readonly #unpack: boolean

  constructor(options: IpAddressOptions = {}) {
    super({ maxLength: longestIp, ...options })
    this.#unpack = options.unpackIpv4 ?? false
    this.validators.unshift(ipAddress({ protocol: options.protocol ?? 'both' }))
  }

  override toValue(raw: unknown, context: CleanContext): string | null {
    const text = super.toValue(raw, context)
    return text?.includes(':') ? cleanIp(text, this.#unpack) : text
  }
}

const uuidShape =
  /^(?:urn:)?(?:uuid:)?\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?$/i

/** A UUID with or without its dashes; gives it in lower case with them, null where it is empty. */
export class UuidInput extends Input<string> {
  readonly type = 'uuid'

  constructor(options: InputOptions<string> = {}) {
    super(options, new TextInput(), { invalid: gettextNoop('Enter a valid UUID.') })
  }

  toValue(raw: unknown): string | null {
    if (isEmptyValue(raw)) return null
    if (isStructure(raw)) throw this.refusal('invalid')
    const text = String(raw).trim()
    if (text === '') return null
    const parts = uuidShape.exec(text)
    if (parts === null) throw this.refusal('invalid')
    return parts.slice(1).join('-').toLowerCase()
  }
}
