import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { validateXML } from 'xmllint-wasm'

/** What a schema of `test/support/schemas/` says of documents: nothing where they are valid. A name ends in `.rng` (RELAX NG) or `.xsd`. */
export async function problemsOf(schema: string, ...documents: readonly string[]): Promise<readonly string[]> {
  const file = join(import.meta.dirname, 'schemas', schema)
  const { errors } = await validateXML({
    xml: documents.map((contents, index) => ({ fileName: `document${index}.xml`, contents })),
    schema: { fileName: schema, contents: readFileSync(file, 'utf8') },
    extension: schema.endsWith('.rng') ? 'relaxng' : 'schema',
  } as Parameters<typeof validateXML>[0])
  return errors.map(({ message, rawMessage }) => message || rawMessage)
}
