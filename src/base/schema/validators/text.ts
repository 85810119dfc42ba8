import { gettextNoop, ngettextNoop } from '../mark.ts'
import type { Validator } from '../validation.ts'
import { named, refuse, type ValidatorOptions } from './make.ts'

/** Characters of a text as people count them in databases: code points, so that an emoji is one. */
export function countCharacters(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

function lengthOf(value: string | { readonly length: number }): number {
  return typeof value === 'string' ? countCharacters(value) : value.length
}

/** At least `limit` characters (code points) or items. Code 'min_length'. */
export function minLength(limit: number, options: ValidatorOptions = {}): Validator<string | { length: number }> {
  return named('minLength', (value) => {
    const length = lengthOf(value)
    if (length >= limit) return
    const texts = ngettextNoop(
      'Ensure this value has at least %(limit_value)d character (it has %(show_value)d).',
      'Ensure this value has at least %(limit_value)d characters (it has %(show_value)d).',
    )
    refuse('min_length', { ...texts, count: limit }, { limit_value: limit, show_value: length, value }, options)
  })
}

/** At most `limit` characters (code points) or items. Code 'max_length'. */
export function maxLength(limit: number, options: ValidatorOptions = {}): Validator<string | { length: number }> {
  return named('maxLength', (value) => {
    if (value.length <= limit) return
    const length = lengthOf(value)
    if (length <= limit) return
    const texts = ngettextNoop(
      'Ensure this value has at most %(limit_value)d character (it has %(show_value)d).',
      'Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).',
    )
    refuse('max_length', { ...texts, count: limit }, { limit_value: limit, show_value: length, value }, options)
  })
}

/** No NUL character, which databases and C libraries stumble over. Code 'null_characters_not_allowed'. */
export function prohibitNullCharacters(options: ValidatorOptions = {}): Validator<unknown> {
  return named('prohibitNullCharacters', (value) => {
    if (!String(value).includes('\0')) return
    refuse('null_characters_not_allowed', gettextNoop('Null characters are not allowed.'), { value }, options)
  })
}

/**
 * The text matches `pattern` somewhere (anchor it with `^` and `$`), or nowhere with `inverse`. Code 'invalid'.
 * Semantics: Django's `RegexValidator`.
 */
export function regex(
  pattern: RegExp | string,
  options: ValidatorOptions & { readonly inverse?: boolean } = {},
): Validator<unknown> {
  const source = typeof pattern === 'string' ? new RegExp(pattern) : pattern
  const expression = new RegExp(source.source, source.flags.replace(/[gy]/g, ''))
  const inverse = options.inverse ?? false
  return named('regex', (value) => {
    if (expression.test(String(value)) === inverse)
      refuse('invalid', gettextNoop('Enter a valid value.'), { value }, options)
  })
}

/** Letters of ASCII, digits, `_` and `-`. Code 'invalid'. */
export function slug(options: ValidatorOptions = {}): Validator<unknown> {
  const message = gettextNoop('Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.')
  return Object.assign(regex(/^[-a-zA-Z0-9_]+$/, { message, ...options }), { validatorName: 'slug' })
}

/** Letters and numbers of any script, `_` and `-`. Code 'invalid'. */
export function unicodeSlug(options: ValidatorOptions = {}): Validator<unknown> {
  const message = gettextNoop('Enter a valid “slug” consisting of Unicode letters, numbers, underscores, or hyphens.')
  return Object.assign(regex(/^[-_\p{L}\p{N}]+$/u, { message, ...options }), { validatorName: 'unicodeSlug' })
}

/** A text (or number) that reads as a whole number. Code 'invalid'. */
export function integerText(options: ValidatorOptions = {}): Validator<unknown> {
  const message = gettextNoop('Enter a valid integer.')
  return Object.assign(regex(/^-?\p{Nd}+$/u, { message, ...options }), { validatorName: 'integerText' })
}

/** Whole numbers with `separator` between them, nothing else. Code 'invalid'. */
export function integerList(
  options: ValidatorOptions & { readonly separator?: string; readonly allowNegative?: boolean } = {},
): Validator<unknown> {
  const number = options.allowNegative ? '-?\\p{Nd}+' : '\\p{Nd}+'
  const separator = (options.separator ?? ',').replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
  const pattern = new RegExp(`^${number}(?:${separator}${number})*$`, 'u')
  return Object.assign(regex(pattern, options), { validatorName: 'integerList' })
}

/** Whole numbers with commas between them. Code 'invalid'. */
export function commaSeparatedIntegers(options: ValidatorOptions = {}): Validator<unknown> {
  return integerList({ message: gettextNoop('Enter only digits separated by commas.'), ...options })
}
