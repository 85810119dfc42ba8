import type { Expression } from './expression.ts'
import { operatorHint } from './hints.ts'

/** The condition of an `{% if %}`, as a tree. */
export type Condition =
  | { readonly kind: 'value'; readonly expression: Expression }
  | { readonly kind: 'not'; readonly operand: Condition }
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly left: Condition; readonly right: Condition }

export type Comparison = 'in' | 'not in' | 'is' | 'is not' | '==' | '!=' | '<' | '>' | '<=' | '>='

/** How strongly each operator binds: Python's order, without chained comparisons. */
const strength: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  not: 3,
  in: 4,
  'not in': 4,
  is: 5,
  'is not': 5,
  '==': 5,
  '!=': 5,
  '<': 5,
  '>': 5,
  '<=': 5,
  '>=': 5,
}

/**
 * Reads the words of an `{% if %}` by operator precedence
 * (https://docs.djangoproject.com/en/stable/ref/templates/builtins/#boolean-operators). `fail` throws.
 */
export function parseCondition(
  words: readonly string[],
  expression: (word: string) => Expression,
  fail: (reason: string) => never,
): Condition {
  const tokens: string[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    if ((word === 'not' && words[i + 1] === 'in') || (word === 'is' && words[i + 1] === 'not')) {
      tokens.push(`${word} ${words[++i]}`)
    } else tokens.push(word)
  }
  let at = 0
  const isOperator = (word: string) => Object.hasOwn(strength, word)

  function operand(depth: number): Condition {
    if (depth > 200) fail('This condition is nested too deeply')
    const word = tokens[at++]
    if (word === undefined) fail('The condition ends where a value should stand')
    if (word === 'not') return { kind: 'not', operand: climb(strength['not']!, depth + 1) }
    if (isOperator(word)) fail(`'${word}' stands where a value should stand`)
    return { kind: 'value', expression: expression(word) }
  }

  function climb(minimum: number, depth: number): Condition {
    let left = operand(depth)
    for (;;) {
      const word = tokens[at]
      if (word === undefined || !isOperator(word) || word === 'not' || strength[word]! <= minimum) return left
      at++
      const right = climb(strength[word]!, depth + 1)
      left =
        word === 'and' || word === 'or'
          ? { kind: word, left, right }
          : { kind: 'compare', operator: word as Comparison, left, right }
    }
  }

  const condition = climb(0, 0)
  if (at < tokens.length) fail(`'${tokens[at]}' is not expected here: ${operatorHint(tokens[at]!)}`)
  return condition
}
