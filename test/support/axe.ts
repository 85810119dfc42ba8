import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** What colours decide. All other rules find in one scheme what they find in the other. */
const ofColours = ['color-contrast', 'link-in-text-block']

type Scheme = 'light' | 'dark'

interface Violation {
  readonly id: string
  readonly help: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
}

interface Checker {
  readonly axe: { run(of: object, how: object): Promise<{ readonly violations: readonly Violation[] }> }
}

/**
 * What axe-core finds on a page: by all rules in the first of the schemes, and what colours decide in the others. `seen` is called in each one, to keep a
 * picture.
 */
export async function axeProblems(
  page: Page,
  {
    schemes = ['light', 'dark'],
    colours = true,
    seen,
  }: {
    readonly schemes?: readonly Scheme[]
    /** False where another test has looked at the same colours: it is half of the work. */
    readonly colours?: boolean
    readonly seen?: (scheme: Scheme) => Promise<unknown>
  } = {},
): Promise<string[]> {
  const found: string[] = []
  await page.evaluate(source)
  for (const [index, colorScheme] of schemes.entries()) {
    await page.emulateMedia({ colorScheme })
    // Colours that go over into others are looked at when they are there.
    await page.evaluate(() => {
      for (const each of document.getAnimations()) if (each instanceof CSSTransition) each.finish()
    })
    await seen?.(colorScheme)
    const runOnly = index === 0 ? tags : { type: 'rule', values: ofColours }
    // Selectors and what was passed are not looked at, and are half of the work.
    const rules = colours ? {} : Object.fromEntries(ofColours.map((id) => [id, { enabled: false }]))
    const how = { runOnly, rules, resultTypes: ['violations'], selectors: false }
    const violations = await page.evaluate(
      async (options) => (await (globalThis as unknown as Checker).axe.run(document, options)).violations,
      how,
    )
    for (const { id, help, nodes } of violations) {
      const where = nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`)
      found.push(`${colorScheme}: ${id}: ${help}: ${where.join(' | ')}`)
    }
  }
  if (schemes.length > 1) await page.emulateMedia({ colorScheme: schemes[0]! })
  return found
}
