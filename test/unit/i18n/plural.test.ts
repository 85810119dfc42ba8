import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { pluralCount } from '../../../src/web/i18n/catalog/plural.ts'
import { Catalog, i18nErrors, parsePluralExpression, parsePluralForms } from '../../../src/web/i18n/index.ts'

/** An expression as a tree, to be written down and to be worked out without the parser. */
type Tree =
  | { readonly kind: 'n' }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'not'; readonly of: Tree }
  | { readonly kind: 'two'; readonly operator: string; readonly left: Tree; readonly right: Tree }
  | { readonly kind: 'if'; readonly condition: Tree; readonly yes: Tree; readonly no: Tree }

const strength: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
}

const trees: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant<Tree>({ kind: 'n' }),
    fc.nat(120).map((value): Tree => ({ kind: 'number', value })),
    tie('tree').map((of): Tree => ({ kind: 'not', of })),
    fc
      .tuple(fc.constantFrom(...Object.keys(strength)), tie('tree'), tie('tree'))
      .map(([operator, left, right]): Tree => ({ kind: 'two', operator, left, right })),
    fc
      .tuple(tie('tree'), tie('tree'), tie('tree'))
      .map(([condition, yes, no]): Tree => ({ kind: 'if', condition, yes, no })),
  ),
})).tree

/** With as few parentheses as C allows, so that precedence is put to the test. */
function written(tree: Tree, least = 0): string {
  switch (tree.kind) {
    case 'n':
      return 'n'
    case 'number':
      return String(tree.value)
    case 'not':
      return `!${written(tree.of, 7)}`
    case 'two': {
      const own = strength[tree.operator]!
      const text = `${written(tree.left, own)} ${tree.operator}${written(tree.right, own + 1)}`
      return own < least ? `(${text})` : text
    }
    default: {
      const text = `${written(tree.condition, 1)} ? ${written(tree.yes)} : ${written(tree.no)}`
      return least > 0 ? `(${text})` : text
    }
  }
}

/**
 * Python's rules for whole numbers, with big integers. Null where something is divided by nothing, and beyond 2^50, where numbers
 * are not exact: no language counts like that.
 */
function worth(tree: Tree, n: bigint): bigint | null {
  const value = worked(tree, n)
  return value === null || value > 2n ** 50n || value < -(2n ** 50n) ? null : value
}

function worked(tree: Tree, n: bigint): bigint | null {
  const one = (truth: boolean) => (truth ? 1n : 0n)
  if (tree.kind === 'n') return n
  if (tree.kind === 'number') return BigInt(tree.value)
  if (tree.kind === 'not') {
    const of = worth(tree.of, n)
    return of === null ? null : one(of === 0n)
  }
  if (tree.kind === 'if') {
    const condition = worth(tree.condition, n)
    return condition === null ? null : worth(condition === 0n ? tree.no : tree.yes, n)
  }
  const left = worth(tree.left, n)
  if (left === null) return null
  if (tree.operator === '||' && left !== 0n) return 1n
  if (tree.operator === '&&' && left === 0n) return 0n
  const right = worth(tree.right, n)
  if (right === null) return null
  const floored = (a: bigint, b: bigint) => (a % b !== 0n && a < 0n !== b < 0n ? a / b - 1n : a / b)
  switch (tree.operator) {
    case '||':
    case '&&':
      return one(right !== 0n)
    case '==':
      return one(left === right)
    case '!=':
      return one(left !== right)
    case '<':
      return one(left < right)
    case '<=':
      return one(left <= right)
    case '>':
      return one(left > right)
    case '>=':
      return one(left >= right)
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return right === 0n ? null : floored(left, right)
    default:
      return right === 0n ? null : left - right * floored(left, right)
  }
}

test('plural expressions give what their operators mean', () => {
  fc.assert(
    fc.property(trees, fc.integer({ min: -3, max: 1200 }), (tree, n) => {
      const text = written(tree)
      fc.pre(text.length <= 1000)
      let rule: (n: number) => number
      try {
        rule = parsePluralExpression(text)
      } catch (problem) {
        assert.match((problem as { reason: string }).reason, /nested more than 20/)
        return
      }
      const wanted = worth(tree, BigInt(n))
      if (wanted === null) return
      assert.equal(rule(n), Number(wanted), text)
    }),
    { numRuns: 3000 },
  )
})

test('what is no plural expression is refused with a reason', () => {
  const wrong = [
    '',
    'x',
    'n ? 1',
    '(n',
    'n)',
    'n = 1',
    'n & 1',
    'n |1',
    'n !=',
    'nn',
    'n1',
    '1n',
    '1.5',
    '-n',
    'n n',
    'n ? : 1',
  ]
  for (const text of [
    ...wrong,
    '"n"',
    'os.system',
    'n; 1',
    '`n`',
    'n=>n',
    'n ? 1 : 2 : 3',
    '! ',
    'n ! 1',
    '0x1',
    '∞',
  ]) {
    assert.throws(() => parsePluralExpression(text), { reason: /.+/ }, text)
  }
})

test('length and depth are bounded, and what is allowed does not exhaust the stack', () => {
  assert.throws(() => parsePluralExpression(`n${' '.repeat(1000)}`), { reason: /longer than 1000/ })
  assert.throws(() => parsePluralExpression(`${'('.repeat(21)}n${')'.repeat(21)}`), { reason: /more than 20/ })
  assert.equal(parsePluralExpression(`${'('.repeat(20)}n${')'.repeat(20)}`)(7), 7)
  assert.throws(() => parsePluralExpression(`${'n?'.repeat(30)}1${':0'.repeat(30)}`), { reason: /more than 20/ })
  assert.equal(parsePluralExpression(`${'!'.repeat(999)}n`)(0), 1)
  assert.equal(parsePluralExpression(`n==0?0:${'n==1?1:'.repeat(120)}2`)(5), 2)
  assert.equal(parsePluralExpression(`n${'+n'.repeat(499)}`)(1), 500)
})

test('a division by zero is no index', () => {
  assert.ok(Number.isNaN(parsePluralExpression('1/n')(0)))
  assert.ok(Number.isNaN(parsePluralExpression('n%0')(3)))
})

test('headers: the unfilled one of a template counts as none', () => {
  assert.equal(parsePluralForms('nplurals=INTEGER; plural=EXPRESSION;').rule(1), 0)
  assert.equal(parsePluralForms('').rule(5), 1)
  assert.deepEqual([0, 1, 2].map(parsePluralForms(' nplurals = 2 ; plural = n>1 ').rule), [0, 0, 1])
  for (const wrong of [
    'plural=n',
    'nplurals=2',
    'nplurals=0; plural=0;',
    'nplurals=2; plural=n; x=1',
    'nplurals=2;plural=',
  ]) {
    assert.throws(() => parsePluralForms(wrong), { reason: /.+/ }, wrong)
  }
})

test('a catalog with wrong plural forms says which file it is', () => {
  const headers = new Map([['Plural-Forms', 'nplurals=2; plural=n & 1;']])
  assert.throws(() => new Catalog([], headers, 'locale/xx/LC_MESSAGES/messages.po'), {
    code: 'NUAGES_I18N_PLURAL_FORMS',
    message: /locale\/xx.*'& 1'/,
  })
  assert.ok(i18nErrors.PLURAL_FORMS)
})

test('large counts keep the digits that rules depend on', () => {
  const polish = parsePluralForms(
    'nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);',
  ).rule
  assert.equal(polish(pluralCount(123456789012345678902n)), 1)
  assert.equal(polish(pluralCount(123456789012345678912n)), 2)
  assert.equal(polish(pluralCount(1n)), 0)
  assert.equal(polish(pluralCount(10n ** 30n + 1n)), 2)
})
