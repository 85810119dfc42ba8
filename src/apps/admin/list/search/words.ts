import type { ValueSchema } from '../../../../base/schema/index.ts'
import type { ModelInfo } from '../../../../data/query/index.ts'
import { adminErrors } from '../../errors.ts'
import { type ModelPath, pathLabel, resolvePath } from '../../paths.ts'
import { anyOf, type Condition, ofItsOwn, where } from '../conditions.ts'

/** One field that the search box looks into, and how. */
export interface SearchField {
  readonly path: ModelPath
  readonly label: string
  /** The lookup for text (`icontains`), or how a word of another kind is read. */
  readonly lookup: string
  readonly reads: 'text' | 'number' | 'uuid'
}

/** What the first character of a search field asks for, as in Django. */
const prefixes: Readonly<Record<string, string>> = { '^': 'istartswith', '=': 'iexact', '@': 'icontains' }
const textLookups = new Set([
  'exact',
  'iexact',
  'contains',
  'icontains',
  'startswith',
  'istartswith',
  'endswith',
  'iendswith',
])

/** Reads one entry of `searchFields`. Throws for a path that does not exist, is secret, or holds nothing that can be searched. */
export function searchField(info: ModelInfo, written: string): SearchField {
  const prefix = prefixes[written[0] ?? '']
  let name = prefix === undefined ? written : written.slice(1)
  let lookup = prefix ?? 'icontains'
  const cut = name.lastIndexOf('__')
  if (prefix === undefined && cut > 0 && textLookups.has(name.slice(cut + 2))) {
    lookup = name.slice(cut + 2)
    name = name.slice(0, cut)
  }
  const path = resolvePath(info, name, 'searchFields')
  const reads = path.ofRows || path.schema === null ? null : searchable(path.schema)
  if (reads === null)
    throw adminErrors.WRONG_PATH({
      model: info.label,
      option: 'searchFields',
      path: written,
      problem: path.ofRows
        ? 'it is a relation, so name a field of it.'
        : `a ${path.schema?.kind} cannot be searched for words.`,
    })
  return {
    path,
    get label() {
      return pathLabel(path)
    },
    lookup: reads === 'text' ? lookup : reads === 'uuid' ? 'iexact' : 'exact',
    reads,
  }
}

function searchable(schema: ValueSchema): SearchField['reads'] | null {
  if (schema.format === 'uuid') return 'uuid'
  if (schema.kind === 'string' || schema.kind === 'text' || schema.kind === 'file') return 'text'
  if (schema.kind === 'integer' || schema.kind === 'bigint') return 'number'
  return null
}

/**
 * The words of a search: split at spaces, with quotes around what belongs together. Semantics: Django's
 * `ModelAdmin.search_fields` (https://docs.djangoproject.com/en/stable/ref/contrib/admin/#django.contrib.admin.ModelAdmin.search_fields).
 */
export function searchWords(text: string): string[] {
  const words: string[] = []
  for (const match of text.replaceAll('\0', '').matchAll(/"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\S+)/g)) {
    const quoted = match[1] ?? match[2]
    const word = quoted === undefined ? match[3]! : quoted.replace(/\\(.)/g, '$1')
    if (word !== '') words.push(word)
  }
  return words
}

/** More words than this are one phrase at the end: each word costs a condition, and databases take so many. */
const mostWords = 32

/** Words as they are looked for: those beyond the limit in one. */
export function limited(words: readonly string[]): readonly string[] {
  return words.length <= mostWords ? words : [...words.slice(0, mostWords - 1), words.slice(mostWords - 1).join(' ')]
}

/** For each word of a text the condition that it is found in at least one of the fields; null where there is nothing to look for. */
export function wordConditions(info: ModelInfo, fields: readonly SearchField[], text: string): Condition[] | null {
  const words = limited(searchWords(text))
  if (fields.length === 0 || words.length === 0) return null
  return words.map((word) => wordCondition(info, fields, word))
}

/** The condition that a word is found in at least one of the fields. What no field can hold (letters, where only numbers are searched) is not found. */
export function wordCondition(info: ModelInfo, fields: readonly SearchField[], word: string): Condition {
  const found = (some: readonly SearchField[]) =>
    some.flatMap((field) => {
      const value = operand(field, word)
      return value === undefined ? [] : [where({ [`${field.path.path}__${field.lookup}`]: value })]
    })
  const near = found(fields.filter((field) => !field.path.toMany))
  const far = found(fields.filter((field) => field.path.toMany))
  return anyOf([...near, ...(far.length === 0 ? [] : [ofItsOwn(info, anyOf(far), true)])])
}

function operand(field: SearchField, word: string): unknown {
  if (field.reads === 'text') return word
  if (field.reads === 'uuid') return /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(word) ? word : undefined
  if (!/^-?\d{1,19}$/.test(word)) return undefined
  if (field.path.schema?.kind === 'bigint') return BigInt(word)
  const number = Number(word)
  return Number.isSafeInteger(number) ? number : undefined
}
