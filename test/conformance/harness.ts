/** One file of vectors: area-wide data beside the cases. */
export interface Area {
  readonly area: string
  readonly cases: readonly Case[]
  readonly [key: string]: unknown
}

/** One vector. What else it holds depends on its kind. */
export interface Case {
  readonly id: string
  readonly kind?: string
  readonly expected: Readonly<Record<string, unknown>>
  readonly [key: string]: unknown
}

/** Where a runner says how each case went, once for each case and database. */
export interface Report {
  pass(id: string): void
  fail(id: string, why: string): void
}

/** What `test/conformance/runners/<area>.ts` exports. `databases` names those it runs on, where it runs on any. */
export interface Runner {
  readonly databases?: () => Promise<readonly string[]>
  run(area: Area, report: Report, database?: string): Promise<void>
}

/** Cases with one of these flags are run and counted apart: another answer than Django's may be right. */
export const apartFlags = ['python_repr', 'version_sensitive', 'builtin_translation', 'implementation_defined'] as const

export function isApart(each: Case): boolean {
  return apartFlags.some((flag) => each[flag] === true)
}

/** A deliberate difference: the ids that it covers, and why a Django developer would agree. */
export interface Difference {
  /** A regular expression that matches whole ids. */
  readonly id: string
  readonly reason: string
}

export interface Tally {
  readonly title: string
  readonly passed: number
  readonly total: number
  readonly apart: { readonly passed: number; readonly total: number }
  readonly different: readonly { readonly id: string; readonly reason: string }[]
  readonly failures: readonly { readonly id: string; readonly why: string }[]
  /** What is wrong with the list of differences itself. */
  readonly objections: readonly string[]
}

/** Counts what a runner reported. A case that it never mentioned has failed. */
export function tally(
  title: string,
  area: Area,
  results: ReadonlyMap<string, string | null>,
  differences: readonly Difference[],
): Tally {
  const patterns = differences.map(({ id, reason }) => ({ pattern: new RegExp(`^(?:${id})$`), reason }))
  const failures: { id: string; why: string }[] = []
  const different: { id: string; reason: string }[] = []
  const apart = { passed: 0, total: 0 }
  const groups = new Map<string, { total: number; different: number }>()
  let passed = 0
  let total = 0
  for (const each of area.cases) {
    const why = results.has(each.id) ? results.get(each.id)! : 'not run'
    if (isApart(each)) {
      apart.total++
      if (why === null) apart.passed++
      continue
    }
    total++
    const group = each.id.split('/').slice(0, 2).join('/')
    const counts = groups.get(group) ?? { total: 0, different: 0 }
    groups.set(group, counts)
    counts.total++
    if (why === null) {
      passed++
      continue
    }
    const listed = patterns.find(({ pattern }) => pattern.test(each.id))
    if (listed === undefined) failures.push({ id: each.id, why })
    else {
      counts.different++
      different.push({ id: each.id, reason: listed.reason })
    }
  }
  const objections: string[] = []
  for (const [group, counts] of groups) {
    if (counts.total > 1 && counts.different === counts.total)
      objections.push(`differences.json covers the whole group ${group}`)
  }
  if (different.length > total * 0.03) {
    objections.push(`differences.json covers ${different.length} of ${total} cases of ${title}, more than 3 %`)
  }
  return { title, passed, total, apart, different, failures, objections }
}
