import { nearest } from '../../../../../base/errors/index.ts'
import type { ModelAdmin } from '../../../model-admin.ts'
import { humanise, type ModelPath, pathLabel } from '../../../paths.ts'
import { kindOf } from '../../filters/declared.ts'

/** A field that the search box can ask about by its name. */
export interface NamedField {
  readonly name: string
  readonly label: string
  readonly path: ModelPath
}

/**
 * The fields that a search may name, by every name that a person would try: the path as it is written in code and with points, its label, and
 * for a relation what the rows at its end are called. They are those of the list's columns, filters and searched fields, and the model's
 * own; `model` is as one person may see it.
 */
export class FieldNames {
  readonly #fields = new Map<string, NamedField>()

  constructor(model: ModelAdmin) {
    const paths = [
      ...model.offered.flatMap(({ path }) => (path === null ? [] : [path])),
      ...model.filters.flatMap(({ path }) => (path === null ? [] : [path])),
      ...model.search.map(({ path }) => path),
    ]
    const fields = paths
      .filter((path) => canBeAsked(path))
      .map((path): NamedField => ({ name: path.path, label: pathLabel(path), path }))
    for (const field of fields) this.#add(field.name, field)
    for (const field of fields) for (const name of otherNames(field)) this.#add(name, field)
    for (const field of fields) for (const name of oneOfMany(field)) this.#add(name, field)
  }

  /** The first that has a name keeps it. */
  #add(name: string, field: NamedField): void {
    const key = plain(name)
    if (!this.#fields.has(key)) this.#fields.set(key, field)
  }

  /** Each field once. */
  all(): readonly NamedField[] {
    return [...new Map([...this.#fields.values()].map((field) => [field.name, field])).values()]
  }

  find(name: string): NamedField | undefined {
    return this.#fields.get(plain(name))
  }

  /** The name that may have been meant, or null. */
  nearest(name: string): string | null {
    return nearest(
      name,
      [...this.#fields.values()].map((field) => field.name),
    )
  }
}

function canBeAsked(path: ModelPath): boolean {
  if (path.ofRows || kindOf(path) !== null) return true
  const kind = path.schema?.kind
  return kind === 'string' || kind === 'text' || kind === 'file'
}

function otherNames({ path, label }: NamedField): string[] {
  const last = path.path.split('__').at(-1)!
  const far = path.ofRows ? path.relations.at(-1)!.to : null
  return [label, humanise(last), ...(far === null ? [] : [far.verboseName, far.name])]
}

/** Many have one name in code, and each of them is asked for: 'author' of 'authors', 'category' of 'categories'. */
function oneOfMany({ path }: NamedField): string[] {
  const last = path.path.split('__').at(-1)!
  if (!path.toMany || !last.endsWith('s')) return []
  return [last.endsWith('ies') ? `${last.slice(0, -3)}y` : last.slice(0, -1)]
}

/** 'publishedAt', 'published_at', 'Published at' and 'published.at' are one name. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_.]+/gu, '')
}
