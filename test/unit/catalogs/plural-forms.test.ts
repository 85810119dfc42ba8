import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pluralFormsFor } from '../../../src/tools/catalogs/plural-forms.ts'
import { parsePluralForms } from '../../../src/web/i18n/catalog/plural.ts'

const categories = ['zero', 'one', 'two', 'few', 'many', 'other'] as const
const letters = 'abcdefghijklmnopqrstuvwxyz'
const codes = [...letters].flatMap((a) => [...letters].flatMap((b) => [a + b, ...[...letters].map((c) => a + b + c)]))
const counts = [
  ...Array(1200).keys(),
  10_000,
  20_000,
  30_000,
  40_000,
  100_000,
  101_000,
  1_000_000,
  1_000_001,
  2_000_000,
]
/** Which have another form for round millions, which ours have not. */
const withoutMillions = new Set(['ca', 'es', 'it', 'lld', 'scn', 'vec', 'fr', 'pt'])

test('every language that Intl knows has the rule that Intl has', () => {
  const known = Intl.PluralRules.supportedLocalesOf(codes).filter((code) => /^[a-z]{2,3}$/.test(code))
  assert.ok(known.length > 150)
  const wrong: string[] = []
  for (const code of known) {
    const header = pluralFormsFor(code === 'pt' ? 'pt-br' : code)
    const { count, rule } = parsePluralForms(header)
    const rules = new Intl.PluralRules(code)
    const category = (n: number) => {
      const found = rules.select(n)
      return withoutMillions.has(code) && found === 'many' ? 'other' : found
    }
    const used = categories.filter((each) => counts.some((n) => category(n) === each))
    if (used.length !== count) wrong.push(`${code}: ${count} forms, ${used.length} in Intl`)
    const other = counts.find((n) => rule(n) !== used.indexOf(category(n)))
    if (other !== undefined) wrong.push(`${code}: ${other} is ${category(other)}, form ${rule(other)} of '${header}'`)
  }
  assert.deepEqual(wrong, [])
})

test('a region has the rule of its language where it has none of its own', () => {
  assert.equal(pluralFormsFor('de-at'), 'nplurals=2; plural=(n != 1);')
  assert.equal(pluralFormsFor('pt'), 'nplurals=2; plural=(n != 1);')
  assert.equal(pluralFormsFor('pt-BR'), 'nplurals=2; plural=(n > 1);')
  assert.equal(pluralFormsFor('zh-hans'), 'nplurals=1; plural=(0);')
  assert.match(pluralFormsFor('sr-latn'), /^nplurals=3;/)
  assert.equal(pluralFormsFor('xx'), 'nplurals=2; plural=(n != 1);')
})
