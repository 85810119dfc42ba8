import { gettext } from '../../../web/i18n/index.ts'
import type { DrawnSection } from './draw.ts'
import type { InlineView } from './inlines/view.ts'
import { toFix } from './problems.ts'

/** A tab of the form: a radio button that shows what stands on it, so that all tabs are one form, and work without script. */
export interface Tab {
  /** From 1. */
  readonly number: string
  readonly title: string
  readonly problems: string
  readonly checked: boolean
}

/** What `form.html` draws: tabs, and each section and inline with the number of its tab ('' where there are none). */
interface Tabbed {
  readonly tabs: readonly Tab[]
  readonly sections: readonly (DrawnSection & { readonly page: string })[]
  readonly inlines: readonly (InlineView & { readonly page: string })[]
}

/** Tabs that the style sheet knows of; further ones stand on the last. */
const most = 12

/** Sorts sections and inlines by tab. Open is the first with something to fix, else the one that was open before. */
export function tabbed(sections: readonly DrawnSection[], inlines: readonly InlineView[], before: string): Tabbed {
  const named = [...new Set([...sections, ...inlines].map(({ tab }) => tab).filter((tab) => tab !== null))]
  if (named.length === 0)
    return {
      tabs: [],
      sections: sections.map((section) => ({ ...section, page: '' })),
      inlines: inlines.map((inline) => ({ ...inline, page: '' })),
    }
  const all = [...sections, ...inlines]
  const titles = all.some(({ tab }) => tab === null) ? [null, ...named] : named
  const pageOf = (tab: string | null) => String(Math.min(titles.indexOf(tab) + 1, most))
  const wrong = new Map<string, number>()
  for (const { tab, problems } of all)
    wrong.set(pageOf(tab), (wrong.get(pageOf(tab)) ?? 0) + (typeof problems === 'number' ? problems : problems.length))
  const numbers = titles.slice(0, most).map((_, index) => String(index + 1))
  const open =
    numbers.find((number) => (wrong.get(number) ?? 0) > 0) ?? (numbers.includes(before) ? before : numbers[0])
  return {
    tabs: numbers.map((number, index) => ({
      number,
      title:
        titles[index] ?? sections.find(({ tab, title }) => tab === null && title !== null)?.title ?? gettext('General'),
      problems: toFix(wrong.get(number) ?? 0),
      checked: number === open,
    })),
    sections: sections.map((section) => ({ ...section, page: pageOf(section.tab) })),
    inlines: inlines.map((inline) => ({ ...inline, page: pageOf(inline.tab) })),
  }
}
