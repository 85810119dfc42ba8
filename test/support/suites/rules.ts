import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  type Actor,
  AnonymousUser,
  allowedOf,
  Group,
  RuleBook,
  type RuleDeclaration,
  rule,
  rulesService,
  User,
} from '../../../src/apps/auth/index.ts'
import { can } from '../../../src/apps/auth/rules/can.ts'
import { currentScope, provide, runInScope } from '../../../src/base/context/index.ts'
import { type AnyQuerySet, infoOf, lookups, untyped } from '../../../src/data/orm/index.ts'
import { testProject } from '../../../src/tools/testing/index.ts'
import { Article, Author, deskProject, grant, person, root } from '../../unit/auth/newsdesk.ts'

/*
 * Whatever rules an app declares: "may this user do this to this row" and "which rows may this user do this to" agree, with each other and
 * with the rules themselves, run one by one. Rules are any conditions over columns, nulls, and relations to one and to many, joined and denied, in
 * `filter` and in `exclude`, with orders, slices and distinct rows; the permission plays each of its parts.
 */

type Lookup = Readonly<Record<string, unknown>>
type Values = (user: Actor) => Lookup

type Condition =
  | { readonly kind: 'lookup'; readonly lookup: Values; readonly text: string }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }

type Step =
  | { readonly kind: 'filter' | 'exclude'; readonly condition: Condition }
  | { readonly kind: 'distinct' }
  | { readonly kind: 'slice'; readonly order: string; readonly from: number; readonly to: number }

interface AnyRule {
  readonly steps: readonly Step[]
  readonly modelPermission: 'required' | 'enough' | undefined
  readonly anonymous: boolean
}

const fixed = (lookup: Lookup): Condition => ({ kind: 'lookup', lookup: () => lookup, text: JSON.stringify(lookup) })
const ofUser = (path: string): Condition => ({
  kind: 'lookup',
  // Nobody in particular has no key; null as a value of a lookup is refused, so there it asks for no row.
  lookup: (user) => (user.pk === null ? { pk__in: [] } : { [path]: user.pk }),
  text: `${path}: user`,
})

const lookup: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom('authors__user', 'editor', 'authors__user__groups__users', 'editor__groups__users').map(ofUser),
  fc
    .constantFrom('authors', 'authors__user', 'editor', 'desk', 'editor__groups', 'authors__user__groups')
    .chain((path) => fc.boolean().map((value) => fixed({ [`${path}__isnull`]: value }))),
  fc.constantFrom('draft', 'review', 'live', 'gone').map((status) => fixed({ status })),
  fc.subarray(['draft', 'review', 'live']).map((status) => fixed({ status__in: status })),
  fc.constantFrom('culture', 'sport').map((desk) => fixed({ desk })),
  fc
    .tuple(fc.constantFrom('gt', 'lte'), fc.integer({ min: -1, max: 4 }))
    .map(([name, value]) => fixed({ [`fee__${name}`]: value })),
  fc.constantFrom('authors__name', 'authors__name__startswith').map((path) => fixed({ [path]: 'A' })),
  fc.constantFrom('ada', 'bo', 'nobody').map((username) => fixed({ editor__username: username })),
  fc.constantFrom('one', 'two').map((name) => fixed({ authors__user__groups__name: name })),
)

const condition: fc.Arbitrary<Condition> = fc.letrec<{ any: Condition }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    lookup,
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('any'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not' as const), part: tie('any') }),
  ),
})).any

const slice: fc.Arbitrary<Step> = fc
  .record({ order: fc.constantFrom('-pk', 'fee', '-title'), from: fc.nat(3), length: fc.integer({ min: 0, max: 5 }) })
  .map(({ order, from, length }) => ({ kind: 'slice', order, from, to: from + length }))

const anyRule: fc.Arbitrary<AnyRule> = fc.record({
  steps: fc
    .tuple(
      fc.array(
        fc.oneof(
          {
            weight: 4,
            arbitrary: fc.record({ kind: fc.constantFrom('filter' as const, 'exclude' as const), condition }),
          },
          { weight: 1, arbitrary: fc.constant<Step>({ kind: 'distinct' }) },
        ),
        { maxLength: 3 },
      ),
      fc.option(slice, { freq: 4 }),
    )
    .map(([steps, last]) => (last === null ? steps : [...steps.filter(({ kind }) => kind !== 'distinct'), last])),
  modelPermission: fc.constantFrom(undefined, undefined, 'required' as const, 'enough' as const),
  anonymous: fc.boolean(),
})

type Q = ReturnType<typeof lookups> & { and(q: unknown): Q; or(q: unknown): Q; not(): Q }

function written(user: Actor, each: Condition): Q {
  if (each.kind === 'lookup') return lookups(each.lookup(user)) as unknown as Q
  if (each.kind === 'not') return written(user, each.part).not()
  const [first, ...others] = each.parts.map((part) => written(user, part))
  return others.reduce((all, next) => (each.kind === 'and' ? all.and(next) : all.or(next)), first!)
}

function define({ steps }: AnyRule): (user: Actor, rows: AnyQuerySet) => AnyQuerySet {
  return (user, rows) => {
    let found = rows
    for (const step of steps) {
      // Ties have to fall the same way each time.
      if (step.kind === 'slice') found = found.orderBy(step.order, 'pk').slice(step.from, step.to)
      else if (step.kind === 'distinct') found = found.distinct()
      else found = found[step.kind](written(user, step.condition))
    }
    return found
  }
}

const declared = (each: AnyRule): RuleDeclaration => {
  const { modelPermission, anonymous } = each
  const options = { anonymous, ...(modelPermission !== undefined && { modelPermission }) }
  return rule(Article, 'change', define(each) as never, options as never)
}

const keys = async (rows: AnyQuerySet | AnyQuerySet<unknown>) =>
  ((await rows) as { pk: unknown }[]).map(({ pk }) => Number(pk)).sort((a, b) => a - b)

const articles = 12

/** Articles of every kind: without authors, with one, with several of one user; without an editor, without a desk. */
async function fill(): Promise<Actor[]> {
  const [ada, bo, cy] = [await person('ada'), await person('bo'), await person('cy')]
  const [one, two] = [await Group.create({ name: 'one' }), await Group.create({ name: 'two' })]
  await ada.groups.add(one, two)
  await bo.groups.add(two)
  await grant(two, 'desk.change_article')
  await cy.userPermissions.clear()
  const authors = [
    await Author.create({ name: 'A', user: ada }),
    await Author.create({ name: 'Ada', user: ada }),
    await Author.create({ name: 'Bo', user: bo }),
    await Author.create({ name: 'A', user: null }),
  ]
  for (let i = 0; i < articles; i++) {
    const article = await Article.create({
      title: `Article ${String(i % 5)}`,
      status: ['draft', 'review', 'live'][i % 3]!,
      fee: i % 4,
      desk: [null, 'culture', 'sport', null, ''][i % 5] ?? null,
      editor: [null, ada, bo, cy][i % 4] ?? null,
    })
    await article.authors.add(...authors.filter((_author, at) => ((i * 7) >> at) % 2 === 1))
  }
  const asleep = await person('asleep')
  asleep.isActive = false
  await asleep.save()
  return [ada, bo, cy, asleep, await root(), new AnonymousUser()]
}

/** Holds the two questions against each other, for `runs` lists of rules. */
export async function ruleAgreement(url: string, runs: number): Promise<void> {
  const { NUAGES_PROPERTY_RUNS: many, NUAGES_PROPERTY_SEED: seed } = process.env
  await using site = await testProject(deskProject, { databases: { default: url } })
  await site.run(async () => {
    const known = await fill()
    const times = many === undefined ? runs : Number(many)
    let telling = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRule, { minLength: 1, maxLength: 3 }),
        fc.nat(known.length - 1),
        fc.boolean(),
        async (rules, who, loaded) => {
          const book = new RuleBook(rules.map(declared))
          const { services } = currentScope()!
          const scope = { services: new Map([...services, provide(rulesService, book)]) }
          const found = await runInScope(scope, () => agree(rules, known[who]!, loaded))
          if (found > 0 && found < articles) telling++
        },
      ),
      { numRuns: times, seed: seed === undefined ? 20261129 : Number(seed) },
    )
    assert.ok(telling > times / 5, `only ${telling} of ${times} say yes to some and no to others`)
  })
}

async function agree(rules: readonly AnyRule[], who: Actor, loaded: boolean): Promise<number> {
  const user: Actor = who.pk === null ? new AnonymousUser() : await User.get({ pk: who.pk as number })
  // The permission is a part of the query, or known before.
  if (loaded && user instanceof User) await user.permissions()
  const info = infoOf(Article)
  const allowed = await keys(allowedOf(user, info, 'change'))
  assert.deepEqual(allowed, [...new Set(allowed)], 'a row stands there once')
  assert.deepEqual(allowed, await expected(rules, user), 'the rows are those of the rules')
  const rows = await Article.all().orderBy('pk')
  const together: number[] = []
  for (const row of rows) if (await can(user, 'desk.change_article', row)) together.push(row.pk)
  assert.deepEqual(together, allowed, 'asked about rows that were read together')
  for (const row of rows.slice(0, 3)) {
    const alone = await Article.get({ pk: row.pk })
    assert.equal(await can(user, 'desk.change_article', alone), allowed.includes(row.pk), 'asked about one row')
  }
  assert.equal(await allowedOf(user, info, 'change').count(), allowed.length)
  return allowed.length
}

/** What the rules say, each run by itself. */
async function expected(rules: readonly AnyRule[], user: Actor): Promise<number[]> {
  const all = await keys(untyped(Article as never).all())
  if (user.isSuperuser && user.isActive) return all
  if (!user.isAnonymous && !user.isActive) return []
  const permitted = user instanceof User && (await user.hasPermission('desk.change_article'))
  const found = new Set<number>()
  for (const each of rules) {
    if (user.isAnonymous && !each.anonymous) continue
    if (each.modelPermission === 'required' && !permitted) continue
    const own = await keys(define(each)(user, untyped(Article as never).all()))
    for (const key of each.modelPermission === 'enough' && permitted ? all : own) found.add(key)
  }
  return [...found].sort((a, b) => a - b)
}
