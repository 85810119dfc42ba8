/** What the bench uses of node-postgres, which comes without types. */
declare module 'pg' {
  export class Client {
    constructor(options: { readonly connectionString: string })
    connect(): Promise<unknown>
    query(text: string): Promise<{ readonly rows: readonly Record<string, unknown>[] }>
    end(): Promise<void>
  }
}
