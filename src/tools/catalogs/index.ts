export { type CatalogProblem, checkCatalog } from './check-catalog.ts'
export { compileMo } from './compile.ts'
export { type CompiledCatalog, type CompileMessagesOptions, compileMessages } from './compile-messages.ts'
export type { Complaint } from './extract/found.ts'
export { type MessageRoot, replaceFile } from './files.ts'
export {
  type MadeCatalog,
  type MadeMessages,
  type MakeMessagesOptions,
  type MessageCounts,
  makeMessages,
} from './make.ts'
export { readPo } from './po/read.ts'
export { writePo } from './po/write.ts'
export { type ProjectMessages, projectMessages } from './project.ts'
export { messageTypes, typesHeading } from './types.ts'
