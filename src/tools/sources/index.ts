export { type Stripped, TypeStripper } from './strip.ts'
export {
  type Comment,
  calledName,
  nameOf,
  type Parsed,
  parseJavaScript,
  type SyntaxNode,
  staticText,
  walk,
} from './syntax.ts'
