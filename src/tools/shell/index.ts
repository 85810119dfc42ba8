export { namesForShell } from './names.ts'
export { runCode } from './run-code.ts'
