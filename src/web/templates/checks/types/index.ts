export { type Diagnostic, findingFor, parseDiagnostics } from './messages.ts'
export { prelude } from './prelude.ts'
export { type Lines, type Meaning, TypeWriter } from './writer.ts'
