type AsyncFunctionConstructor = new (...parts: string[]) => (...values: unknown[]) => Promise<unknown>

const AsyncFunction = (async () => {}).constructor as AsyncFunctionConstructor

/** True where `code` is one expression. */
function isExpression(names: readonly string[], code: string): boolean {
  try {
    new AsyncFunction(...names, `return (${code}\n)`)
    return true
  } catch {
    return false
  }
}

/**
 * Runs a piece of JavaScript that may use `await` and the given names. An expression gives its value (a queryset its rows);
 * statements give undefined.
 */
export async function runCode(code: string, names: Readonly<Record<string, unknown>>): Promise<unknown> {
  const keys = Object.keys(names)
  const body = isExpression(keys, code) ? `return (${code}\n)` : code
  return await new AsyncFunction(...keys, body)(...Object.values(names))
}
