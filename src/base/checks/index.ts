export { type Finding, type FindingLevel, formatFinding } from './finding.ts'
