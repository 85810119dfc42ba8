import { NuagesError } from '../../base/errors/index.ts'
import { Catalog, type PluralForms } from '../../web/i18n/index.ts'
import { placeholderProblems } from './placeholders.ts'
import { type Entry, headerFields, isFuzzy, type PoFile } from './po/entry.ts'

/** Something in a catalog that would show wrongly, and on which line. */
export interface CatalogProblem {
  readonly line: number
  readonly problem: string
}

/** A plural form that stands for so few of a thousand counts may leave the number out ("a comment"); as in `msgfmt`. */
const few = 5

/**
 * What `msgfmt --check` objects to: plural forms that the header does not promise, placeholders that message and translation do not
 * share, line breaks at the ends. Fuzzy, obsolete and empty translations are left alone, since nobody sees them.
 */
export function checkCatalog(file: PoFile, { useFuzzy = false } = {}): readonly CatalogProblem[] {
  const problems: CatalogProblem[] = []
  const headerLine = file.header?.line ?? 1
  const shown = file.entries.filter((entry) => isShown(entry, useFuzzy))
  const isPlural = shown.some(({ plural }) => plural !== null)
  const fields = headerFields(file.header)
  const written = fields.get('Plural-Forms') ?? ''
  let forms: PluralForms | null = null
  if (isPlural && written === '')
    problems.push({ line: headerLine, problem: "the header has no field 'Plural-Forms', and there are plural forms" })
  else
    try {
      forms = new Catalog([], fields).plurals
    } catch (error) {
      if (!(error instanceof NuagesError)) throw error
      problems.push({ line: headerLine, problem: `Plural-Forms '${written}': ${error.data['reason']}` })
    }
  const relaxed = forms === null ? [] : rareForms(forms)
  for (const entry of shown) {
    const complain = (problem: string) => problems.push({ line: entry.line, problem })
    if (entry.plural !== null && forms !== null && entry.translations.length !== forms.count)
      complain(`${entry.translations.length} plural forms, and the header promises ${forms.count}`)
    for (const [i, text] of entry.translations.entries()) {
      if (text === '') {
        complain(`msgstr[${i}] is empty, and would be shown so`)
        continue
      }
      const which = entry.plural === null ? '' : `msgstr[${i}]: `
      for (const problem of [
        ...placeholderProblems(entry, text, entry.plural !== null && relaxed[i] === true),
        ...edgeProblems(entry, text),
      ])
        complain(which + problem)
    }
  }
  return problems
}

/** True for an entry that look-ups find, in the .po file and in the compiled one: its first form is there, as in `msgfmt`. */
export function isShown(entry: Entry, useFuzzy: boolean): boolean {
  return !entry.obsolete && (useFuzzy || !isFuzzy(entry)) && (entry.translations[0] ?? '') !== ''
}

function rareForms({ count, rule }: PluralForms): readonly boolean[] {
  const used = Array<number>(count).fill(0)
  for (let n = 0; n <= 1000; n++) used[rule(n)] = (used[rule(n)] ?? 0) + 1
  return used.map((times) => times <= few)
}

function edgeProblems({ id }: Entry, text: string): readonly string[] {
  const problems: string[] = []
  for (const [edge, has] of [
    ['begin', (each: string) => each.startsWith('\n')],
    ['end', (each: string) => each.endsWith('\n')],
  ] as const) {
    if (has(id) && !has(text)) problems.push(`the message ${edge}s with a line break, the translation does not`)
    if (!has(id) && has(text)) problems.push(`the translation ${edge}s with a line break, the message does not`)
  }
  return problems
}
