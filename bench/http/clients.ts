/** What the process with the clients is asked to do. */
export type Task =
  | {
      readonly kind: 'requests'
      readonly port: number
      /** The bytes of one request, in base64. */
      readonly message: string
      readonly count: number
      readonly connections: number
    }
  | { readonly kind: 'streams'; readonly port: number; readonly clients: number; readonly events: number }
