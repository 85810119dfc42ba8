/** One piece of a statement; `start` and `end` are where it stands in the text. */
export interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'mark'
  /** A word in capitals, a name without its quotes, everything else as it is written. */
  readonly value: string
  readonly start: number
  readonly end: number
}

const pattern =
  /(--[^\n]*|\/\*[\s\S]*?\*\/)|([eE]'(?:[^'\\]|''|\\[\s\S])*'|'(?:[^']|'')*'|(\$[A-Za-z_]*\$)[\s\S]*?\3)|("(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[A-Za-z_][^\]]*\])|([A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|\d[\w.]*)|(::|\S)/g

/** The pieces of SQL, without spaces and comments. Names may stand in the quotes of any of the databases. */
export function tokensOf(sql: string): Token[] {
  const tokens: Token[] = []
  for (const match of sql.matchAll(pattern)) {
    const [whole, comment, text, , name, word] = match
    if (comment !== undefined) continue
    const place = { start: match.index, end: match.index + whole.length }
    if (text !== undefined) tokens.push({ kind: 'text', value: text, ...place })
    else if (name !== undefined) tokens.push({ kind: 'name', value: unquoted(name), ...place })
    else if (word !== undefined) tokens.push({ kind: 'word', value: word.toUpperCase(), ...place })
    else tokens.push({ kind: 'mark', value: whole, ...place })
  }
  return tokens
}

function unquoted(name: string): string {
  const [quote] = name
  const inner = name.slice(1, -1)
  return quote === '[' ? inner : inner.replaceAll(quote! + quote!, quote!)
}

/** The statements of a text, each with its pieces; a body between BEGIN and END belongs to the statement around it. */
export function statementsOf(sql: string): { readonly text: string; readonly tokens: readonly Token[] }[] {
  const statements: Token[][] = [[]]
  let open = 0
  for (const token of tokensOf(sql)) {
    const current = statements.at(-1)!
    if (token.value === ';' && token.kind === 'mark' && open === 0) {
      statements.push([])
      continue
    }
    current.push(token)
    if (!hasBody(current) || token.kind !== 'word') continue
    if (token.value === 'BEGIN' || token.value === 'CASE') open++
    else if (token.value === 'END' && open > 0) open--
  }
  return statements
    .filter((tokens) => tokens.length > 0)
    .map((tokens) => ({ text: sql.slice(tokens[0]!.start, tokens.at(-1)!.end), tokens }))
}

const bodies = new Set(['TRIGGER', 'FUNCTION', 'PROCEDURE', 'EVENT'])

function hasBody([first, ...rest]: readonly Token[]): boolean {
  return first?.value === 'CREATE' && rest.slice(0, 5).some(({ kind, value }) => kind === 'word' && bodies.has(value))
}
