export type { AtomicOptions, Connection, Database, Row, RunResult, Statement } from './driver.ts'
