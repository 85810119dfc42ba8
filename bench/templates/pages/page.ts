/** Template engines that are compared. Django's templates are nuages's too: they are one language. */
export const languages = ['django', 'eta', 'nunjucks', 'liquid', 'edge', 'handlebars'] as const
export type Language = (typeof languages)[number]

/** One page in every language. */
export interface Page {
  readonly name: string
  /** JSON values and dates. */
  readonly context: Readonly<Record<string, unknown>>
  /** Sources by name. The one that is rendered is called `page`. */
  readonly templates: Readonly<Record<Language, Readonly<Record<string, string>>>>
}

/** What the peers' date and number helpers do where Django's language has filters: as plain as JavaScript allows. */
export const helpers = {
  minute: (date: Date) => date.toISOString().slice(0, 16).replace('T', ' '),
  money: (number: number) => number.toFixed(2),
}

/** Numbers that look random and are the same in every run. */
export function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
