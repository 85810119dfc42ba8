/** A database of this process's own, with all tables, and what migrations put into them. */
export interface DatabaseCopy {
  readonly url: string
  drop(): Promise<void>
}

/** What a copy is made from: made once for each set of tables, and shared by every process that tests. */
export interface TemplateRequest {
  /** What changes with the tables. */
  readonly digest: string
  /** Makes the tables in the empty database of that URL. */
  readonly fill: (url: string) => Promise<void>
}

/** Templates that nobody has used for so many days are removed. */
export const keptDays = 14

/** True where no process of that id runs on this machine. */
export function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as { code?: string }).code === 'ESRCH'
  }
}

/** A part of a name that no other copy has. */
export const randomPart = (): string => crypto.randomUUID().replaceAll('-', '').slice(0, 10)
