import type { DatabaseName } from '../../query/index.ts'
import {
  type AlteredTable,
  SchemaEditor,
  schemaEditor,
  schemaFacts,
  type TableChanges,
  type TableSchema,
} from '../../sql/index.ts'
import { type Meaning, meaningsOf, meaningsOfRename, meaningsOfStatement } from './meaning.ts'
import { classify, type Statement } from './statements/clauses.ts'

/** What an operation asked of the editor at once, and the statements that the editor would send for it. */
export interface Deed {
  readonly statements: readonly Statement[]
  readonly meanings: readonly Meaning[]
  /** Tables as the operation says that they are before it. */
  readonly before: readonly TableSchema[]
}

/** An editor that sends nothing: it takes down what operations ask of it, and what the database's own editor makes of that. */
export class Recorder extends SchemaEditor {
  readonly deeds: Deed[] = []
  readonly #script: string[] = []
  readonly #editor: SchemaEditor

  constructor(database: DatabaseName) {
    super([], schemaFacts(database))
    this.#editor = schemaEditor(this.#script, database)
  }

  override change(changes: TableChanges): Promise<void> {
    const { altered = [], dropped = [] } = changes
    const before = [...altered.map(({ from }) => from), ...dropped]
    return this.#record(meaningsOf(changes), before, () => this.#editor.change(changes))
  }

  override changeIndexes(table: AlteredTable): Promise<void> {
    return this.#record(meaningsOf({ altered: [table] }), [table.from], () => this.#editor.changeIndexes(table))
  }

  override validate(table: TableSchema, rule: Parameters<SchemaEditor['validate']>[1]): Promise<void> {
    return this.#record([], [], () => this.#editor.validate(table, rule))
  }

  override renameTable(before: TableSchema, after: TableSchema): Promise<void> {
    return this.#record(meaningsOfRename(before, after), [before], () => this.#editor.renameTable(before, after))
  }

  override async execute(text: string): Promise<void> {
    const statements = classify(text)
    this.deeds.push({ statements, meanings: statements.flatMap(meaningsOfStatement), before: [] })
  }

  protected alterTables(altered: readonly AlteredTable[]): Promise<void> {
    return this.change({ altered })
  }

  async #record(
    meanings: readonly Meaning[],
    before: readonly TableSchema[],
    work: () => Promise<void>,
  ): Promise<void> {
    const from = this.#script.length
    await work()
    this.deeds.push({ statements: this.#script.slice(from).flatMap(classify), meanings, before })
  }
}
