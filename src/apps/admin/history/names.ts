import type { ModelInfo } from '../../../data/query/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { knownRows, mayViewRow, visibleRows } from '../access.ts'
import { fill } from '../format.ts'
import { keyOf } from '../keys.ts'
import { capitalise } from '../paths.ts'
import type { AdminRequest } from '../request.ts'
import { registrationOf } from './seen.ts'
import { nameOf } from './write.ts'

/** Keys that are looked up for one page. */
const most = 1000

/** What rows are called: asked for one by one, and read with one query a model. */
export class RowNames {
  readonly #admin: AdminRequest
  readonly #wanted = new Map<ModelInfo, Set<string>>()
  readonly #found = new Map<ModelInfo, Map<string, string>>()

  constructor(admin: AdminRequest) {
    this.#admin = admin
  }

  /** Asks for the name of a row. */
  want(info: ModelInfo, key: unknown): void {
    if (key === null || key === undefined) return
    let keys = this.#wanted.get(info)
    if (keys === undefined) this.#wanted.set(info, (keys = new Set()))
    if (keys.size < most) keys.add(String(key))
  }

  async load(): Promise<void> {
    for (const [info, keys] of this.#wanted) {
      const model = registrationOf(this.#admin, info)
      const rows = model === undefined ? knownRows(this.#admin, info) : visibleRows(this.#admin, model)
      const clean = [...keys].map((key) => keyOf(info, key)).filter((key) => key !== undefined)
      const found = await rows.filter({ pk__in: clean }).orderBy()
      const names = new Map<string, string>()
      for (const row of found)
        if (model === undefined || (await mayViewRow(this.#admin, model, row)))
          names.set(String(row['pk']), nameOf(row, info, row['pk']))
      this.#found.set(info, names)
    }
    this.#wanted.clear()
  }

  /** Is the row there, for this person? */
  has(info: ModelInfo, key: unknown): boolean {
    return this.#found.get(info)?.has(String(key)) ?? false
  }

  /** The row's name; what kind of row it was, and its key, where it is gone or not for this person. */
  of(info: ModelInfo, key: unknown): string {
    const found = this.#found.get(info)?.get(String(key))
    return found ?? fill(gettext('%(model)s %(key)s'), { model: capitalise(info.verboseName), key: String(key) })
  }
}
